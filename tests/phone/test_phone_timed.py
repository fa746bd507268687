"""A caller who is decided upon while the call is heard: each act at a second of the call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.phone import (
    CallerError,
    CallRecord,
    Decided,
    DialEnded,
    Event,
    Heard,
    KeyPressed,
    Silence,
    TimedCaller,
    ToneHeard,
    Transferred,
    WhisperHeard,
)
from ivr.phone.events import as_row

if TYPE_CHECKING:
    from tests.phone.conftest import Site, Telephone

AT = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
SAY = "<Say>" + "word " * 10 + "</Say>"
"""Four seconds."""


pytestmark = pytest.mark.usefixtures("menu")


@pytest.fixture
def menu(site: Site) -> Site:
    """Three prompts that wait four seconds each, then a transfer with a whisper."""
    for number in range(3):
        gather = f'<Gather action="/{number + 1}" numDigits="1" finishOnKey="" timeout="4"'
        site.twiml(
            "/voice" if number == 0 else f"/{number}",
            f'{gather} actionOnEmptyResult="true">{SAY}</Gather>',
        )
    dial = '<Dial action="/over" timeout="20" answerOnBridge="true">'
    site.twiml("/3", f'{dial}<Number url="/whisper">+4723327000</Number></Dial>')
    accept = '<Gather action="/joined" numDigits="1" timeout="4"><Say>Press one.</Say></Gather>'
    site.twiml("/whisper", f"{SAY}{accept}<Hangup/>").twiml("/joined", "")
    return site.twiml("/over", f"{SAY}<Hangup/>")


def rung(phone: Telephone, caller: TimedCaller) -> CallRecord:
    carrier = phone.carrier()
    return carrier.call(caller, to="+4721000000", from_="+4799999999", at=AT, call_sid="CA1")


def test_a_key_cuts_the_sentence_at_its_second(phone: Telephone) -> None:
    """And what comes next begins then."""
    record = rung(phone, TimedCaller([(1.5, "1"), (6.0, "2")]))
    first, second = record.of(Heard)[:2]
    assert (first.end, first.interrupted, second.at) == (1.5, True, 1.5)
    assert [(one.at, one.key, one.barge_in) for one in record.of(KeyPressed)] == [
        (1.5, "1", True),
        (6.0, "2", False),
    ]


def test_keys_of_the_same_second_are_pressed_in_their_order(phone: Telephone) -> None:
    """Whoever knows the way presses faster than anything is heard."""
    record = rung(phone, TimedCaller([(1.5, "9"), (1.5, "1")]))
    assert [(one.at, one.key) for one in record.of(KeyPressed)] == [(1.5, "9"), (1.5, "1")]


def test_a_key_comes_before_a_hang_up_at_the_same_second(phone: Telephone) -> None:
    """Nobody presses after they have hung up."""
    record = rung(phone, TimedCaller([(1.5, "9")], hang_up=1.5))
    assert [one.key for one in record.of(KeyPressed)] == ["9"]
    assert (record.reason, record.seconds) == ("caller hung up", 1.5)


def test_without_a_key_the_wait_is_as_long_as_it_always_is(phone: Telephone) -> None:
    record = rung(phone, TimedCaller())
    assert [(one.at, one.end) for one in record.of(Silence)] == [(4, 8), (12, 16), (20, 24)]
    (dial,) = record.of(DialEnded)
    assert (dial.status, dial.at) == ("no-answer", 24 + 20)


def test_a_key_while_nobody_listens_is_lost(phone: Telephone) -> None:
    """The goodbye is no menu."""
    record = rung(phone, TimedCaller([(46.0, "1")]))
    assert record.of(KeyPressed) == ()


@pytest.mark.parametrize(
    ("word", "ended", "status"),
    [("busy", 30.0, "busy"), ("failed", 30.0, "failed"), ("no-answer", 44.0, "no-answer")],
)
def test_a_callee_is_decided_upon_while_it_rings(
    phone: Telephone, word: str, ended: float, status: str
) -> None:
    record = rung(phone, TimedCaller(callees={0: Decided(word, 30.0)}))
    (dial,) = record.of(DialEnded)
    assert (dial.status, dial.at) == (status, ended)


def test_the_callee_presses_what_the_whisper_asks_for(phone: Telephone) -> None:
    """Keys are whoever's turn it is: the same telephone stands for both."""
    answered = {0: Decided("answered", 30.0)}
    silent = rung(phone, TimedCaller(callees=answered))
    assert silent.of(Transferred) == ()
    pressed = rung(phone, TimedCaller([(34.5, "1")], answered, callee_hang_ups=[40.0]))
    assert [one.at for one in pressed.of(WhisperHeard)] == [30.0, 34.0]
    (talk,) = pressed.of(Transferred)
    assert (talk.at, talk.end, talk.ended_by) == (34.5, 40.0, "callee")


def test_a_callee_who_was_decided_upon_beforehand_does_as_asked(phone: Telephone) -> None:
    record = rung(phone, TimedCaller(otherwise="answered", hang_up=45.0))
    (talk,) = record.of(Transferred)
    assert (talk.end, talk.ended_by) == (45.0, "caller")
    assert record.reason == "caller hung up"


def test_a_voicemail_answers_and_presses_nothing(phone: Telephone) -> None:
    record = rung(phone, TimedCaller(callees={0: Decided("voicemail", 26.0)}))
    assert record.of(WhisperHeard)[0].at == 26.0
    assert record.of(Transferred) == ()


def test_a_callee_may_hang_up_during_the_whisper(phone: Telephone) -> None:
    record = rung(phone, TimedCaller(callees={0: Decided("answered", 30.0)}, callee_hang_ups=[31]))
    (dial,) = record.of(DialEnded)
    assert (dial.at, dial.bridged) == (31.0, False)


def test_a_caller_may_hang_up_while_it_rings(phone: Telephone) -> None:
    record = rung(phone, TimedCaller(hang_up=27.5))
    assert [(one.at, one.end) for one in record.of(ToneHeard)] == [(24.0, 27.5)]
    assert record.reason == "caller hung up"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: TimedCaller([(1.0, "a")]),
        lambda: TimedCaller([(-1.0, "1")]),
        lambda: TimedCaller(hang_up=-1.0),
        lambda: TimedCaller(otherwise="asleep"),
        lambda: TimedCaller(callees={0: Decided("busy", -3.0)}),
        lambda: TimedCaller(callee_hang_ups=[float("nan")]),
    ],
)
def test_what_no_telephone_can_do_is_refused(wrong: Callable[[], TimedCaller]) -> None:
    with pytest.raises(CallerError):
        wrong()


def _until(record: CallRecord, second: float) -> list[dict[str, object]]:
    """What was over before a second of the call, by more than a sum of fractions may be off."""
    over = [one for one in record.events if getattr(one, "end", one.at) < second - 1e-6]
    return [as_row(one) for one in over if not _waits(one)]


def _waits(event: Event) -> bool:
    """A silence is told of when it is over, from its beginning on."""
    return isinstance(event, Silence)


SECONDS = st.floats(0, 60).map(lambda second: round(second, 2))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(SECONDS, st.sampled_from("0123456789*#")), max_size=4),
    st.one_of(
        st.tuples(st.just("key"), SECONDS),
        st.tuples(st.just("callee"), SECONDS),
        st.tuples(st.just("hang up"), SECONDS),
    ),
    st.sampled_from(["answered", "no-answer", "busy"]),
)
def test_what_is_decided_later_changes_nothing_of_what_was_before(
    phone: Telephone,
    keys: list[tuple[float, str]],
    later: tuple[str, float],
    otherwise: str,
) -> None:
    """So a call may be made anew at each press, and what has been heard stays true."""
    what, second = later
    keys = [(at, key) for at, key in keys if at < second]
    before = rung(phone, TimedCaller(keys, otherwise=otherwise))
    more: dict[str, TimedCaller] = {
        "key": TimedCaller([*keys, (second, "1")], otherwise=otherwise),
        "callee": TimedCaller(keys, otherwise=otherwise, callee_hang_ups=[second]),
        "hang up": TimedCaller(keys, otherwise=otherwise, hang_up=second),
    }
    assert _until(rung(phone, more[what]), second) == _until(before, second)
