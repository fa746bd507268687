"""A call can be tied together for as long as it may last, and by nobody after that."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from ivr.journal import Event, Kind
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store
from ivr.journal.store.tables import CALL
from ivr.journal.writing import DatabaseJournal
from ivr.journal.writing.key_file import NAME, KeyFile
from tests.support.processes import wait_until
from tests.support.recording import OSLO

EVENING = dt.datetime(2027, 5, 17, 23, 50, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
HOUR = 60 * MINUTE


class Machine:
    """A journal on a machine whose clock a test turns."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.now = EVENING
        named = {"DATABASE_URL": database} if database else {}
        self.settings = JournalSettings.read(folder, named)
        self.journal = DatabaseJournal(self.settings, OSLO, clock=lambda: self.now)

    def happens(self, call: str) -> None:
        """Have something happen in a call, and be written."""
        self.journal.record(call, self.now, Event(Kind.SILENCE, "asker"))
        wait_until(lambda: not self.journal.status().queued)

    def calls(self) -> int:
        with Store.open(self.settings.database, OSLO).reading() as connection:
            return len(connection.execute(select(CALL.c.id)).all())


@pytest.fixture
def machine(tmp_path: Path, database: str) -> Iterator[Machine]:
    machine = Machine(tmp_path, database)
    yield machine
    machine.journal.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Machine]:
    """One whose keys lie in a file."""
    machine = Machine(tmp_path)
    yield machine
    machine.journal.close()


def test_a_call_over_midnight_is_one_call(machine: Machine) -> None:
    machine.happens("CA1")
    for _ in range(4):
        machine.now += HOUR
        machine.happens("CA1")
    assert machine.calls() == 1


def test_the_key_of_a_day_is_destroyed_and_nothing_leads_back(alone: Machine) -> None:
    alone.happens("CA1")
    keys = keys_of(alone)
    assert [*keys] == ["2027-05-17", "2027-05-18"]
    alone.now += 5 * HOUR  # in the morning, before five
    alone.happens("CA2")
    assert [*keys_of(alone)] == ["2027-05-17", "2027-05-18", "2027-05-19"]
    alone.now += HOUR
    alone.happens("CA3")
    assert [*keys_of(alone)] == ["2027-05-18", "2027-05-19"]
    assert keys_of(alone)["2027-05-18"] == keys["2027-05-18"]
    gone = keys["2027-05-17"]
    for path in alone.settings.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert gone.encode() not in content, path
            assert bytes.fromhex(gone) not in content, path


def test_a_clock_that_is_set_back_loses_no_event(machine: Machine) -> None:
    machine.now += 20 * MINUTE  # the next day
    machine.happens("CA1")
    machine.now -= 25 * HOUR
    machine.happens("CA1")
    machine.now += 25 * HOUR
    machine.happens("CA1")
    assert machine.journal.status().lost == 0
    assert machine.calls() == 2  # the key of the day it was set back to ties nothing of another


def test_only_the_owner_reads_the_keys(alone: Machine) -> None:
    alone.happens("CA1")
    path = alone.settings.folder / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_processes_that_begin_together_have_one_key(tmp_path: Path) -> None:
    """Each place is as a process of its own has it: the lock is the file's, not the program's."""
    together = threading.Barrier(8)

    def begin(_: int) -> bytes:
        together.wait()
        return KeyFile(tmp_path).renew({EVENING.date(): os.urandom(32)})[EVENING.date()]

    with ThreadPoolExecutor(8) as processes:
        assert len(set(processes.map(begin, range(8)))) == 1


def test_a_damaged_file_of_keys_is_replaced(
    alone: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    alone.settings.folder.mkdir()
    for damaged in (b"", b"\0" * 90, b"[]", b'{"2027-05-17": 5}', b'{"2027-05-17": "ab"}'):
        (alone.settings.folder / NAME).write_bytes(damaged)
        kept = KeyFile(alone.settings.folder).renew({EVENING.date(): b"k" * 32})
        assert kept == {EVENING.date(): b"k" * 32}
    assert "keys is damaged" in caplog.text


def test_the_former_file_holds_no_key_where_it_lay(tmp_path: Path) -> None:
    place = KeyFile(tmp_path)
    place.renew({EVENING.date(): b"k" * 32})
    with (tmp_path / NAME).open("rb") as former:
        place.renew({EVENING.date() + dt.timedelta(days=1): b"l" * 32})
        assert not any(former.read())


def test_what_a_killed_process_has_left_is_destroyed_as_well(tmp_path: Path) -> None:
    place, left = KeyFile(tmp_path), tmp_path / f"{NAME}.unfinished"
    for destroy in (place.destroy, lambda: place.renew({EVENING.date(): b"k" * 32})):
        left.write_bytes(b"the keys of some days")
        with left.open("rb") as open_still:
            destroy()
            assert not left.exists()
            assert not any(open_still.read())


def keys_of(machine: Machine) -> dict[str, str]:
    keys: dict[str, str] = json.loads((machine.settings.folder / NAME).read_bytes())
    return keys
