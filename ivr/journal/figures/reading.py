"""From the database to numbers by day and municipality: sums, and calls not yet added to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from itertools import chain
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from ivr.journal.figures.period import Period
from ivr.journal.figures.telling import Cell
from ivr.journal.store.calls import KeptCall, calls_where, chunks, local
from ivr.journal.store.tables import CALL, DAILY

Numbers = dict[str, dict[Cell, dict[str, int]]]
"""By measure: what was met how often, by day and municipality."""


def numbers(
    connection: Connection,
    zone: ZoneInfo,
    period: Period,
    wanted: Collection[str],
    municipality: str | None,
) -> Numbers:
    """Return the numbers of some measures in a period, of one municipality or, for None, of all."""
    found: Numbers = {measure: {} for measure in wanted}
    for day, whose, measure, key, n in chain(
        _sums(connection, period, wanted, municipality),
        _unsummed(connection, zone, period, wanted, municipality),
    ):
        cell = found[measure].setdefault((day, whose), {})
        cell[key] = cell.get(key, 0) + n
    return found


def first_day(connection: Connection, zone: ZoneInfo) -> dt.date | None:
    """Return the first day of which anything is kept; None for an empty journal."""
    day = connection.scalar(select(func.min(DAILY.c.day)))
    begun = (local(call.begun, zone).date() for call in _not_summed(connection))
    return min(filter(None, (day, *begun)), default=None)


def municipalities(connection: Connection) -> set[str]:
    """Return those of which anything is kept."""
    kept = {*connection.scalars(select(DAILY.c.municipality).distinct())}
    return (kept | {call.municipality for call in _not_summed(connection)}) - {""}


_Met = tuple[dt.date, str, str, str, int]


def _sums(
    connection: Connection, period: Period, wanted: Collection[str], municipality: str | None
) -> Iterator[_Met]:
    table = DAILY.c
    query = select(table.day, table.municipality, table.measure, table.key, table.n).where(
        table.day.between(period.first, period.last), table.measure.in_(sorted(wanted))
    )
    if municipality is not None:
        query = query.where(table.municipality == municipality)
    yield from connection.execute(query).all()


def _unsummed(
    connection: Connection,
    zone: ZoneInfo,
    period: Period,
    wanted: Collection[str],
    municipality: str | None,
) -> Iterator[_Met]:
    for call in _not_summed(connection):
        if municipality not in (None, call.municipality):
            continue
        for (day, whose, measure, key), n in call.sums(zone).items():
            if measure in wanted and period.first <= day <= period.last:
                yield day, whose, measure, key, n


def _not_summed(connection: Connection) -> Iterator[KeptCall]:
    """Yield the calls that are in no sum yet, a few hundred among millions.

    Their numbers are asked for first, which one index holds: a database that is asked for more at
    once may take the way by another index, through every call of the month.
    """
    numbers = connection.scalars(select(CALL.c.id).where(CALL.c.summed.is_(False))).all()
    for some in chunks(numbers):
        yield from calls_where(connection, CALL.c.id.in_(some))
