"""Whatever is pressed, the journal's places are those of the turns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from ivr.call import (
    DialOutcome,
    Digit,
    Goodbye,
    Input,
    Silence,
    Transfer,
    Turn,
    answer,
    everything,
    fields,
    resume,
)
from ivr.journal import Event, Kind, observe
from ivr.model import Hotline
from tests.support.hotline import MORNING

KEYS = "0123456789#*"
SECONDS = 7
"""Between two turns."""

FAILURES = ("busy", "no-answer", "failed", "canceled", "not-connected", "unknown")
pressed = st.lists(st.one_of(st.sampled_from(KEYS).map(Digit), st.just(Silence())), max_size=20)
ends = st.lists(
    st.one_of(
        st.just(DialOutcome(answered=True, seconds=60)),
        st.sampled_from(FAILURES).map(lambda word: DialOutcome(answered=False, failure=word)),
    ),
    max_size=6,
)
numbers = st.sampled_from(["+4700000001", "+4700000002", "+4700000011", ""])
moments = st.sampled_from([MORNING, MORNING.replace(hour=23)])


def steps(
    hotline: Hotline,
    called: str,
    now: dt.datetime,
    keys: list[Digit | Silence],
    outcomes: list[DialOutcome],
) -> Iterator[tuple[Input | None, Turn, list[Event]]]:
    """Yield every turn of a call, what led to it, and what is kept of both."""
    turn = answer(hotline, called, now, everything)
    yield None, turn, [*observe.answered(hotline, called, turn)]
    while not isinstance(then := turn.then, Goodbye):
        heard: Input = keys.pop(0) if keys else Silence()
        if isinstance(then, Transfer):
            heard = outcomes.pop(0) if outcomes else DialOutcome(answered=True)
        turn = resume(hotline, then.state, heard, now, everything)
        seen = observe.resumed(hotline, then.state, heard, turn, now=now, seconds=SECONDS)
        yield heard, turn, [*seen]


@given(called=numbers, now=moments, keys=pressed, outcomes=ends)
def test_the_place_that_is_kept_last_is_where_the_call_is(
    small_hotline: Hotline,
    called: str,
    now: dt.datetime,
    keys: list[Digit | Silence],
    outcomes: list[DialOutcome],
) -> None:
    place, language, ended = ("", "", "", 0), "", False
    for _, turn, events in steps(small_hotline, called, now, keys, outcomes):
        for event in events:
            if event.kind in (Kind.ANSWERED, Kind.REACHED):
                place = event.at, event.name, event.topic, event.route
            if event.kind is Kind.LANGUAGE:
                language = event.language
            ended |= event.kind is Kind.ENDED
        if isinstance(turn.then, Goodbye):
            assert ended
            continue
        state = turn.then.state
        written = fields(state)
        route = getattr(state, "route", 0)
        assert place == (written["at"], written.get("n", ""), state.topic, route)
        assert state.language in ("", language)
        assert not ended


@given(called=numbers, now=moments, keys=pressed, outcomes=ends)
def test_every_input_is_kept_once_with_the_place_it_was_given_in(
    small_hotline: Hotline,
    called: str,
    now: dt.datetime,
    keys: list[Digit | Silence],
    outcomes: list[DialOutcome],
) -> None:
    before: Turn | None = None
    for heard, turn, events in steps(small_hotline, called, now, keys, outcomes):
        if before is not None and not isinstance(before.then, Goodbye):
            state = before.then.state
            inputs = (Kind.KEY, Kind.WRONG_KEY, Kind.SILENCE, Kind.TRANSFER)
            [kept] = [event for event in events if event.kind in inputs]
            assert kept == events[0]
            assert kept.language == state.language
            assert kept.name == fields(state).get("n", "")
            match heard:
                case Digit(key):
                    assert kept.kind in (Kind.KEY, Kind.WRONG_KEY)
                    assert (kept.key, kept.at) == (key, fields(state)["at"])
                case Silence():
                    assert kept.kind is Kind.SILENCE
                case DialOutcome():
                    assert kept.kind is Kind.TRANSFER
                    assert kept.outcome == (heard.failure or "answered")
        before = turn


def test_a_key_that_no_telephone_has_is_not_written_as_it_came(small_hotline: Hotline) -> None:
    turn = answer(small_hotline, "+4700000001", MORNING, everything)
    assert not isinstance(turn.then, Goodbye)
    [event] = observe.resumed(
        small_hotline, turn.then.state, Digit("\0"), turn, now=MORNING, seconds=None
    )
    assert (event.kind, event.key) == (Kind.WRONG_KEY, "")
