"""Where the machine knows no UTF-8: letters are replaced on the screen, and whole in files."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.support.commands import COMMAND, Ivr
from tests.support.hotline import copy_of
from tests.support.processes import environment, free_port

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


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "iso8859-2"])
def test_a_hotline_is_served_and_rung_on_any_terminal(
    small: Path, tmp_path: Path, encoding: str
) -> None:
    plain, port = PLAIN | {"PYTHONIOENCODING": encoding}, str(free_port())
    ivr = Ivr(copy_of(small, tmp_path / "project"))
    asked = "run", "--no-best", "--port", port
    with ivr.started(*asked, terminal=None, stdin=subprocess.DEVNULL, **plain) as running:
        running.wait_for(f"http://127.0.0.1:{port}")
        done = ivr.process("call", "--language", "pl", "--keys", "3,0", **plain)
        assert (done.returncode, done.stderr) == (0, "")
        running.wait_for("answered")
        running.send(signal.SIGTERM)
        assert running.finished().returncode == 0
        assert "Traceback" not in running.told()


@pytest.mark.parametrize("command", ["facts", "prompts status", "--help", "twilio doctor --help"])
def test_a_full_disk_behind_what_is_told_is_one_line(small: Path, command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            (*COMMAND, "--project", str(small), *command.split()),
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    told = b"The disk that this is written to is full. Make room there.\n"
    assert (done.returncode, done.stderr) == (1, told)


def test_a_script_for_a_speaker_keeps_every_letter(small: Path, tmp_path: Path) -> None:
    done = Ivr(small).process("audio", "script", "pl", "--out", str(tmp_path), **PLAIN)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    written = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.*")]
    assert written
    assert all("naciśnij" in text for text in written)
