"""The keys of the days in PostgreSQL, for the machines that share it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select

from ivr.journal.store.tables import DAY_KEY


def read_keys(connection: Connection) -> dict[dt.date, bytes]:
    """Return the keys there are, by their day."""
    return {row.day: bytes(row.key) for row in connection.execute(select(DAY_KEY))}


def keep_keys(connection: Connection, wanted: Mapping[dt.date, bytes]) -> dict[dt.date, bytes]:
    """Keep the keys of the wanted days alone, and return them.

    A day that another machine has made a key for keeps that one. The table is written anew, so
    that no row of a former key stays in its file.
    """
    found = read_keys(connection)
    kept = {day: found.get(day, key) for day, key in wanted.items()}
    if kept != found:
        connection.exec_driver_sql("TRUNCATE day_key")
        rows = [{"day": day, "key": key} for day, key in kept.items()]
        if rows:
            connection.execute(insert(DAY_KEY), rows)
    return kept
