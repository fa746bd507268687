"""From the database to numbers by day and municipality: sums, and calls not yet added to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ColumnElement, Connection, func, select

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
    found = _sums(connection, period, wanted, municipality)
    for call in _not_summed(connection):
        if municipality not in (None, call.municipality):
            continue
        for (day, whose, measure, key), n in call.sums(zone).items():
            if measure in wanted and period.first <= day <= period.last:
                cell = found[measure].setdefault((day, whose), {})
                cell[key] = cell.get(key, 0) + n
    return found


def first_day(connection: Connection, zone: ZoneInfo) -> dt.date | None:
    """Return the first day of which anything is kept; None for an empty journal."""
    day = connection.scalar(select(func.min(DAILY.c.day)))
    begun = _of_not_summed(connection, CALL.c.begun)
    return min(filter(None, (day, *(local(one, zone).date() for one in begun))), default=None)


def municipalities(connection: Connection) -> set[str]:
    """Return those of which anything is kept."""
    kept = {*connection.scalars(select(DAILY.c.municipality).distinct())}
    return (kept | _of_not_summed(connection, CALL.c.municipality)) - {""}


def _sums(
    connection: Connection, period: Period, wanted: Collection[str], municipality: str | None
) -> Numbers:
    """Return the sums of days, each day's of a measure at a time: there are many days in a year."""
    table = DAILY.c
    joined = "json_group_object" if connection.dialect.name == "sqlite" else "json_object_agg"
    cell = getattr(func, joined)(table.key, table.n, type_=JSON)
    query = (
        select(table.day, table.municipality, table.measure, cell)
        .where(table.day.between(period.first, period.last), table.measure.in_(sorted(wanted)))
        .group_by(table.day, table.municipality, table.measure)
    )
    if municipality is not None:
        query = query.where(table.municipality == municipality)
    found: Numbers = {measure: {} for measure in wanted}
    for day, whose, measure, n in connection.execute(query):
        found[measure][day, whose] = n
    return found


def _not_summed(connection: Connection) -> Iterator[KeptCall]:
    """Yield the calls that are in no sum yet, a few hundred among millions."""
    for some in _numbers_not_summed(connection):
        yield from calls_where(connection, CALL.c.id.in_(some))


def _of_not_summed(connection: Connection, what: ColumnElement[Any]) -> set[Any]:
    """Return something of these calls, without their events.

    It is a column as it is kept: for the smallest, say, a database would look through every call in
    the order of that column.
    """
    found = set[Any]()
    for some in _numbers_not_summed(connection):
        found |= {*connection.scalars(select(what).where(CALL.c.id.in_(some)))}
    return found


def _numbers_not_summed(connection: Connection) -> Iterator[list[int]]:
    """Yield their numbers, some at a time, which one index holds.

    A database that is asked for more at once may take the way by another index, through every call
    of the month.
    """
    yield from chunks(connection.scalars(select(CALL.c.id).where(CALL.c.summed.is_(False))).all())
