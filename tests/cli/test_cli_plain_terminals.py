"""Where the machine knows no UTF-8: letters are replaced on the screen, and whole in files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.support.commands import Ivr

PLAIN: Final = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""As on a server that nobody has given a language."""


@pytest.mark.parametrize(
    "command",
    [
        "check --jobs 1",
        "check --json",
        "what-if --language pl --keys 3",
        "proof --from 2026-11-25 --jobs 1",
        "proof --times --from 2026-11-25",
        "facts",
        "prompts status",
        "audio check",
    ],
)
def test_every_report_is_read_on_any_terminal(small: Path, command: str) -> None:
    done = Ivr(small).process(*command.split(), SIP_TRUNK="trunk.example", **PLAIN)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert done.stdout.strip()


def test_a_script_for_a_speaker_keeps_every_letter(small: Path, tmp_path: Path) -> None:
    done = Ivr(small).process("audio", "script", "pl", "--out", str(tmp_path), **PLAIN)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    written = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.*")]
    assert written
    assert all("naciśnij" in text for text in written)
