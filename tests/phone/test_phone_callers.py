"""Callers who follow a script, and callers of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ivr.phone import (
    CallEnded,
    CallerError,
    Event,
    HangUp,
    KeyPressed,
    Listen,
    Outcome,
    Press,
    Reaction,
    ScriptedCaller,
    SilentCaller,
    read_keys,
)

if TYPE_CHECKING:
    from tests.phone.conftest import Site, Telephone


@pytest.fixture
def loop(site: Site) -> Site:
    """A menu that comes back for ever, or until nothing is pressed."""
    menu = '<Gather action="/voice" numDigits="1" finishOnKey="" timeout="4"><Say>Hi</Say></Gather>'
    return site.twiml("/voice", menu + "<Hangup/>")


def pressed(site: Site) -> list[str]:
    return [seen.form["Digits"] for seen in site.seen if "Digits" in seen.form]


def test_one_entry_is_one_gathering(loop: Site, phone: Telephone) -> None:
    """Keys are pressed in the order they are written."""
    phone.call("1,0,#,*,-")
    assert pressed(loop) == ["1", "0", "#", "*"]


def test_when_the_keys_run_out_there_is_silence(loop: Site, phone: Telephone) -> None:
    """The call ends as the application decides."""
    record = phone.call("3")
    assert pressed(loop) == ["3"]
    assert record.reason == "application hung up"


def test_a_script_can_hang_up(loop: Site, phone: Telephone) -> None:
    """Half a second after the prompt, as it would have pressed a key."""
    record = phone.call("1,x")
    assert pressed(loop) == ["1"]
    assert record.reason == "caller hung up"
    assert record.seconds == (0.4 + 0.5) + (0.4 + 0.5)


def test_keys_can_be_pressed_before_a_hang_up(site: Site, phone: Telephone) -> None:
    """Somebody who gives up in the middle of an entry."""
    site.twiml("/voice", '<Gather action="/key" numDigits="4"/>')
    record = phone.call("12x")
    assert [key.key for key in record.of(KeyPressed)] == ["1", "2"]
    assert record.reason == "caller hung up"
    assert site.paths() == ["/voice"]


def test_what_is_left_of_an_entry_is_not_pressed_at_the_next_prompt(
    loop: Site, phone: Telephone
) -> None:
    """One entry, one gathering."""
    phone.call("19,2")
    assert pressed(loop) == ["1", "2"]


@pytest.mark.parametrize("keys", ["", " ", []])
def test_no_keys_are_a_silent_caller(keys: str | list[str]) -> None:
    """Nothing is pressed."""
    assert read_keys(keys) == ()


@pytest.mark.parametrize("keys", ["1,,2", "a", "1-", "--", "x1", "1 2", "٣"])
def test_a_key_no_telephone_has_is_one_clear_line(keys: str) -> None:
    """Which entry, and what may stand there."""
    with pytest.raises(CallerError, match=r"^keys: entry \d, .* is none of 0123456789\*#"):
        ScriptedCaller(keys)


def test_an_outcome_no_call_has_is_one_clear_line() -> None:
    """With those it can have."""
    with pytest.raises(CallerError, match='outcome "maybe" is none of answered, busy, no-answer'):
        ScriptedCaller(outcomes=["maybe"])


@pytest.mark.parametrize(("key", "after"), [("A", 1.0), ("", 1.0), ("12", 1.0), ("1", -0.1)])
def test_no_caller_can_do_what_no_telephone_can(key: str, after: float) -> None:
    """Neither a letter, nor two keys at once, nor a key before the prompt."""
    with pytest.raises(CallerError):
        Press(key, after)


def test_outcomes_run_out_into_answers(site: Site, phone: Telephone) -> None:
    """After the outcomes that were written down every callee answers."""
    site.twiml("/voice", "<Dial>+4723327000</Dial>" * 3)
    record = phone.call(outcomes=["busy", Outcome("failed")])
    assert [dial.status for dial in record.dials] == ["busy", "failed", "completed"]


def test_a_caller_of_ones_own_sees_what_plays_and_hears_what_happens(
    site: Site, phone: Telephone
) -> None:
    """Here: press the digit that the words of the prompt name."""

    class Attentive(SilentCaller):
        def __init__(self) -> None:
            self.told: list[Event] = []

        def listen(self, listen: Listen) -> Reaction:
            for sound in listen.sounds:
                if listen.gathering and "two" in sound.text:
                    return Press("2", listen.prompt_seconds + 1)
            return None

        def tell(self, event: Event) -> None:
            self.told.append(event)

    site.twiml("/voice", '<Gather action="/key" numDigits="1"><Say>Press two</Say></Gather>')
    site.twiml("/key", "<Hangup/>")
    caller = Attentive()
    record = phone.call(caller=caller)
    assert site.last("/key").form["Digits"] == "2"
    assert tuple(caller.told) == record.events
    assert isinstance(caller.told[-1], CallEnded)


def test_a_caller_can_hang_up_while_a_clip_plays(site: Site, phone: Telephone) -> None:
    """Though nobody listens for keys."""

    class Impatient(SilentCaller):
        def listen(self, listen: Listen) -> Reaction:
            assert not listen.gathering
            return HangUp(1.5)

    site.twiml("/voice", "<Play>/a.wav</Play><Say>Never.</Say>").clip("/a.wav", 5.0)
    record = phone.call(caller=Impatient())
    assert (record.reason, record.seconds) == ("caller hung up", 1.5)
    assert (record.heard[0].end, record.heard[0].interrupted) == (1.5, True)


def test_a_key_while_nobody_listens_does_nothing(site: Site, phone: Telephone) -> None:
    """Whatever a caller of one's own answers."""

    class Restless(SilentCaller):
        def listen(self, listen: Listen) -> Reaction:
            assert listen.sounds
            return Press("1", 0.1)

    site.twiml("/voice", "<Play>/a.wav</Play>").clip("/a.wav", 5.0)
    record = phone.call(caller=Restless())
    assert (record.seconds, record.of(KeyPressed)) == (5.0, ())
