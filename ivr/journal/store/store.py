"""The journal's database, as those who write it and read it see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from ivr.journal.events import Entry, quarter
from ivr.journal.store import keys, purging
from ivr.journal.store.away import StoreAwayError, as_away
from ivr.journal.store.calls import CHUNK
from ivr.journal.store.engine import (
    file_of,
    give_back,
    insert_into,
    open_engine,
    reading,
    rewrite,
    writing,
)
from ivr.journal.store.entries import is_new, write_entries
from ivr.journal.store.purging import Condition, Purged
from ivr.journal.store.schema import make_ready
from ivr.journal.store.sums import sum_some
from ivr.journal.store.tables import LOSS


class Store:
    """A database that is open: whatever it refuses comes as `StoreAwayError`, within seconds.

    After a failure the tables are looked at anew, so that a file that was taken away, or a server
    that has come back empty, is used from the next call on. Threads and forked processes may share
    a store; it holds no connection between two calls.

    >>> import tempfile
    >>> from ivr.journal.events import Event, Kind
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = Store.open(f"sqlite:///{folder}/journal.sqlite", ZoneInfo("Europe/Oslo"))
    ...     now = dt.datetime(2027, 5, 17, 12, tzinfo=dt.UTC)
    ...     event = Event(Kind.ANSWERED, "vestby", "shared", at="languages")
    ...     store.write([Entry(event, quarter(now), b"t" * 16)], now)
    ...     store.sum_up(now), store.sum_up(now + dt.timedelta(hours=1))
    (0, 1)
    """

    def __init__(self, engine: Engine, zone: ZoneInfo, *, make: bool = True) -> None:
        self.zone: Final = zone
        self.engine: Final = engine
        self._make = make
        self._is_ready = False

    @classmethod
    def open(cls, database: str, zone: ZoneInfo, *, make: bool = True) -> Store:
        """Return the store at an address, its tables made or brought up to date.

        Args:
            database: The address, as SQLAlchemy has it.
            zone: The hotline's time zone, whose days and hours are summed.
            make: Whether to make what is not there; a reader does not.

        Raises:
            StoreAwayError: It cannot be used, or is of a newer version than this program.
        """
        with as_away():
            store = cls(open_engine(database), zone, make=make)
            store._prepare()
        return store

    def write(
        self, entries: Sequence[Entry], now: dt.datetime, *, writer: str = "", batch: int = 0
    ) -> None:
        """Write entries in one transaction: all of them, or none and StoreAwayError.

        A ``writer`` numbers its batches from 1 on, for it cannot know whether one was written whose
        answer was lost with the connection: a batch that was is not written again.
        """
        with self._writing() as connection:
            if not writer or is_new(connection, writer, batch, quarter(now)):
                write_entries(connection, entries, quarter(now), self.zone)

    def sum_up(self, now: dt.datetime) -> int:
        """Add the calls that are over to the sums of their days; return how many."""
        summed = 0
        while True:
            with self._writing() as connection:
                some = sum_some(connection, quarter(now), self.zone)
            summed += some
            if some < CHUNK:
                return summed

    def purge(self, now: dt.datetime, event_days: int, sum_days: int) -> Purged:
        """Take away events and sums that are older than so many days, and the tags of calls."""
        return self.take(now, purging.older(now, self.zone, event_days, sum_days))

    def take(self, now: dt.datetime, which: Condition) -> Purged:
        """Take away what is chosen, and give its room back to the disk where that takes no time."""
        purged = purging.purge(self._writing, now, which)
        if purged != Purged():
            self.give_back()
        return purged

    def give_back(self) -> None:
        """Give the room of what was taken away back to the disk, little at a time (SQLite)."""
        if (path := file_of(self.engine)) is not None:
            with self._telling():
                give_back(path)

    def rewrite(self) -> None:
        """Write PostgreSQL's tables anew without what was taken away; nobody writes meanwhile.

        It does so by itself in time, and then keeps the room for what is to come.
        """
        if file_of(self.engine) is None:
            with self._telling():
                rewrite(self.engine)

    def lose(self, reason: str, n: int) -> None:
        """Count events that could not be kept, by the reason."""
        with self._writing() as connection:
            row = insert_into(LOSS, connection).values(reason=reason[:32], n=n)
            more = {"n": LOSS.c.n + row.excluded.n}
            connection.execute(row.on_conflict_do_update(index_elements=["reason"], set_=more))

    def read_keys(self) -> dict[dt.date, bytes]:
        """Return the keys of the days; on PostgreSQL alone."""
        with self.reading() as connection:
            return keys.read_keys(connection)

    def keep_keys(self, wanted: Mapping[dt.date, bytes]) -> dict[dt.date, bytes]:
        """Keep the keys of the wanted days alone, and return them.

        A day that another machine has made a key for keeps that one; on PostgreSQL alone.
        """
        with self._writing() as connection:
            return keys.keep_keys(connection, wanted)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read with, which sees one state of the database."""
        with self._telling(), reading(self.engine) as connection:
            yield connection

    def close(self) -> None:
        """Let go of it."""
        self.engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._telling(), writing(self.engine) as connection:
            yield connection

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            with as_away():
                self._prepare()
                yield
        except StoreAwayError:
            self._is_ready = False
            raise

    def _prepare(self) -> None:
        if not self._is_ready:
            make_ready(self.engine, make=self._make)
            self._is_ready = True
