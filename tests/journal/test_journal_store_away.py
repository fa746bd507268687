"""A database that cannot be used says why within seconds, without its password, and comes back."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import resource
import signal
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.journal.events import Entry, Event, Kind
from ivr.journal.store import Store, StoreAwayError
from ivr.journal.store.away import AWAY, DAMAGED, shown
from ivr.journal.store.survey import survey
from tests.support.postgres import Postgres, postgres_server

OSLO = ZoneInfo("Europe/Oslo")
NOON = dt.datetime(2027, 5, 17, 12, tzinfo=dt.UTC)
ENTRY = Entry(Event(Kind.REFUSED), 5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def lite(path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{path}", OSLO)
    yield store
    store.close()


@pytest.fixture(scope="module")
def own() -> Iterator[Postgres]:
    """A server that no other test looks at."""
    with postgres_server() as server:
        yield server


def refused(store: Store, entries: Sequence[Entry] = (ENTRY,)) -> StoreAwayError:
    with pytest.raises(StoreAwayError) as error:
        store.write(entries, NOON)
    return error.value


def test_a_locked_file_is_told_and_used_again(lite: Store, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refused(lite).reason == "it is locked"
        other.execute("ROLLBACK")
    lite.write([ENTRY], NOON)


def test_a_file_that_is_being_written_can_be_read(lite: Store, path: Path) -> None:
    lite.write([ENTRY], NOON)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with lite.reading() as connection:
            assert survey(connection, OSLO).events == 1


def test_a_full_disk_is_told_and_nothing_of_the_batch_is_kept(lite: Store, path: Path) -> None:
    lite.write([ENTRY], NOON)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        told = pool.submit(_write_much, f"sqlite:///{path}", 2**18).result()
    assert told in ("its disk is full", "its file cannot be used")
    with lite.reading() as connection:
        assert connection.exec_driver_sql("SELECT sum(n) FROM event").scalar() == 1


def _write_much(database: str, limit: int) -> str:
    """Write more than files may hold, and return what came of it."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    store = Store.open(database, OSLO)
    many = [Entry(Event(Kind.REFUSED, name="n" * 100), 5)] * 5000
    return refused(store, many).reason


def test_a_damaged_file_is_told_as_such(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to look like one" * 100)
    with pytest.raises(StoreAwayError) as error:
        Store.open(f"sqlite:///{path}", OSLO)
    assert error.value.code == DAMAGED


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreAwayError, match="its folder cannot be used"):
        Store.open(f"sqlite:///{tmp_path}/file/journal.sqlite", OSLO)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://ivr:se/cret@127.0.0.1:x/journal",
        "postgresql+psycopg://ivr:secret@127.0.0.1:secret/journal",
        "postgresql+psycopg://ivr:secret@127.0.0.1:1/journal?sslmode=secret",
        "postgresql+psycopg://ivr:secret@127.0.0.1:1/journal",
        "postgresql+psycopg://ivr:secret@no-such-host.invalid/journal",
    ],
)
def test_no_reason_repeats_a_password(address: str) -> None:
    with pytest.raises(StoreAwayError) as error:
        Store.open(address, OSLO)
    told = str(error.value) + str(error.value.problem(address))
    assert "cret" not in told
    assert error.value.__context__ is None or error.value.__suppress_context__


def test_a_wrong_password_and_a_missing_database_are_told(postgres: Postgres) -> None:
    name = postgres.database().rpartition("/")[2]
    with pytest.raises(StoreAwayError, match="refuses the user or the password") as error:
        Store.open(postgres.address(name, password="other"), OSLO)
    assert error.value.code == AWAY
    with pytest.raises(StoreAwayError, match="no database of that name") as error:
        Store.open(postgres.address("no_such"), OSLO)
    assert error.value.code == AWAY


def test_a_server_that_is_killed_is_used_again_when_it_is_back(own: Postgres) -> None:
    store = Store.open(own.database(), OSLO)
    store.write([ENTRY], NOON)
    own.kill()
    assert refused(store).reason == "nobody answers at its address"
    own.start()
    store.write([ENTRY], NOON)
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT sum(n) FROM event").scalar() == 2
    store.close()


def test_a_server_that_hangs_is_given_up(own: Postgres) -> None:
    store = Store.open(own.database(), OSLO)
    own.send(signal.SIGSTOP)
    try:
        assert refused(store).code == AWAY
    finally:
        own.send(signal.SIGCONT)
    store.write([ENTRY], NOON)
    store.close()


def test_a_server_that_hangs_in_a_transaction_is_given_up(own: Postgres) -> None:
    store = Store.open(own.database(), OSLO)
    try:
        with pytest.raises(StoreAwayError):
            hang_in(store, own)
    finally:
        own.send(signal.SIGCONT)
    store.write([ENTRY], NOON)
    store.close()


def hang_in(store: Store, server: Postgres) -> None:
    with store._writing() as connection:
        server.send(signal.SIGSTOP)
        connection.exec_driver_sql("SELECT 1")


def test_a_writer_that_another_keeps_waiting_gives_up(postgres: Postgres) -> None:
    database = postgres.database()
    one, two = Store.open(database, OSLO), Store.open(database, OSLO)
    with one._writing():
        assert refused(two).reason == "it is locked"
    two.write([ENTRY], NOON)
    one.close()
    two.close()


def test_an_address_is_shown_without_what_it_keeps_secret() -> None:
    assert "secret" not in shown("postgres://ivr:secret@db/x?sslpassword=secret")
    assert shown("no address: secret") == "DATABASE_URL"
