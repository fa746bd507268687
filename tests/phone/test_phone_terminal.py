"""The telephone in the terminal: what a person sees, and what their keys do, at set moments."""

from __future__ import annotations

import io
import re
from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

import pytest
from rich.console import Console

from ivr.phone import KeyPressed, Outcome, Ringing
from ivr.phone.callers.keyboard import SUSPEND
from ivr.phone.callers.speaker import Speaker
from ivr.phone.callers.terminal import LEGEND, TerminalPhone

if TYPE_CHECKING:
    from tests.phone.conftest import Site, Telephone

RINGING = Ringing("+4723327000", "CA1", timeout=30)


class Fingers:
    """A person by a script: each key has its moment, and time passes only where one is awaited."""

    def __init__(self, *script: tuple[float, str]) -> None:
        self._script = deque(script)
        self._now = 0.0
        self.suspended_at: list[float] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert not self._script, f"never pressed: {self._script}"

    def now(self) -> float:
        return self._now

    def read(self, seconds: float) -> str:
        if self._script and self._script[0][0] <= self._now + seconds:
            moment, key = self._script.popleft()
            self._now = max(self._now, moment)
            return key
        self._now += seconds
        return ""

    def suspend(self) -> None:
        self.suspended_at.append(self._now)


def plain() -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=80), out


def menu(to: str, words: str = "Press one.") -> str:
    return f'<Gather action="{to}" numDigits="1" timeout="8"><Say>{words}</Say></Gather>'


def test_a_person_presses_keys_with_no_enter(site: Site, phone: Telephone) -> None:
    """And sees the words and their language as they are heard."""
    site.twiml(
        "/voice",
        '<Gather action="/key" numDigits="1"><Say language="nb-NO">Trykk én.</Say></Gather>',
    ).twiml("/key", "<Say>Takk.</Say>")
    console, out = plain()
    with TerminalPhone(Fingers((0.2, "q"), (0.3, "1")), console) as person:
        record = phone.call(caller=person)
    assert site.last("/key").form["Digits"] == "1"
    assert record.of(KeyPressed) == (KeyPressed(0.3, "1", barge_in=True),)
    assert out.getvalue().splitlines() == [
        LEGEND,
        "0:00  nb-NO Trykk én.",
        "0:00  (cut)",
        "0:00  key 1, cutting the prompt",
        "0:00  ?   Takk.",
        "0:00  the call is over: end of TwiML",
    ]


def test_a_key_pressed_while_nobody_listens_is_lost(site: Site, phone: Telephone) -> None:
    """As on any telephone: it does not wait for the next menu."""
    site.twiml("/voice", "<Play>/a.wav</Play>" + menu("/key")).clip("/a.wav", 2)
    with TerminalPhone(Fingers((1.0, "1")), plain()[0]) as person:
        record = phone.call(caller=person)
    assert record.of(KeyPressed) == ()


def test_the_first_keys_press_themselves_and_the_rest_is_the_persons(
    site: Site, phone: Telephone
) -> None:
    """One in each gathering, a moment into what is heard, without hearing it out."""
    site.twiml("/voice", menu("/more", "Choose a language now.")).twiml("/more", menu("/menu"))
    site.twiml("/menu", menu("/end")).twiml("/end", "<Hangup/>")
    console, out = plain()
    fingers = Fingers((0.1, "q"), (1.2, "1"))
    with TerminalPhone(fingers, console, first="92") as person:
        record = phone.call(caller=person)
    pressed = record.of(KeyPressed)
    assert [event.key for event in pressed] == ["9", "2", "1"]
    assert [event.at for event in pressed] == pytest.approx([0.5, 1.0, 1.2])
    assert all(event.barge_in for event in pressed)
    assert out.getvalue().splitlines()[1:3] == [
        "0:00  ?   Choose a language now.",
        "0:00  (cut)",
    ]


def test_a_person_who_is_quicker_than_the_first_keys_takes_over(
    site: Site, phone: Telephone
) -> None:
    """What was to press itself afterwards was meant for another menu."""
    site.twiml("/voice", menu("/menu")).twiml("/menu", menu("/end"))
    with TerminalPhone(Fingers((0.4, "5")), plain()[0], first="92") as person:
        record = phone.call(caller=person)
    assert [event.key for event in record.of(KeyPressed)] == ["5"]


def test_a_person_who_presses_nothing_is_waited_for(site: Site, phone: Telephone) -> None:
    """For as long as the document says."""
    site.twiml("/voice", menu("/key"))
    console, out = plain()
    with TerminalPhone(Fingers(), console) as person:
        record = phone.call(caller=person)
    assert record.seconds == pytest.approx(8.8)
    assert "nothing pressed for 8 s" in out.getvalue()


def test_a_sound_without_words_is_a_wait_on_the_screen(site: Site, phone: Telephone) -> None:
    """A person reads what is said, and is asked for a key in the meantime, once."""
    site.twiml("/voice", menu("/key").replace("</Gather>", "<Play>/tone.wav</Play></Gather>"))
    site.clip("/tone.wav", 7.0, Content_Language="zxx")
    console, out = plain()
    with TerminalPhone(Fingers(), console) as person:
        record = phone.call(caller=person)
    assert record.seconds == pytest.approx(15.8)
    assert "nothing pressed for 15 s" in out.getvalue()
    assert out.getvalue().count("press a key") == 1
    assert "tone" not in out.getvalue()


@pytest.mark.parametrize(("moment", "keys"), [(8.7, ["1"]), (8.9, [])])
def test_a_key_after_the_time_out_is_too_late(
    site: Site, phone: Telephone, moment: float, keys: list[str]
) -> None:
    """The prompt takes 0.8 s and the time-out 8."""
    site.twiml("/voice", menu("/key") + "<Pause/>").twiml("/key", "<Hangup/>")
    with TerminalPhone(Fingers((moment, "1")), plain()[0]) as person:
        record = phone.call(caller=person)
    assert [event.key for event in record.of(KeyPressed)] == keys


@pytest.mark.parametrize(
    ("key", "status"), [("a", "answered"), ("b", "busy"), ("n", "no-answer"), ("f", "failed")]
)
def test_the_person_decides_what_comes_of_ringing(key: str, status: str) -> None:
    """One letter each."""
    console, out = plain()
    with TerminalPhone(Fingers((3.0, key)), console) as person:
        outcome = person.ring(RINGING)
    assert outcome.status == status
    assert outcome.ring_seconds == (None if status == "no-answer" else 3.0)
    assert "+4723327000 rings: a answers, b busy, n no answer, f fails" in out.getvalue()


def test_ringing_that_nobody_decides_is_no_answer() -> None:
    """After the whole time-out."""
    fingers = Fingers()
    with TerminalPhone(fingers, plain()[0]) as person:
        assert person.ring(RINGING).status == "no-answer"
    assert fingers.now() == pytest.approx(30)


def test_the_person_can_hang_up_while_it_rings() -> None:
    with TerminalPhone(Fingers((2.0, "h")), plain()[0]) as person:
        assert person.ring(RINGING) == Outcome("canceled", 2.0)


@pytest.mark.parametrize(("key", "who"), [("h", "caller"), ("1", "callee"), (" ", "callee")])
def test_either_can_end_the_conversation(key: str, who: str) -> None:
    with TerminalPhone(Fingers((7.0, key)), plain()[0]) as person:
        talk = person.talk(RINGING, Outcome(), 60)
    assert (talk.seconds, talk.ended_by) == (7.0, who)


def test_a_transfer_is_shown_from_ringing_to_the_end(site: Site, phone: Telephone) -> None:
    """With what only the callee hears."""
    site.twiml("/voice", '<Dial><Number url="/w">+4723327000</Number></Dial>')
    site.twiml("/w", '<Say language="nb-NO">Anrop.</Say>')
    console, out = plain()
    with TerminalPhone(Fingers((4.0, "a"), (24.0, "1")), console) as person:
        record = phone.call(caller=person)
    assert record.reason == "callee hung up"
    shown = out.getvalue()
    for words in (
        "ringing +4723327000",
        "only the callee hears (nb-NO): Anrop.",
        "talked to +4723327000 for 20 s, ended by the callee",
    ):
        assert words in shown


def test_hanging_up_ends_the_call_in_order(site: Site, phone: Telephone) -> None:
    """And the record is whole."""
    site.twiml("/voice", "<Play>/a.wav</Play>").clip("/a.wav", 60)
    console, out = plain()
    with TerminalPhone(Fingers((5.0, "h")), console) as person:
        record = phone.call(caller=person)
    assert (record.reason, record.seconds) == ("caller hung up", 5.0)
    assert out.getvalue().endswith("0:05  the call is over: caller hung up\n")


def test_ctrl_z_sets_the_call_aside_in_the_midst_of_a_sentence(
    site: Site, phone: Telephone
) -> None:
    """And it goes on from there."""
    site.twiml("/voice", menu("/key")).twiml("/key", "<Hangup/>")
    fingers = Fingers((0.4, SUSPEND), (0.6, "1"))
    with TerminalPhone(fingers, plain()[0]) as person:
        record = phone.call(caller=person)
    assert fingers.suspended_at == [0.4]
    assert record.of(KeyPressed) == (KeyPressed(0.6, "1", barge_in=True),)


class Glass(io.StringIO):
    """What a terminal shows of what is written to it, and with it what a person sees."""

    def __init__(self) -> None:
        super().__init__()
        self._lines, self._row, self._column = [""], 0, 0
        self.has_cursor = True

    def write(self, text: str) -> int:
        for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|[^\x1b]", text):
            self._draw(part)
        return len(text)

    def _draw(self, part: str) -> None:
        match part:
            case "\r":
                self._column = 0
            case "\n":
                self._row, self._column = self._row + 1, 0
                self._lines += [""] * (self._row + 1 - len(self._lines))
            case "\x1b[2K":
                self._lines[self._row] = ""
            case "\x1b[1A":
                self._row -= 1
            case "\x1b[?25l" | "\x1b[?25h":
                self.has_cursor = part.endswith("h")
            case _ if part.endswith("m") and part.startswith("\x1b"):
                pass
            case _:
                assert len(part) == 1, part
                line = self._lines[self._row].ljust(self._column)
                self._lines[self._row] = line[: self._column] + part + line[self._column + 1 :]
                self._column += 1

    @property
    def shown(self) -> list[str]:
        return [line.rstrip() for line in self._lines if line.strip()]


class Looking(Fingers):
    """A person who also looks up at set moments."""

    def __init__(self, glass: Glass, *script: tuple[float, str], look: Iterable[float]) -> None:
        super().__init__(*script)
        self._glass, self._looks = glass, deque(look)
        self.seen: list[list[str]] = []

    def read(self, seconds: float) -> str:
        if self._looks and self._looks[0] <= self.now():
            self._looks.popleft()
            self.seen.append(self._glass.shown)
        return super().read(seconds)

    def suspend(self) -> None:
        super().suspend()
        assert self._glass.has_cursor


def on_glass(glass: Glass) -> Console:
    return Console(file=glass, force_terminal=True, color_system="standard", width=100)


def test_every_sentence_stays_on_the_screen_and_the_newest_is_there_while_it_is_heard(
    site: Site, phone: Telephone
) -> None:
    """Nothing vanishes until a key, and nothing afterwards."""
    site.twiml(
        "/voice",
        '<Gather action="/key" numDigits="1" timeout="8"><Say>For the doctor press one.</Say>'
        '<Say language="pl">Do lekarza: dwa.</Say></Gather>',
    ).twiml("/key", "<Hangup/>")
    glass = Glass()
    fingers = Looking(glass, (6.0, "1"), look=[1.0, 3.0, 5.0])
    with TerminalPhone(fingers, on_glass(glass)) as person:
        phone.call(caller=person)
    first, second = "0:00  ?   For the doctor press one.", "0:02  pl  Do lekarza: dwa."
    assert fingers.seen == [
        [LEGEND, first],
        [LEGEND, first, second],
        [LEGEND, first, second, "0:05  press a key"],
    ]
    assert glass.shown == [
        LEGEND,
        first,
        second,
        "0:06  key 1",
        "0:06  the call is over: application hung up",
    ]


def test_a_sentence_that_a_key_cuts_says_so(site: Site, phone: Telephone) -> None:
    site.twiml("/voice", menu("/key")).twiml("/key", "<Hangup/>")
    glass = Glass()
    with TerminalPhone(Fingers((0.5, "1")), on_glass(glass)) as person:
        phone.call(caller=person)
    assert glass.shown[1:3] == ["0:00  ?   Press one. (cut)", "0:00  key 1, cutting the prompt"]


def test_a_long_sentence_moves_over_several_lines_and_stays_whole(
    site: Site, phone: Telephone
) -> None:
    """As many as it needs, each word once."""
    words = "If it cannot wait until the doctor's office is open again, dial 116 117. " * 4
    site.twiml("/voice", f"<Say>{words}</Say>")
    glass = Glass()
    fingers = Looking(glass, look=[1.0, 10.0])
    with TerminalPhone(fingers, on_glass(glass)) as person:
        phone.call(caller=person)
    whole = ["0:00 ?", *words.split()]
    for seen in (*fingers.seen, glass.shown[:-1]):
        assert " ".join(seen[1:]).split() == " ".join(whole).split()


def test_ctrl_z_leaves_the_screen_in_order_and_the_sentence_comes_back(
    site: Site, phone: Telephone
) -> None:
    """The shell gets a line of its own, and a cursor."""
    site.twiml("/voice", "<Say>Hello there everybody.</Say>")
    glass = Glass()
    fingers = Looking(glass, (0.4, SUSPEND), look=[0.6])
    with TerminalPhone(fingers, on_glass(glass)) as person:
        phone.call(caller=person)
    assert fingers.suspended_at == [0.4]
    assert fingers.seen == [[LEGEND, "0:00  ?   Hello there everybody."]]
    assert glass.has_cursor


class Loudspeaker(Speaker):
    """Keeps what it was to play."""

    def __init__(self) -> None:
        super().__init__(["loudspeaker"])
        self.told: list[tuple[str, float]] = []

    def play(self, samples: array[int]) -> None:
        self.told.append(("play", len(samples) / 8000))

    def stop(self) -> None:
        self.told.append(("stop", 0))

    @contextmanager
    def held(self) -> Iterator[None]:
        self.told.append(("hold", 0))
        yield
        self.told.append(("go on", 0))


def test_what_is_heard_is_played_and_a_key_cuts_it(site: Site, phone: Telephone) -> None:
    """Clips and the ringing; a prompt that was heard out is left to end by itself."""
    site.twiml("/voice", '<Play>/a.wav</Play><Gather action="/dial"><Play>/b.wav</Play></Gather>')
    site.clip("/a.wav", 2.0).clip("/b.wav", 3.0)
    site.twiml("/dial", '<Dial timeout="20">+4723327000</Dial>')
    loudspeaker = Loudspeaker()
    fingers = Fingers((1.0, SUSPEND), (2.5, "1"), (2.6, "#"), (4.0, "b"))
    with TerminalPhone(fingers, plain()[0], speaker=loudspeaker) as person:
        phone.call(caller=person)
    assert loudspeaker.told[:-1] == [
        ("play", 2.0),
        ("hold", 0),
        ("go on", 0),
        ("play", 3.0),
        ("stop", 0),
        ("stop", 0),
        ("play", 20.0),
        ("stop", 0),
    ]


class BrokenLoudspeaker(Loudspeaker):
    """Fails in the midst of its first sound."""

    def stop(self) -> None:
        self.trouble = "loudspeaker: no card"


def test_a_loudspeaker_that_fails_is_told_of_once_and_the_call_goes_on(
    site: Site, phone: Telephone
) -> None:
    site.twiml("/voice", menu("/two")).twiml("/two", menu("/three")).twiml("/three", menu("/end"))
    console, out = plain()
    fingers, loudspeaker = Fingers((0.1, "1"), (0.2, "2")), BrokenLoudspeaker()
    with TerminalPhone(fingers, console, speaker=loudspeaker) as person:
        record = phone.call(caller=person)
    assert len(record.of(KeyPressed)) == 2
    assert loudspeaker.told == [("play", 0.8)]
    assert out.getvalue().count("no sound: loudspeaker: no card\n") == 1
