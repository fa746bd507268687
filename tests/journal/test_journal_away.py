"""While the database is away calls go on, and nothing is missing afterwards but what is counted."""

from __future__ import annotations

import logging
import shutil
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import pytest

from ivr.journal import Status
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store
from ivr.journal.writing import DatabaseJournal, open_journal
from tests.support.meanwhile import meanwhile
from tests.support.postgres import Postgres, postgres_server
from tests.support.processes import wait_until
from tests.support.recording import OSLO, kept, losses, record, recorder


@pytest.fixture
def settings(tmp_path: Path) -> JournalSettings:
    return JournalSettings.read(tmp_path, {})


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server that may be killed."""
    with postgres_server() as server:
        yield server


@contextmanager
def locked(settings: JournalSettings) -> Iterator[None]:
    """Have somebody else write into the database, and not come to an end."""
    with closing(sqlite3.connect(settings.folder / "journal.sqlite")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def recording(journal: DatabaseJournal, numbers: Iterator[int]) -> Iterator[None]:
    """Record without a pause for as long as the block lasts."""

    def work(over: threading.Event) -> None:
        while not over.wait(0.002):
            record(journal, [next(numbers)])

    with meanwhile(work):
        yield


def aside(status: Status) -> bool:
    """Tell whether the database is found to be away, and all that was queued is on the disk."""
    return status.state == "spooling" and not status.queued


def back(status: Status) -> bool:
    return status.state == "writing" and not status.queued and not status.spooled


def test_a_locked_database_gets_everything_later(
    settings: JournalSettings, caplog: pytest.LogCaptureFixture
) -> None:
    journal = open_journal(settings, OSLO)
    record(journal, range(100))
    wait_until(lambda: journal.status().queued == 0)
    with caplog.at_level(logging.INFO, logger="ivr"):
        with locked(settings):
            record(journal, range(100, 200))
            wait_until(lambda: aside(journal.status()))
            assert journal.status().reason == "it is locked"
            assert journal.status().spooled > 0
            record(journal, range(200, 300))
        wait_until(lambda: back(journal.status()))
    record(journal, range(300, 400))
    journal.close()
    assert kept(settings) == [*range(400)]
    assert [line for line in caplog.messages if "database" in line] == [
        "The journal's database is away: it is locked. Calls go on without it.",
        "The journal's database is back; 200 events were written later.",
    ]


def test_a_folder_that_is_taken_away_is_made_again(settings: JournalSettings) -> None:
    journal = open_journal(settings, OSLO)
    record(journal, range(10))
    wait_until(lambda: journal.status().queued == 0)
    shutil.rmtree(settings.folder)
    record(journal, range(10, 20))
    wait_until(lambda: back(journal.status()))
    journal.close()
    assert kept(settings) == [*range(10, 20)]


def test_where_nothing_can_be_written_the_loss_is_counted(settings: JournalSettings) -> None:
    settings.folder.write_text("no folder")
    journal = open_journal(settings, OSLO)
    record(journal, range(30))
    wait_until(lambda: journal.status().lost == 30)
    settings.folder.unlink()
    wait_until(lambda: back(journal.status()))
    record(journal, range(30, 40))
    journal.close()
    assert kept(settings) == [*range(30, 40)]
    assert losses(settings) == {"spool-failed": 30}


def test_a_full_disk_costs_what_is_counted(settings: JournalSettings) -> None:
    with recorder(settings) as process:
        process.tell("record 10")
        process.tell("wait")
        process.tell("limit 300000")
        process.tell("record 20000")
        assert process.tell("wait").state == "spooling"
        process.tell("limit -1")
        process.process.until(lambda: back(process.tell("status")))
        status = process.tell("close")
    assert 0 < status.lost < 20000
    assert len(kept(settings)) + status.lost == 20010
    assert losses(settings) == {"spool-failed": status.lost}


def test_a_killed_process_leaves_what_waits_to_the_next(settings: JournalSettings) -> None:
    Store.open(settings.database, OSLO).close()
    with locked(settings):
        with recorder(settings) as process:
            process.tell("record 2500")
            process.tell("wait")
            process.process.send(signal.SIGKILL)
            process.process.finished()
        assert kept(settings) == []
    journal = open_journal(settings, OSLO)
    journal.begin()
    wait_until(lambda: back(journal.status()))
    journal.close()
    assert kept(settings) == [*range(2500)]


def test_a_killed_server_misses_nothing(server: Postgres, tmp_path: Path) -> None:
    settings = JournalSettings(tmp_path, server.database())
    journal, numbers = open_journal(settings, OSLO), count()
    with recording(journal, numbers):
        for _ in range(3):
            written = Written(settings)
            wait_until(written.more)
            server.kill()
            wait_until(lambda: journal.status().spooled)
            server.start()
            wait_until(lambda: journal.status().state == "writing")
    journal.close()
    assert kept(settings) == [*range(next(numbers))]
    assert not journal.status().lost


def test_a_server_that_does_not_answer_misses_nothing(server: Postgres, tmp_path: Path) -> None:
    settings = JournalSettings(tmp_path, server.database())
    journal, numbers = open_journal(settings, OSLO), count()
    with recording(journal, numbers):
        wait_until(Written(settings).more)
        server.send(signal.SIGSTOP)
        try:
            wait_until(lambda: journal.status().spooled)
        finally:
            server.send(signal.SIGCONT)
        wait_until(lambda: journal.status().state == "writing")
    journal.close()
    assert kept(settings) == [*range(next(numbers))]
    assert not journal.status().lost


def test_an_end_does_not_wait_for_a_server_that_does_not_answer(
    server: Postgres, tmp_path: Path
) -> None:
    settings = JournalSettings(tmp_path, server.database())
    with recorder(settings) as process:
        process.tell("record 10")
        process.tell("wait")
        server.send(signal.SIGSTOP)
        try:
            process.tell("record 3000")
            process.process.close_input()
            process.process.finished()
        finally:
            server.send(signal.SIGCONT)
    journal = open_journal(settings, OSLO)
    journal.begin()
    wait_until(lambda: back(journal.status()))
    journal.close()
    assert kept(settings) == [*range(3010)]


class Written:
    """Events that are in the database, and those that come."""

    def __init__(self, settings: JournalSettings) -> None:
        Store.open(settings.database, OSLO).close()
        self._settings = settings
        self._before = len(kept(settings))

    def more(self) -> bool:
        """Tell whether there are more than there were."""
        return len(kept(self._settings)) > self._before
