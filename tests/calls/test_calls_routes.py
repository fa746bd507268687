"""What is dialled for a caller, however an editor has written it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.definition import load
from ivr.phone import LegRung, ScriptedCaller
from tests.support.hotline import VARIABLES, copy_of, served
from tests.support.ringing import Line

WRITTEN = '"+4723327000"'


@pytest.mark.parametrize("written", [WRITTEN, '"+47 23 32 70 00"', '"+47 233 27 000"'])
def test_a_number_written_in_groups_is_dialled_without_its_spaces(
    tmp_path: Path, small: Path, written: str
) -> None:
    """The carrier refuses any other way to write it, and the caller hears that nobody answers."""
    root = copy_of(small, tmp_path / "project")
    services = root / "config" / "services.yaml"
    text = services.read_text(encoding="utf-8")
    assert text.count(WRITTEN) == 1
    services.write_text(text.replace(WRITTEN, written), encoding="utf-8")
    line = Line(served(root), load(root, VARIABLES).hotline)
    record = line.call(ScriptedCaller("1,4"))
    assert [leg.to for leg in record.of(LegRung)] == ["+4723327000"]
