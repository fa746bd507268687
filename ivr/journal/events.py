"""What can happen, as the journal keeps it: nothing of it tells who called."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

QUARTER_S: Final = 900
"""Seconds of a quarter of an hour: no event's time is kept more exactly."""


DIAL_STEP_S: Final = 10
END_STEP_S: Final = 60
"""Seconds are kept in such steps, for the carrier's list tells them to the second: those until a
transfer began, and those of a talk or a whole call."""


class Kind(StrEnum):
    """What can happen, by the name it is kept under."""

    ANSWERED = "answered"
    LANGUAGE = "language"
    REACHED = "reached"
    KEY = "key"
    SILENCE = "silence"
    WRONG_KEY = "wrong-key"
    TRANSFER = "transfer"
    ENDED = "ended"
    FALLBACK = "fallback"
    REFUSED = "signature-refused"
    UNKNOWN_NUMBER = "unknown-number"
    LOST_CLIP = "clip-lost"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; what does not belong to its kind is left empty.

    Attributes:
        kind: What it is.
        municipality: Whose number was called.
        label: Which of its numbers: the language it belongs to, or ``shared``.
        language: What the caller heard; empty before a choice.
        at: Where in the call: ``languages``, ``step``, ``announce``, ``dial`` or ``instruction``.
        name: The step or the service there.
        topic: What the caller is asking about.
        key: The key that was pressed.
        route: Which of a service's routes rang, counted from 1.
        outcome: How a transfer or a call ended, or what failed.
        seconds: Of a place that is reached and of an end: since the answer. Of a transfer: of the
            talk. None where nobody knows. See `coarse` for what is kept of them.
        n: How many were alike, for what is counted without a call.
    """

    kind: Kind
    municipality: str = ""
    label: str = ""
    language: str = ""
    at: str = ""
    name: str = ""
    topic: str = ""
    key: str = ""
    route: int = 0
    outcome: str = ""
    seconds: int | None = None
    n: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is written: tied to its call by a tag, its time kept to the quarter.

    Attributes:
        event: What happened.
        quarter: When: quarters of an hour since 1970, in UTC.
        tag: The keyed hash of the call's identifier, 16 bytes; empty without a call.
        former: The same under yesterday's key, for a call that may have begun then; else empty.
        probe: Whether the call was a test call, which no figure counts.
    """

    event: Event
    quarter: int
    tag: bytes = b""
    former: bytes = b""
    probe: bool = False


def quarter(moment: dt.datetime) -> int:
    """Return the quarter of an hour a moment lies in, counted from 1970 in UTC.

    >>> quarter(dt.datetime(1970, 1, 1, 2, 29, 59, tzinfo=dt.timezone(dt.timedelta(hours=1))))
    5
    """
    return int(moment.timestamp() // QUARTER_S)


def coarse(event: Event) -> Event:
    """Return an event as it is kept: its seconds in steps, and none where no figure needs them.

    >>> coarse(Event(Kind.ENDED, outcome="hung-up", seconds=187)).seconds
    180
    >>> coarse(Event(Kind.REACHED, at="dial", name="gp", seconds=47)).seconds
    50
    >>> coarse(Event(Kind.REACHED, at="step", name="main", seconds=31)).seconds is None
    True
    """
    if event.seconds is None:
        return event
    if event.kind in (Kind.TRANSFER, Kind.ENDED):
        step = END_STEP_S
    elif event.kind is Kind.REACHED and event.at == "dial":
        step = DIAL_STEP_S
    else:
        return replace(event, seconds=None)
    return replace(event, seconds=(event.seconds + step // 2) // step * step)
