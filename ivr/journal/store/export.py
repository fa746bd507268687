"""The events as they are kept, one after the other, for programs of somebody's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from ivr.journal.store.calls import first_quarter, local
from ivr.journal.store.tables import CALL, EVENT

COLUMNS: Final = (
    *("time", "call", "probe", "kind", "municipality", "label", "language"),
    *("at", "name", "topic", "key", "route", "outcome", "seconds", "n"),
)
"""What is told of each event, in this order.

``time`` is the quarter of an hour by the hotline's clock, ``call`` a number that the events of one
call have in common (none without a call), ``probe`` whether it was a test call, ``label`` which of
the municipality's numbers was called. The rest is as in `ivr.journal.events.Event`. Tags are left
out.
"""

_AT_A_TIME: Final = 5000

Value = str | int | bool | None


def export(
    connection: Connection, zone: ZoneInfo, first: dt.date | None, last: dt.date | None
) -> Iterator[dict[str, Value]]:
    """Yield the events of a period by `COLUMNS`, in the order they were written in.

    ``first`` and ``last`` are days in a time zone, both counted in; None is without an end.
    """
    told = (CALL.c.label, CALL.c.probe)
    query = select(EVENT, *told).join_from(EVENT, CALL, isouter=True).order_by(EVENT.c.id)
    if first is not None:
        query = query.where(EVENT.c.quarter >= first_quarter(first, zone))
    if last is not None:
        query = query.where(EVENT.c.quarter < first_quarter(last + dt.timedelta(days=1), zone))
    number = -1
    while True:
        some = query.where(EVENT.c.id > number).limit(_AT_A_TIME)
        rows = connection.execute(some).mappings().all()
        for row in rows:
            more = {"time": local(row["quarter"], zone).isoformat(), "probe": bool(row["probe"])}
            kept = {name: row[name] for name in COLUMNS if name not in more}
            told_row = {**kept, **more, "label": row["label"] or ""}
            yield {name: told_row[name] for name in COLUMNS}
        if len(rows) < _AT_A_TIME:
            return
        number = rows[-1]["id"]
