"""What is kept no longer: events after days, sums after years, and the tags of calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Table, delete, func, or_, select, true, update

from ivr.journal.events import quarter
from ivr.journal.store.calls import CHUNK, first_quarter
from ivr.journal.store.tables import CALL, DAILY, EVENT, WRITER

Transaction = Callable[[], AbstractContextManager[Connection]]

QUARTERS_A_DAY: Final = 96
TAG_DAYS: Final = 1
"""Whole days after its own that a tag is kept: its key is gone by then, and what has waited on a
disk for an absent database has been written."""

WRITER_DAYS: Final = 366
"""Days after which nobody writes what a process that is no more has left on a disk."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What was taken away: calls, events that belonged to none, and days of sums."""

    calls: int = 0
    events: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """What is to be taken away: of calls, of events without a call, and of the sums of days."""

    calls: ColumnElement[bool]
    loose: ColumnElement[bool]
    days: ColumnElement[bool]


def older(now: dt.datetime, zone: ZoneInfo, event_days: int, sum_days: int) -> Condition:
    """Choose what is older than so many days; calls that are not summed up yet stay.

    Sums go with their whole month: one that lost a day at a time would tell that day's numbers.
    """
    oldest = quarter(now) - event_days * QUARTERS_A_DAY
    day = now.astimezone(zone).date() - dt.timedelta(days=sum_days)
    over = CALL.c.summed & (CALL.c.touched < oldest)
    return Condition(over, EVENT.c.quarter < oldest, DAILY.c.day < day.replace(day=1))


def before(day: dt.date, zone: ZoneInfo) -> Condition:
    """Choose everything of the days before one, whether it is summed up or not."""
    begin = first_quarter(day, zone)
    return Condition(CALL.c.begun < begin, EVENT.c.quarter < begin, DAILY.c.day < day)


def everything() -> Condition:
    """Choose all there is."""
    return Condition(true(), true(), true())


def counted(connection: Connection, which: Condition) -> Purged:
    """Return what would be taken away."""
    calls = select(func.count()).select_from(CALL).where(which.calls)
    loose = select(func.count()).select_from(EVENT).where(EVENT.c.call.is_(None), which.loose)
    days = select(func.count(DAILY.c.day.distinct())).where(which.days)
    return Purged(*(connection.scalar(query) or 0 for query in (calls, loose, days)))


def purge(begin: Transaction, now: dt.datetime, which: Condition) -> Purged:
    """Take away calls with their events, events without a call, and sums; little at a time."""
    _forget(begin, now)
    return Purged(
        sum(_gone(begin, CALL, which.calls)),
        sum(_gone(begin, EVENT, EVENT.c.call.is_(None) & which.loose)),
        sum(_days_gone(begin, which.days)),
    )


def _forget(begin: Transaction, now: dt.datetime) -> None:
    """Take the tags away whose key is gone, and the numbers of writers that are no more."""
    midnight = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    oldest = quarter(midnight) - TAG_DAYS * QUARTERS_A_DAY
    tagged = or_(CALL.c.tag.is_not(None), CALL.c.former.is_not(None))
    with begin() as connection:
        change = update(CALL).where(tagged, CALL.c.touched < oldest)
        connection.execute(change.values(tag=None, former=None))
        gone = quarter(now) - WRITER_DAYS * QUARTERS_A_DAY
        connection.execute(delete(WRITER).where(WRITER.c.touched < gone))


def _gone(begin: Transaction, table: Table, which: ColumnElement[bool]) -> Iterator[int]:
    while True:
        with begin() as connection:
            numbers = [*connection.scalars(select(table.c.id).where(which).limit(CHUNK))]
            connection.execute(delete(table).where(table.c.id.in_(numbers)))
        yield len(numbers)
        if len(numbers) < CHUNK:
            return


def _days_gone(begin: Transaction, which: ColumnElement[bool]) -> Iterator[int]:
    while True:
        with begin() as connection:
            day = connection.scalar(select(func.min(DAILY.c.day)).where(which))
            if day is None:
                return
            connection.execute(delete(DAILY).where(DAILY.c.day == day))
        yield 1
