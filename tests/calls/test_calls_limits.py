"""What callers hear at each limit, in the shipped hotline with lower ones: tests/calls/limits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from ivr.definition import load
from tests.support.hand import Hand
from tests.support.hotline import VARIABLES, copy_of, served
from tests.support.limited import MOST, assembled, webhook
from tests.support.ringing import Line

CALLS: Final = Path(__file__).parent / "limits"
LOWER: Final = {
    "config/hotline.yaml": {
        "calls_from_one_number: 20 ": f"calls_from_one_number: {MOST} ",
        "longest_call_minutes: 90 ": "longest_call_minutes: 15 ",
    },
    "config/services.yaml": {
        'routes: ["+4723327000"]\n': 'routes: ["+4723327000"]\n  at_once: 1\n'
    },
}

Replay = Callable[[Line, Path], None]


@pytest.fixture(scope="module")
def lowered(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped project with limits that a test reaches."""
    root = copy_of(shipped, tmp_path_factory.mktemp("lowered") / "root")
    for name, changes in LOWER.items():
        text = (root / name).read_text("utf-8")
        for before, after in changes.items():
            assert text.count(before) == 1, before
            text = text.replace(before, after)
        (root / name).write_text(text, "utf-8")
    return root


def test_a_flood_from_one_number(lowered: Path, replay: Replay) -> None:
    app = webhook(assembled(lowered))
    for n in range(MOST):
        assert b"<Gather" in Hand(app).post("/voice", CallSid=f"CA{n}").data
    replay(Line(app, load(lowered, VARIABLES).hotline), CALLS / "flood.yaml")


@pytest.mark.parametrize("name", ["too-long", "too-long-in-danger"])
def test_a_call_without_end(lowered: Path, replay: Replay, name: str) -> None:
    replay(Line(served(lowered), load(lowered, VARIABLES).hotline), CALLS / f"{name}.yaml")


def test_a_service_that_is_full(lowered: Path, replay: Replay) -> None:
    app = served(lowered)
    ringing = "/voice/turn?m=asker&at=announce&l=nb&n=guidance"
    assert b"<Dial" in Hand(app).post(ringing, CallSid="CA-another").data
    replay(Line(app, load(lowered, VARIABLES).hotline), CALLS / "full.yaml")
