"""`ivr call` at a terminal: a person reads, presses keys, and decides who answers."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios

import pytest

from ivr.model import Hotline
from tests.support.commands import Ivr

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
PATIENCE_SECONDS = 60


class Terminal:
    """A pseudo-terminal of 200 columns with the command on it."""

    def __init__(self, ivr: Ivr, *arguments: str) -> None:
        self.end, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        self.before = termios.tcgetattr(other)
        self.command = ivr.start(*arguments, terminal=other)
        self.other = other
        self.shown = ""

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
        self.command.kill()
        self.command.wait()
        os.close(self.end)
        os.close(self.other)


@pytest.fixture
def opening(hotline: Hotline) -> str:
    prompts = hotline.municipalities[hotline.default_municipality].prompts
    return prompts[hotline.answer[0]]["answer.emergency"].text.template[:12]


def test_a_person_presses_keys_and_answers_the_transfer(running: Ivr, opening: str) -> None:
    terminal = Terminal(running, "call", "--at", "2026-11-25 10:00")
    try:
        terminal.wait_for(opening)
        terminal.press("2")
        terminal.wait_for("key 2, cutting the prompt")
        terminal.press("0")
        terminal.wait_for("key 0, cutting the prompt")
        terminal.press("1")
        terminal.wait_for("ringing +4723327000")
        terminal.press("a")
        terminal.wait_for("talking to +4723327000")
        terminal.press(" ")
        terminal.wait_for("transfer: completed")
        terminal.wait_for("Thank you")
        terminal.press("h")
        terminal.wait_for("the call is over: caller hung up")
        assert terminal.command.wait() == 0
        assert termios.tcgetattr(terminal.other) == terminal.before
    finally:
        terminal.close()


def test_a_language_is_chosen_before_the_person_takes_over(running: Ivr) -> None:
    terminal = Terminal(running, "call", "--language", "tr", "--at", "2026-11-25 10:00")
    try:
        terminal.wait_for("key 9, cutting the prompt")
        terminal.wait_for("key 5, cutting the prompt")
        terminal.wait_for("tr ")
        terminal.press("4")
        terminal.wait_for("key 4, cutting the prompt")
        terminal.press("h")
        terminal.wait_for("the call is over: caller hung up")
        assert terminal.command.wait() == 0
    finally:
        terminal.close()


def test_ctrl_c_hangs_up_and_gives_the_terminal_back(running: Ivr, opening: str) -> None:
    terminal = Terminal(running, "call", "--at", "2026-11-25 10:00")
    try:
        terminal.wait_for(opening)
        terminal.command.send_signal(signal.SIGINT)
        terminal.wait_for("the call is over: caller hung up")
        assert terminal.command.wait() == 0
        assert termios.tcgetattr(terminal.other) == terminal.before
    finally:
        terminal.close()
