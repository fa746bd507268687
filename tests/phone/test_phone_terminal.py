"""The telephone in the terminal, on a terminal of its own."""

from __future__ import annotations

import io
import os
import pty
import re
import signal
import termios
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import pytest
from rich.console import Console

from ivr.phone import CallerError, Event, KeyPressed, Listen, Outcome, Reaction, Ringing
from ivr.phone.callers.keyboard import Keyboard
from ivr.phone.callers.terminal import TerminalPhone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.phone.conftest import Site, Telephone

# A thousand seconds of the call pass in one real second, so that nobody waits for a test.
FAST = 1000.0
RINGING = Ringing("+4723327000", "CA1", timeout=30)


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


def plain() -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=80), out


def test_a_person_presses_keys_with_no_enter(
    site: Site, phone: Telephone, terminal: Terminal
) -> None:
    """And sees the words and their language as they are heard."""
    site.twiml(
        "/voice",
        '<Gather action="/key" numDigits="1"><Say language="nb-NO">Trykk én.</Say></Gather>',
    ).twiml("/key", "<Say>Takk.</Say>")
    console, out = plain()
    with TerminalPhone(Keyboard(terminal.stream), console, speed=FAST) as person:
        terminal.type("q1")
        record = phone.call(caller=person)
    assert site.last("/key").form["Digits"] == "1"
    assert record.of(KeyPressed)[0].barge_in
    lines = out.getvalue().splitlines()
    assert lines[0] == "0:00  nb-NO Trykk én."
    assert any("key 1, cutting the prompt" in line for line in lines)
    assert any("Takk." in line for line in lines)
    assert lines[-1].endswith("the call is over: end of TwiML")


def test_the_first_keys_press_themselves_and_the_rest_is_the_persons(
    site: Site, phone: Telephone, terminal: Terminal
) -> None:
    """One in each gathering, a moment into what is heard, without hearing it out."""
    gather = '<Gather action="/{}" numDigits="1"><Say>Choose a language now.</Say></Gather>'
    site.twiml("/voice", gather.format("more")).twiml("/more", gather.format("menu"))
    site.twiml("/menu", gather.format("end")).twiml("/end", "<Hangup/>")
    console, out = plain()
    with TerminalPhone(Keyboard(terminal.stream), console, first="92") as person:
        terminal.type("q")
        record = phone.call(caller=_LastKey(person, terminal))
    assert [(e.at, e.key, e.barge_in) for e in record.of(KeyPressed)[:2]] == [
        (0.5, "9", True),
        (1.0, "2", True),
    ]
    assert record.of(KeyPressed)[2].key == "1"
    assert out.getvalue().startswith("0:00  ?   Choose a language now.\n0:00  (cut)\n")


class _LastKey:
    """Types 1 once the first keys are over."""

    def __init__(self, person: TerminalPhone, terminal: Terminal) -> None:
        self._terminal = terminal
        self.ring, self.talk = person.ring, person.talk
        self._person, self._heard = person, 0

    def listen(self, listen: Listen) -> Reaction:
        self._heard += 1
        if self._heard == 3:
            self._terminal.type("1")
        return self._person.listen(listen)

    def tell(self, event: Event) -> None:
        self._person.tell(event)


def test_a_person_who_is_quicker_than_the_first_keys_takes_over(
    site: Site, phone: Telephone, terminal: Terminal
) -> None:
    """What was to press itself afterwards was meant for another menu."""
    gather = '<Gather action="/{}" numDigits="1" timeout="2"><Say>Choose.</Say></Gather>'
    site.twiml("/voice", gather.format("menu")).twiml("/menu", gather.format("end"))
    with TerminalPhone(Keyboard(terminal.stream), plain()[0], first="92", speed=10) as person:
        terminal.type("5")
        record = phone.call(caller=person)
    assert [event.key for event in record.of(KeyPressed)] == ["5"]


def test_a_person_who_presses_nothing_is_waited_for(
    site: Site, phone: Telephone, terminal: Terminal
) -> None:
    """For as long as the document says."""
    site.twiml("/voice", '<Gather timeout="8"><Say>Press one.</Say></Gather>')
    console, out = plain()
    with TerminalPhone(Keyboard(terminal.stream), console, speed=FAST) as person:
        record = phone.call(caller=person)
    assert record.seconds == pytest.approx(8.8)
    assert "nothing pressed for 8 s" in out.getvalue()


@pytest.mark.parametrize(
    ("key", "status"), [("a", "answered"), ("b", "busy"), ("n", "no-answer"), ("f", "failed")]
)
def test_the_person_decides_what_comes_of_ringing(
    terminal: Terminal, key: str, status: str
) -> None:
    """One letter each."""
    console, out = plain()
    with TerminalPhone(Keyboard(terminal.stream), console) as person:
        terminal.type(key)
        outcome = person.ring(RINGING)
    assert outcome.status == status
    assert "+4723327000 rings: a answers, b busy, n no answer, f fails" in out.getvalue()


def test_ringing_that_nobody_decides_is_no_answer(terminal: Terminal) -> None:
    """The time-out is real, only faster here."""
    with TerminalPhone(Keyboard(terminal.stream), plain()[0], speed=FAST) as person:
        assert person.ring(RINGING).status == "no-answer"


def test_the_person_can_hang_up_while_it_rings_and_while_they_talk(terminal: Terminal) -> None:
    """The letter h, as well as Ctrl-C."""
    console, _ = plain()
    with TerminalPhone(Keyboard(terminal.stream), console) as person:
        terminal.type("h")
        assert person.ring(RINGING).status == "canceled"
    with TerminalPhone(Keyboard(terminal.stream), console) as person:
        terminal.type("h")
        assert person.talk(RINGING, Outcome(), 60).ended_by == "caller"
    with TerminalPhone(Keyboard(terminal.stream), console) as person:
        terminal.type("1")
        assert person.talk(RINGING, Outcome(), 60).ended_by == "callee"


def test_a_transfer_is_shown_from_ringing_to_the_end(
    site: Site, phone: Telephone, terminal: Terminal
) -> None:
    """With what only the callee hears."""
    site.twiml("/voice", '<Dial><Number url="/w">+4723327000</Number></Dial>')
    site.twiml("/w", '<Say language="nb-NO">Anrop.</Say>')
    console, out = plain()
    with TerminalPhone(Keyboard(terminal.stream), console, speed=FAST) as person:
        terminal.type("a1")
        record = phone.call(caller=person)
    assert record.reason == "callee hung up"
    shown = out.getvalue()
    for words in ("ringing +4723327000", "only the callee hears (nb-NO): Anrop.", "talked to"):
        assert words in shown


def test_ctrl_c_hangs_up_and_the_call_ends_in_order(
    site: Site, phone: Telephone, terminal: Terminal
) -> None:
    """No traceback, and the record is whole."""
    site.twiml("/voice", "<Play>/a.wav</Play>").clip("/a.wav", 60)
    before = signal.getsignal(signal.SIGINT)
    with TerminalPhone(Keyboard(terminal.stream), plain()[0]) as person:
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
        with TerminalPhone(Keyboard(terminal.stream), plain()[0]):
            assert terminal.modes() != before
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_call()
    assert terminal.modes() == before


def test_without_a_terminal_the_person_is_told_to_write_the_keys_down() -> None:
    """One clear line, and what to do."""
    with (
        pytest.raises(CallerError, match=r"standard input is no terminal.*--keys 1,1,2"),
        TerminalPhone(Keyboard(io.StringIO("1"))),
    ):
        pytest.fail("nobody can press a key here")


def test_on_a_terminal_a_line_moves_while_it_is_heard(
    site: Site, phone: Telephone, terminal: Terminal
) -> None:
    """Second by second, and each sound stays as a line of its own when it is over."""
    site.twiml("/voice", '<Say language="en">Hello there everybody.</Say>')
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=80)
    with TerminalPhone(Keyboard(terminal.stream), console, speed=10) as person:
        phone.call(caller=person)
    assert out.getvalue().count("Hello") > 1
    assert "en Hello" in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue())
    assert "\x1b[" in out.getvalue()


def test_arrow_keys_are_not_keys_of_a_telephone(terminal: Terminal) -> None:
    """They arrive as several characters, none of which was meant."""
    with Keyboard(terminal.stream) as keyboard:
        terminal.type("\x1b[A")
        assert keyboard.read(1) == ""
        terminal.type("12")
        assert [keyboard.read(1), keyboard.read(1)] == ["1", "2"]


def test_a_terminal_that_is_closed_hangs_up() -> None:
    """Nobody is there any more."""
    fingers, other = pty.openpty()
    with os.fdopen(other, "r") as stream:
        keyboard = Keyboard(stream)
        keyboard.__enter__()
        os.close(fingers)
        assert keyboard.read(1) == "h"
