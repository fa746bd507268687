"""The tables as this version of the program wants them, made or brought up to date."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect

from ivr.files import make_private
from ivr.journal.store.away import MISSING, NEWER, StoreAwayError
from ivr.journal.store.engine import connect, file_of, reading, writing

HEAD: Final = "0002"
"""The newest revision of the tables."""

PATIENCE_S: Final = 60
"""Seconds that a change of the tables may take on PostgreSQL."""


def make_ready(engine: Engine, *, make: bool = True) -> None:
    """Make the tables that are missing, or bring those of an older version up to date.

    Raises:
        StoreAwayError: The tables are of a newer version than this program, or there are none and
            ``make`` is false.
    """
    path = file_of(engine)
    if path is not None and (not path.exists() or path.stat().st_size == 0):
        if not make:
            raise StoreAwayError("it is not there", MISSING)
        _make_file(path)
    with reading(engine) as connection:
        found = revision(connection)
    if found == HEAD:
        return
    if found == "" and not make:
        raise StoreAwayError("it is not there", MISSING)
    if found and found > HEAD:
        raise StoreAwayError(f"it was made by a newer version of this program ({found})", NEWER)
    # Alembic takes longer to import than everything else at a start, and is seldom needed.
    from ivr.journal.store.migrations import upgrade  # noqa: PLC0415 - as said above

    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{PATIENCE_S}s'")
        if revision(connection) != HEAD:  # unless another process was first
            upgrade(connection)


def revision(connection: Connection) -> str:
    """Return the revision of the tables; empty where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found or "")


def _make_file(path: Path) -> None:
    """Make an SQLite file for its owner alone, whose deleted pages can be given back."""
    make_private(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
