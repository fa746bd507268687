"""Connections to the journal's database: one a transaction, and none that waits for long."""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError

from ivr.journal.store.away import MISSING, StoreAwayError

BUSY_S: Final = 2.5
"""Seconds that SQLite waits for another process to end its transaction."""

CONNECT_S: Final = 3
STATEMENT_S: Final = 3
LOCK_S: Final = 2
"""Seconds that PostgreSQL may take to be reached, for a statement, and for a lock in it."""

WRITING_S: Final = 5
READING_S: Final = 30
"""Seconds after which a transaction is cut off: a server that hangs ends no statement itself."""

_PRAGMAS: Final = (
    # With a log of changes beside the file, readers and the writer do not wait for each other; a
    # power cut may take the last transactions and leaves the file whole.
    "PRAGMA synchronous=NORMAL",
    # Events go with their call.
    "PRAGMA foreign_keys=ON",
    # What is deleted is overwritten.
    "PRAGMA secure_delete=ON",
)


def open_engine(database: str) -> Engine:
    """Return connections to a database by its address; nothing is reached for yet.

    Each transaction opens a connection of its own: none is inherited by a forked worker, none
    outlives the file or the server that it leads to, and none is waited for.

    >>> open_engine("sqlite:///journal/journal.sqlite").dialect.name
    'sqlite'
    """
    try:
        url = make_url(database)
    except (ArgumentError, ValueError):  # which quote it
        raise StoreAwayError("its address cannot be read") from None
    if url.get_backend_name() != "sqlite":
        # Statements are not prepared by name, which poolers in front of a server may not know.
        given = {"connect_timeout": CONNECT_S, "prepare_threshold": None}
        return create_engine(
            url, poolclass=NullPool, connect_args={**given, "application_name": "ivr journal"}
        )
    path = Path(url.database or "")
    engine = create_engine(url, poolclass=NullPool, creator=lambda: connect(path))
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def connect(path: Path) -> sqlite3.Connection:
    """Connect to a file that is there: one that was taken away must not come back empty."""
    return sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        timeout=BUSY_S,
        isolation_level=None,
        check_same_thread=False,
    )


def give_back(path: Path) -> None:
    """Give pages that hold nothing any more back to the disk, few at a time."""
    with closing(connect(path)) as connection:
        free = 1
        while free:
            connection.execute(f"PRAGMA incremental_vacuum({_PAGES})").fetchall()
            free = connection.execute("PRAGMA freelist_count").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def rewrite(engine: Engine) -> None:
    """Write PostgreSQL's tables anew, so that what was deleted from them is nowhere in a file."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_S}s'")
        connection.exec_driver_sql("VACUUM (FULL, ANALYZE) call, event, daily")


def insert_into(table: Table, connection: Connection) -> postgresql.Insert | sqlite.Insert:
    """Return an insertion that may say what happens to a row that is there already."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def file_of(engine: Engine) -> Path | None:
    """Return the file of an SQLite database, None for a server's."""
    return Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose transaction is the only one that writes, until it is committed.

    One writer at a time is what SQLite has anyway; on PostgreSQL a lock makes it so, and no two
    processes can wait for each other or count a call twice.
    """
    with engine.connect() as connection, _cut_off(connection, WRITING_S), connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(_ALONE)
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database, and keeps no writer waiting."""
    if (path := file_of(engine)) is not None and not path.exists():
        raise StoreAwayError("it is not there", MISSING)
    with (
        engine.connect().execution_options(reading=True) as connection,
        _cut_off(connection, READING_S),
        connection.begin(),
    ):
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    """Begin as a writer at once: one that began by reading could not wait for its turn."""
    kind = "" if connection.get_execution_options().get("reading") else " IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN{kind}")


@contextmanager
def _cut_off(connection: Connection, after_s: float) -> Iterator[None]:
    """Hang up on a server that has not ended a transaction in time; SQLite waits by itself."""
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name != "postgresql" or raw is None:
        yield
        return
    # A descriptor of its own: the driver's may be closed, and its number given to another file.
    with socket.socket(fileno=os.dup(raw.pgconn.socket)) as wire:
        timer = threading.Timer(after_s, _hang_up, [wire])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _hang_up(wire: socket.socket) -> None:
    """End a connection under the thread that waits on it, which then fails as if it had broken."""
    with suppress(OSError):
        wire.shutdown(socket.SHUT_RDWR)


_PAGES: Final = 2000
"""Pages of SQLite that are given back in one transaction."""

_LOCK_NUMBER: Final = 0x6976725F  # "ivr_"
_ALONE: Final = (
    f"SET LOCAL statement_timeout = '{STATEMENT_S}s'; SET LOCAL lock_timeout = '{LOCK_S}s';"
    f" SELECT pg_advisory_xact_lock({_LOCK_NUMBER})"
)
