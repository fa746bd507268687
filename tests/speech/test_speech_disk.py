"""A disk that refuses: one clear line, and no half of a sheet."""

from __future__ import annotations

import os
from pathlib import Path

from tests.support.commands import COMMAND, one_line
from tests.support.hotline import copied
from tests.support.processes import environment, ran

FULL = 'ulimit -f 1; exec "$@"'
"""A shell whose commands can write a kilobyte a file: to them the disk is full after that."""

NOTHING_LOST = "Nothing was changed: make room, or allow writing there."


def test_a_sheet_that_does_not_fit_on_the_disk_is_one_line(tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    out = tmp_path / "out"
    asked = [*COMMAND, "--project", str(project), "audio", "script", "pl", "--out", str(out)]
    refused = ran("sh", "-c", FULL, "sh", *asked, env=environment())
    told = one_line(refused)
    assert told.startswith(f"{out}{os.sep}script-pl.")
    assert told.endswith(f": cannot be written: File too large. {NOTHING_LOST}")
    assert [path for path in out.iterdir() if path.stat().st_size] == []
