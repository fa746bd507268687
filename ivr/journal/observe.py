"""From the turns of a call to its events; nothing here has ever seen a caller."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ivr.call import (
    Dialling,
    DialOutcome,
    Digit,
    Goodbye,
    Input,
    Silence,
    State,
    Turn,
    fields,
    is_wrong_key,
    was_reached,
)
from ivr.journal.events import Event, Kind
from ivr.journal.measures import ANSWERED, FULL, GOODBYE, LIMIT
from ivr.model import Hotline

SHARED: Final = "shared"
"""The label of a number that belongs to no language."""

TOO_SHORT: Final = "too-short"
"""The outcome of a transfer that was over sooner than a talk with a person."""

UNKNOWN: Final = "unknown"
"""What went wrong where the carrier does not tell."""

KEYS: Final = frozenset("0123456789#*")
"""The keys of a telephone."""


def answered(hotline: Hotline, called: str, turn: Turn) -> Iterator[Event]:
    """Yield what the answer to a called number is; an empty one is a number that nobody lists."""
    entrance = hotline.entrance(called)
    municipality, language = entrance.municipality, entrance.language or ""
    first = Event(Kind.ANSWERED, municipality, language or SHARED, language, seconds=0)
    if not isinstance(turn.then, Goodbye):
        at, name = _place(turn.then.state)
        first = replace(first, at=at, name=name)
    yield first
    if isinstance(turn.then, Goodbye):
        yield Event(Kind.ENDED, municipality, outcome=LIMIT, seconds=0)
    if language:
        yield Event(Kind.LANGUAGE, municipality, language=language)
    if called not in hotline.entrances:
        yield Event(Kind.UNKNOWN_NUMBER, municipality)


def resumed(
    hotline: Hotline,
    state: State,
    input: Input,
    turn: Turn | None,
    *,
    now: dt.datetime,
    seconds: int | None,
    full: Dialling | None = None,
) -> Iterator[Event]:
    """Yield what was heard in a state, and where the turn that follows leads.

    ``turn`` is None when the caller is gone and hears none; ``seconds`` are those since the answer,
    None where nobody knows. ``full`` is the transfer that was not tried, for want of a place.
    """
    if isinstance(state, Dialling):
        yield _transfer(hotline, state, input)
    elif turn is not None and not isinstance(input, DialOutcome):
        wrong = is_wrong_key(hotline, state, input, now)
        yield _pressed(state, input, wrong=wrong)
    if turn is None:
        return
    if full is not None:
        yield replace(_event(Kind.TRANSFER, full), at="", outcome=FULL)
    if isinstance(turn.then, Goodbye):
        outcome = LIMIT if turn.then.at_a_limit else GOODBYE
        yield Event(Kind.ENDED, state.municipality, outcome=outcome, seconds=seconds)
        return
    then = turn.then.state
    if then.language not in ("", state.language):
        yield Event(Kind.LANGUAGE, then.municipality, language=then.language)
    if (reached := _event(Kind.REACHED, then)) != _event(Kind.REACHED, state):
        yield replace(reached, seconds=seconds)


def ended(hotline: Hotline, called: str, outcome: str, seconds: int | None) -> Event:
    """Return that a call to a number is over, as the carrier tells it.

    ``seconds`` are those since the answer, None where the carrier does not tell.
    """
    municipality = hotline.entrance(called).municipality
    return Event(Kind.ENDED, municipality, outcome=outcome, seconds=seconds)


def fell_back(hotline: Hotline, called: str, failure: str) -> Event:
    """Return that a caller has heard the apology, and what had failed."""
    municipality = hotline.entrance(called).municipality
    return Event(Kind.FALLBACK, municipality, outcome=failure or UNKNOWN)


def _pressed(state: State, input: Digit | Silence, *, wrong: bool) -> Event:
    if isinstance(input, Silence):
        return _event(Kind.SILENCE, state)
    # What no telephone can send is not written as the carrier has it.
    key = input.key if input.key in KEYS else ""
    return replace(_event(Kind.WRONG_KEY if wrong else Kind.KEY, state), key=key)


def _transfer(hotline: Hotline, state: Dialling, input: Input) -> Event:
    """Return what came of a route, which is named after its service and stands in no place."""
    told = input if isinstance(input, DialOutcome) else DialOutcome(answered=False)
    service = hotline.municipalities[state.municipality].services[state.service]
    outcome = TOO_SHORT if told.answered else told.failure or UNKNOWN
    if was_reached(service, told):
        outcome = ANSWERED
    rung = replace(_event(Kind.TRANSFER, state), at="")
    return replace(rung, outcome=outcome, seconds=told.seconds)


def _event(kind: Kind, state: State) -> Event:
    """Return that something happened in a state."""
    at, name = _place(state)
    route = state.route if isinstance(state, Dialling) else 0
    return Event(
        kind,
        state.municipality,
        language=state.language,
        at=at,
        name=name,
        topic=state.topic,
        route=route,
    )


def _place(state: State) -> tuple[str, str]:
    written = fields(state)
    return written["at"], written.get("n", "")
