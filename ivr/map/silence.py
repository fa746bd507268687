"""Where silence leads: to another place, and, played out, to the end of the call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ivr.call import (
    CanBeHeard,
    Dialling,
    DialOutcome,
    Input,
    Silence,
    Spoken,
    State,
    Transfer,
    Turn,
    Wait,
    resume,
)
from ivr.map.places import Place, place_of
from ivr.model import Hotline
from ivr.proof.case import next_state
from ivr.proof.timing.lengths import Lengths

MOST_TURNS: Final = 60
"""Turns of a silent caller; a circle is found by the proof."""


@dataclass(frozen=True, slots=True)
class Onward:
    """How a call comes to another place: the turns that are heard, and the states before that."""

    passed: tuple[Turn, ...]
    states: tuple[State, ...] = ()


@dataclass(frozen=True, slots=True)
class Silent:
    """One turn of a call in which nothing is pressed and nobody answers.

    ``seconds`` are those from the first word of the place where it began.
    """

    place: Place
    seconds: float
    spoken: tuple[Spoken, ...]
    rings: str = ""


def onward(hotline: Hotline, state: State, now: dt.datetime, can_be_heard: CanBeHeard) -> Onward:
    """Return how one who presses nothing, and for whom nobody answers, comes to another place."""
    here = place_of(state)
    states: list[State] = []
    passed: list[Turn] = []
    at: State | None = state
    while at is not None and place_of(at) == here and len(passed) < MOST_TURNS:
        turn = resume(hotline, at, unheard(at), now, can_be_heard)
        passed.append(turn)
        at = next_state(turn)
        if at is not None:
            states.append(at)
    return Onward(tuple(passed), tuple(states))


def played_out(
    hotline: Hotline, turn: Turn, now: dt.datetime, can_be_heard: CanBeHeard, lengths: Lengths
) -> Iterator[Silent]:
    """Yield every turn that follows one, to the goodbye, while the caller presses nothing."""
    seconds = 0.0
    for _ in range(MOST_TURNS):
        state = next_state(turn)
        rings = turn.then.route.target if isinstance(turn.then, Transfer) else ""
        yield Silent(place_of(state), round(seconds, 1), turn.spoken, rings)
        if state is None:
            return
        seconds += lasts(turn, lengths)
        turn = resume(hotline, state, unheard(state), now, can_be_heard)


def unheard(state: State) -> Input:
    """Return what a caller's silence is in a state: no key, or nobody who answers."""
    if isinstance(state, Dialling):
        return DialOutcome(answered=False, failure="no-answer")
    return Silence()


def lasts(turn: Turn, lengths: Lengths) -> float:
    """Return the seconds of a turn to its end: what is said, then the wait or the ringing."""
    match turn.then:
        case Wait(seconds=seconds) | Transfer(ring_seconds=seconds):
            return lengths.of(turn.spoken) + seconds
        case _:
            return lengths.of(turn.spoken)
