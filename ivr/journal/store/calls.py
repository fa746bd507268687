"""The calls as they are kept: a call with its events, and what it adds to the sums of its day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, select

from ivr.journal.events import QUARTER_S, Event, Kind, quarter
from ivr.journal.measures import measures
from ivr.journal.store.tables import CALL, EVENT

Sums = Counter[tuple[dt.date, str, str, str]]
"""How often each measure was met, by day, municipality, measure and key."""

CHUNK: Final = 500
"""Calls that are read or changed at a time, so that no transaction lasts."""


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call as it is kept.

    Attributes:
        id: Its number in the database.
        begun: The quarter of its answer, by the call's own clock.
        municipality: Whose number was called.
        probe: Whether it was a test call, which adds to no sum.
        events: What happened in it, in order.
    """

    id: int
    begun: int
    municipality: str
    probe: bool
    events: Sequence[Event]

    def sums(self, zone: ZoneInfo) -> Sums:
        """Return what it adds to the sums of the day it was answered on, in a time zone.

        >>> call = KeptCall(1, 3, "vestby", False, [Event(Kind.ANSWERED, "vestby", "shared")])
        >>> call.sums(ZoneInfo("Europe/Oslo"))[dt.date(1970, 1, 1), "vestby", "hour", "01"]
        1
        """
        if self.probe:
            return Counter()
        moment = local(self.begun, zone)
        found = measures(self.events, moment.hour)
        return Counter(
            {(moment.date(), self.municipality, *place): n for place, n in found.items()}
        )


def local(quarter: int, zone: ZoneInfo) -> dt.datetime:
    """Return when a quarter of an hour began, in a time zone.

    >>> local(5, ZoneInfo("Europe/Oslo")).isoformat()
    '1970-01-01T02:15:00+01:00'
    """
    return dt.datetime.fromtimestamp(quarter * QUARTER_S, zone)


def first_quarter(day: dt.date, zone: ZoneInfo) -> int:
    """Return the quarter of an hour with which a day begins, in a time zone.

    >>> first_quarter(dt.date(1970, 1, 2), ZoneInfo("Europe/Oslo"))
    92
    """
    return quarter(dt.datetime.combine(day, dt.time(), zone))


def calls_where(connection: Connection, *which: ColumnElement[bool]) -> Iterator[KeptCall]:
    """Yield calls with their events; those of one quarter in the order they were written in."""
    columns = (CALL.c.id, CALL.c.begun, CALL.c.municipality, CALL.c.label, CALL.c.probe)
    query = (
        select(*columns, *_FIELDS)
        .join(EVENT, EVENT.c.call == CALL.c.id)
        .where(*which)
        .order_by(CALL.c.id, EVENT.c.quarter, EVENT.c.id)
    )
    for head, rows in groupby(connection.execute(query), lambda row: tuple(row[:5])):
        number, begun, municipality, label, probe = head
        events = [_event(label, *row[5:]) for row in rows]
        yield KeptCall(number, begun, municipality, probe, events)


def _event(label: str, kind: str, municipality: str, *more: Any) -> Event:  # noqa: ANN401 - as columns are
    return Event(Kind(kind), municipality, label, *more)


def chunks(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Yield as many numbers at a time as a query takes.

    >>> [len(chunk) for chunk in chunks(range(1200))]
    [500, 500, 200]
    """
    whole = [*numbers]
    for begin in range(0, len(whole), CHUNK):
        yield whole[begin : begin + CHUNK]


_FIELDS: Final = (
    *(EVENT.c.kind, EVENT.c.municipality, EVENT.c.language, EVENT.c.at, EVENT.c.name),
    *(EVENT.c.topic, EVENT.c.key, EVENT.c.route, EVENT.c.outcome, EVENT.c.seconds, EVENT.c.n),
)
"""What is kept of an event, in the order that `Event` takes it, but for the label."""
