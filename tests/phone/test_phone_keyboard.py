"""A person's keys at a real terminal, which is put back as it was."""

from __future__ import annotations

import io
import os
import pty
import signal
import termios
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import pytest

from ivr.phone import CallerError
from ivr.phone.callers.keyboard import Keyboard
from ivr.phone.callers.terminal import TerminalPhone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.phone.conftest import Site, Telephone

PATIENCE = 60.0
"""Seconds that a key which was typed is waited for; it is there at once."""


@dataclass
class Terminal:
    """Both ends of one: a person types at one, the program reads at the other."""

    fingers: int
    stream: IO[Any]

    def type(self, keys: str) -> None:
        os.write(self.fingers, keys.encode())

    def modes(self) -> list[Any]:
        return termios.tcgetattr(self.stream.fileno())


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    fingers, other = pty.openpty()
    with os.fdopen(other, "r") as stream:
        yield Terminal(fingers, stream)
    os.close(fingers)


def test_keys_come_one_by_one_and_without_enter(terminal: Terminal) -> None:
    with Keyboard(terminal.stream) as keyboard:
        terminal.type("12")
        assert [keyboard.read(PATIENCE), keyboard.read(PATIENCE)] == ["1", "2"]
        assert keyboard.read(0) == ""


def test_arrow_keys_are_not_keys_of_a_telephone(terminal: Terminal) -> None:
    """They arrive as several characters, none of which was meant."""
    with Keyboard(terminal.stream) as keyboard:
        terminal.type("\x1b[A")
        assert keyboard.read(PATIENCE) == ""
        terminal.type("1")
        assert keyboard.read(PATIENCE) == "1"


def test_a_terminal_that_is_closed_hangs_up() -> None:
    """Nobody is there any more, and nothing is left to be put back."""
    fingers, other = pty.openpty()
    with os.fdopen(other, "r") as stream, Keyboard(stream) as keyboard:
        os.close(fingers)
        assert keyboard.read(PATIENCE) == "h"


def test_ctrl_c_hangs_up_and_the_call_ends_in_order(
    site: Site, phone: Telephone, terminal: Terminal
) -> None:
    """A second one is for a program that does not react to the first."""
    site.twiml("/voice", "<Play>/a.wav</Play>").clip("/a.wav", 60)
    before = signal.getsignal(signal.SIGINT)
    with TerminalPhone(Keyboard(terminal.stream)) as person:
        signal.raise_signal(signal.SIGINT)
        record = phone.call(caller=person)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert record.reason == "caller hung up"
    assert signal.getsignal(signal.SIGINT) is before


def test_the_terminal_is_put_back_as_it_was(terminal: Terminal) -> None:
    """Even when the call breaks."""
    before = terminal.modes()

    def broken_call() -> None:
        with Keyboard(terminal.stream):
            assert terminal.modes() != before
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_call()
    assert terminal.modes() == before


def test_ctrl_z_is_told_to_whoever_reads_the_keys(terminal: Terminal) -> None:
    """They have a screen to leave in order first."""
    with Keyboard(terminal.stream) as keyboard:
        terminal.type("1")
        signal.raise_signal(signal.SIGTSTP)
        assert [keyboard.read(PATIENCE), keyboard.read(PATIENCE)] == ["\x1a", "1"]


def test_a_stopped_process_comes_back_to_its_keys_and_its_moment(terminal: Terminal) -> None:
    """The shell has had the terminal meanwhile, however long."""
    moments = iter([0.0, 10.0, 10.5, 1000.0, 1000.25])
    before = terminal.modes()
    with Keyboard(terminal.stream, clock=lambda: next(moments)) as keyboard:
        ours = terminal.modes()
        assert keyboard.now() == 0.5
        termios.tcsetattr(terminal.stream.fileno(), termios.TCSANOW, before)
        signal.raise_signal(signal.SIGCONT)
        assert terminal.modes() == ours
        assert keyboard.now() == 0.75


def test_a_machine_that_falls_asleep_takes_the_call_along(terminal: Terminal) -> None:
    """Nobody could press a key meanwhile."""
    moments = iter([0.0, 10.0, 10.1, 3610.1, 3610.2])
    with Keyboard(terminal.stream, clock=lambda: next(moments)) as keyboard:
        heard = [keyboard.now() for _ in range(3)]
    assert heard == pytest.approx([0.1, 1.1, 1.2])


def test_without_a_terminal_the_person_is_told_to_write_the_keys_down() -> None:
    """One clear line, and what to do."""
    with (
        pytest.raises(CallerError, match=r"standard input is no terminal.*--keys 1,1,2"),
        TerminalPhone(Keyboard(io.StringIO("1"))),
    ):
        pytest.fail("nobody can press a key here")
