"""Nothing about the caller is in a log line or an address."""

from __future__ import annotations

import logging

import pytest

from ivr.phone import ScriptedCaller
from tests.support.ringing import Line

MARKED = "+4700007531"


@pytest.mark.parametrize(
    ("keys", "outcomes"),
    [
        ("3,1,1", ["answered"]),
        ("2,4,1,1", ["busy", "busy"]),
        ("1,2,1", ["canceled"]),
        ("", []),
        ("9,9,9,9,*,#,0", ["failed", "no-answer"]),
        ("x", []),
    ],
)
def test_a_whole_call_leaves_no_trace_of_the_caller(
    line: Line, caplog: pytest.LogCaptureFixture, keys: str, outcomes: list[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        line.call(ScriptedCaller(keys, outcomes), from_=MARKED)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
    assert not [message for message in ours if "7531" in message]
    assert len(line.wire.tapped) > 3
    for tapped in line.wire.tapped:
        assert "7531" not in tapped.url
        assert b"7531" not in tapped.body
