"""`ivr call` at a terminal: a person reads, presses keys, and decides who answers."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shlex
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ivr.model import Hotline
from ivr.phone import read_wav
from tests.support.commands import COMMAND, Ivr
from tests.support.hotline import copied
from tests.support.processes import PATIENCE_SECONDS, environment

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Terminal:
    """A pseudo-terminal of 200 columns with a command on it."""

    def __init__(self, *command: str) -> None:
        self.end, self.other = pty.openpty()
        fcntl.ioctl(self.other, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        self.before = self.modes
        self.command = subprocess.Popen(
            command, env=environment(), stdin=self.other, stdout=self.other, stderr=self.other
        )
        self.shown = ""

    @property
    def modes(self) -> list[Any]:
        return termios.tcgetattr(self.other)

    def wait_for(self, text: str) -> None:
        """Read on until a text has been shown since the last one waited for."""
        while text not in ESCAPE.sub("", self.shown):
            ready, _, _ = select.select([self.end], [], [], PATIENCE_SECONDS)
            assert ready, f"[{text}] is not shown: {ESCAPE.sub('', self.shown)}"
            self.shown += os.read(self.end, 4096).decode("utf-8", errors="replace")
        self.shown = ESCAPE.sub("", self.shown).partition(text)[2]

    def press(self, key: str) -> None:
        os.write(self.end, key.encode())

    def close(self) -> None:
        # A shell's death takes what it has started along; both ends closed is a hang-up for all.
        self.command.kill()
        self.command.wait()
        os.close(self.end)
        os.close(self.other)


@contextmanager
def calling(ivr: Ivr, *arguments: str) -> Iterator[Terminal]:
    """`ivr call` at a terminal."""
    terminal = Terminal(*COMMAND, "--project", str(ivr.project), "call", *arguments)
    try:
        yield terminal
    finally:
        terminal.close()


@pytest.fixture
def opening(hotline: Hotline) -> str:
    prompts = hotline.municipalities[hotline.default_municipality].prompts
    return prompts[hotline.answer[0]]["answer.emergency"].text.template[:12]


def test_a_person_presses_keys_and_answers_the_transfer(running: Ivr, opening: str) -> None:
    with calling(running, "--at", "2026-11-25 10:00") as terminal:
        terminal.wait_for("0-9 * # press, h hangs up")
        terminal.wait_for(opening)
        terminal.press("2")
        terminal.wait_for("key 2")
        terminal.press("0")
        terminal.wait_for("key 0")
        terminal.press("1")
        terminal.wait_for("ringing +4723327000")
        terminal.press("a")
        terminal.wait_for("talking to +4723327000")
        terminal.press(" ")
        terminal.wait_for("transfer: completed")
        terminal.wait_for("Goodbye")
        terminal.press("h")
        terminal.wait_for("the call is over: caller hung up")
        assert terminal.command.wait() == 0
        assert terminal.modes == terminal.before


def test_a_language_is_chosen_before_the_person_takes_over(running: Ivr) -> None:
    with calling(running, "--language", "tr", "--at", "2026-11-25 10:00") as terminal:
        terminal.wait_for("key 9")
        terminal.wait_for("key 5")
        terminal.wait_for("tr ")
        terminal.press("4")
        terminal.wait_for("key 4")
        terminal.press("h")
        terminal.wait_for("the call is over: caller hung up")
        assert terminal.command.wait() == 0


def test_ctrl_c_hangs_up_and_gives_the_terminal_back(running: Ivr, opening: str) -> None:
    with calling(running, "--at", "2026-11-25 10:00") as terminal:
        terminal.wait_for(opening)
        terminal.command.send_signal(signal.SIGINT)
        terminal.wait_for("the call is over: caller hung up")
        assert terminal.command.wait() == 0
        assert terminal.modes == terminal.before


SHELL = (
    "import fcntl, os, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execvp('sh', ['sh', '-i'])"
)
"""A shell whose own terminal this is, so that it has jobs and Ctrl-Z means something."""


def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_brings_the_call_back(
    running: Ivr, opening: str
) -> None:
    call = [*COMMAND, "--project", str(running.project), "call", "--at", "2026-11-25 10:00"]
    terminal = Terminal(sys.executable, "-c", SHELL)
    try:
        terminal.press(f"{shlex.join(call)}\n")
        terminal.wait_for(opening)
        terminal.press("\x1a")
        terminal.wait_for("Stopped")
        terminal.press("stty -a\n")
        terminal.wait_for(" icanon")
        terminal.wait_for(" echo ")
        terminal.press("fg\n")
        terminal.wait_for(opening)
        terminal.press("2")
        terminal.wait_for("key 2")
        terminal.press("h")
        terminal.wait_for("the call is over: caller hung up")
        terminal.press("echo over $((40 + 2))\n")
        terminal.wait_for("over 42")
    finally:
        terminal.close()


def a_player(folder: Path, script: str) -> str:
    """Put a player of sounds on a path where nothing else is, and return that path."""
    (folder / "aplay").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "aplay").chmod(0o755)
    return str(folder)


def test_the_sound_is_played_as_it_is_heard(
    running: Ivr, opening: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    os.mkfifo(kept)
    monkeypatch.setenv("PATH", a_player(tmp_path, f'/bin/cat "$2" > {kept}'))
    with calling(running, "--play", "--at", "2026-11-25 10:00") as terminal:
        assert read_wav(kept.read_bytes()).seconds > 2
        terminal.wait_for(opening)
        terminal.press("h")
        terminal.wait_for("the call is over: caller hung up")
        assert terminal.command.wait() == 0


def test_a_call_by_written_keys_is_played_when_it_is_over(running: Ivr, tmp_path: Path) -> None:
    path = a_player(tmp_path, f'/bin/cp "$2" {tmp_path}/played.wav')
    saved = tmp_path / "saved.wav"
    done = running("call", "--keys", "x", "--play", "--save", str(saved), PATH=path)
    assert (done.returncode, done.stderr) == (0, "")
    played = read_wav((tmp_path / "played.wav").read_bytes())
    assert played.seconds == read_wav(saved.read_bytes()).seconds > 2


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo no card >&2; exit 1", "--play: no sound: aplay: no card\n"),
        ("", "--play: no sound, for none of paplay, aplay, afplay, play, ffplay is installed. "),
    ],
)
def test_without_sound_the_call_is_made_all_the_same(
    running: Ivr, tmp_path: Path, script: str, told: str
) -> None:
    path = a_player(tmp_path, script) if script else str(tmp_path)
    done = running("call", "--keys", "x", "--play", PATH=path)
    assert done.returncode == 0
    assert done.stderr.startswith(told)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize("command", ["call --language uk --keys x", "what-if --keys 1"])
def test_letters_that_a_terminal_lacks_are_replaced(
    running: Ivr, command: str, encoding: str
) -> None:
    done = running.process(*command.split(), PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert "?" in done.stdout
    assert done.stdout.isascii() or encoding == "latin-1"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_letters_that_a_terminal_lacks_are_replaced_in_a_mistake_too(
    tmp_path: Path, encoding: str
) -> None:
    menu = copied(tmp_path) / "config" / "menu.yaml"
    menu.write_text("main: {sжy: hello}\n", encoding="utf-8")
    done = Ivr(tmp_path).process("check", PYTHONIOENCODING=encoding)
    assert done.returncode == 1
    assert "config/menu.yaml:1: main: [s?y] is not an option here. Did you mean [say]?" in (
        done.stdout
    )
    assert done.stderr == ""
