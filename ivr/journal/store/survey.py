"""What a journal holds, in numbers: for whoever looks after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, cast, func, select
from sqlalchemy.dialects.postgresql import REGCLASS

from ivr.journal.store.calls import local
from ivr.journal.store.engine import file_of
from ivr.journal.store.schema import revision
from ivr.journal.store.tables import CALL, DAILY, EVENT, KEYS, LOSS, METADATA


@dataclass(frozen=True, slots=True)
class Survey:
    """What a journal holds.

    Attributes:
        size: Bytes on the disk.
        revision: Which version of the tables it has.
        calls: Calls whose events are kept.
        events: Events that are kept, with those that belong to no call.
        first: The day of the first of these calls; None without any.
        last: The day of the last one.
        unsummed: Calls that are not in the sums of days yet.
        days: Days of which sums are kept.
        summed_since: The first of them.
        lost: How many events could not be kept, by the reason.
    """

    size: int
    revision: str
    calls: int
    events: int
    first: dt.date | None
    last: dt.date | None
    unsummed: int
    days: int
    summed_since: dt.date | None
    lost: Mapping[str, int]


def survey(connection: Connection, zone: ZoneInfo) -> Survey:
    """Return what a journal holds; its days are those of a time zone."""
    calls, first, last = connection.execute(
        select(func.count(), func.min(CALL.c.begun), func.max(CALL.c.begun)).select_from(CALL)
    ).one()
    unsummed = select(func.count()).select_from(CALL).where(CALL.c.summed.is_(False))
    days = select(func.count(DAILY.c.day.distinct()), func.min(DAILY.c.day))
    summed, since = connection.execute(days).one()
    return Survey(
        _size(connection),
        revision(connection),
        calls,
        connection.scalar(select(func.count()).select_from(EVENT)) or 0,
        _day(first, zone),
        _day(last, zone),
        connection.scalar(unsummed) or 0,
        summed,
        since,
        {row.reason: row.n for row in connection.execute(select(LOSS).order_by(LOSS.c.reason))},
    )


def events_lost(connection: Connection) -> int:
    """Return how many events could not be kept, ever."""
    return int(connection.scalar(select(func.sum(LOSS.c.n))) or 0)


def _day(quarter: int | None, zone: ZoneInfo) -> dt.date | None:
    return None if quarter is None else local(quarter, zone).date()


def _size(connection: Connection) -> int:
    """Return the bytes of an SQLite file and the log beside it, or of PostgreSQL's tables."""
    if (path := file_of(connection.engine)) is not None:
        files = (path, path.with_name(f"{path.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())
    tables = (*METADATA.sorted_tables, *KEYS.sorted_tables)
    sizes = (func.pg_total_relation_size(cast(table.name, REGCLASS)) for table in tables)
    return sum(connection.execute(select(*sizes)).one())
