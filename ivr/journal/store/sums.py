"""The sums of days: added to, and what calls are added to them when."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, or_, select, update

from ivr.journal.store.calls import CHUNK, Sums, calls_where
from ivr.journal.store.engine import insert_into
from ivr.journal.store.tables import CALL, DAILY

QUIET: Final = 2
"""Whole quarters of an hour after its last event that a call's end is waited for, or more of it."""

TALKING: Final = 20
"""The same while somebody may be talking: a call lasts 4 hours at most."""

_PLACE: Final = ("day", "municipality", "measure", "key")


def add(connection: Connection, sums: Sums) -> None:
    """Add to the sums of days; what was taken away altogether leaves no row."""
    rows = [{**dict(zip(_PLACE, place, strict=True)), "n": n} for place, n in sums.items() if n]
    if not rows:
        return
    new = insert_into(DAILY, connection)
    more = {"n": DAILY.c.n + new.excluded.n}
    connection.execute(new.on_conflict_do_update(index_elements=_PLACE, set_=more), rows)
    less = [place for place, n in sums.items() if n < 0]
    if less:
        alike = (DAILY.c[name] == bindparam(f"no_{name}") for name in _PLACE)
        names = [f"no_{name}" for name in _PLACE]
        gone = [dict(zip(names, place, strict=True)) for place in less]
        connection.execute(delete(DAILY).where(DAILY.c.n == 0, *alike), gone)


def sum_some(connection: Connection, now: int, zone: ZoneInfo) -> int:
    """Add calls that are over to the sums of their days, `CHUNK` at most; return how many."""
    found = select(CALL.c.id).where(CALL.c.summed.is_(False), _is_over(now)).limit(CHUNK)
    numbers = [*connection.scalars(found)]
    sums: Sums = Sums()
    for call in calls_where(connection, CALL.c.id.in_(numbers)):
        sums.update(call.sums(zone))
    add(connection, sums)
    connection.execute(update(CALL).where(CALL.c.id.in_(numbers)).values(summed=True))
    return len(numbers)


def _is_over(now: int) -> ColumnElement[bool]:
    """Tell the calls of which nothing more is expected at a quarter of the machine's clock."""
    waiting = and_(CALL.c.dialling, ~CALL.c.ended)
    return or_(
        and_(CALL.c.touched < now - QUIET, ~waiting),
        CALL.c.touched < now - TALKING,
        # The clock has been set back: nobody knows how long ago it was.
        CALL.c.touched > now + 1,
    )
