"""What waits on the disk is written later, once and in its order; what cannot be is counted."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from ivr.journal import Event, Kind
from ivr.journal.events import Entry
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store, StoreAwayError
from ivr.journal.store.engine import open_engine
from ivr.journal.writing.caretaker import Caretaker
from ivr.journal.writing.key_file import KeyFile
from ivr.journal.writing.keys import DayKeys
from ivr.journal.writing.queue import Queue, Recorded
from ivr.journal.writing.spool import FOLDER, Batch, Spool
from ivr.journal.writing.writer import Writer
from tests.support.recording import OSLO, kept, losses

NOW: Final = dt.datetime(2027, 5, 17, 12, tzinfo=dt.UTC)


@pytest.fixture
def project(tmp_path: Path) -> JournalSettings:
    return JournalSettings.read(tmp_path, {})


def caretaker(project: JournalSettings) -> Caretaker:
    return Caretaker(
        project.folder,
        project.folder / FOLDER,
        opened=lambda: Store.open(project.database, OSLO),
        days=(30, 1096),
        clock=lambda: NOW,
    )


def left_behind(project: JournalSettings, *batches: Sequence[int]) -> Path:
    """A file as a process leaves it that was killed."""
    spool = Spool.begin(project.folder / FOLDER, "dead")
    for number, batch in enumerate(batches, start=1):
        spool.append(Batch(number, tuple(entry(n) for n in batch)))
    spool.close()
    return spool.path


def entry(number: int) -> Entry:
    event = Event(Kind.REACHED, "asker", at="step", name=str(number))
    return Entry(event, 2_000_000, b"%016d" % (number % 7))


def test_what_the_dead_have_left_is_written(project: JournalSettings) -> None:
    path = left_behind(project, range(50), range(50, 60))
    caretaker(project).turn()
    assert kept(project) == [*range(60)]
    assert not path.exists()


def test_what_was_written_before_the_death_is_not_written_again(project: JournalSettings) -> None:
    left_behind(project, range(50), range(50, 60))
    store = Store.open(project.database, OSLO)
    store.write([entry(n) for n in range(50)], NOW, writer="dead", batch=1)
    caretaker(project).turn()
    assert kept(project) == [*range(60)]


def test_a_line_torn_by_a_power_cut_costs_one_event(project: JournalSettings) -> None:
    path = left_behind(project, range(50))
    path.write_bytes(path.read_bytes()[:-20])
    caretaker(project).turn()
    assert kept(project) == [*range(49)]
    assert losses(project) == {"damaged": 1}


@pytest.mark.parametrize(
    "damage", [b"\0" * 40, b"{}", b"[]", b"\xff", b'{"batch":1,"quarter":1,"kind":"key","n":"1"}']
)
def test_a_damaged_line_costs_itself_alone(project: JournalSettings, damage: bytes) -> None:
    path = left_behind(project, range(50))
    lines = path.read_bytes().splitlines()
    lines[7] = damage
    path.write_bytes(b"\n".join(lines) + b"\n")
    caretaker(project).turn()
    assert kept(project) == [n for n in range(50) if n != 7]
    assert losses(project) == {"damaged": 1}


def test_one_process_of_a_machine_takes_care(project: JournalSettings) -> None:
    first, second = caretaker(project), caretaker(project)
    first.turn()
    path = left_behind(project, range(5))
    second.turn()
    assert path.exists()
    first.end()
    second.turn()
    assert kept(project) == [*range(5)]


def test_calls_are_not_summed_up_while_some_of_their_events_wait(project: JournalSettings) -> None:
    """Their tags are still needed, which go with what is summed up."""
    store = Store.open(project.database, OSLO)
    store.write([entry(1)], NOW - dt.timedelta(hours=3))
    at_work = Spool.begin(project.folder / FOLDER, "alive")
    at_work.append(Batch(1, (entry(8),)))
    keeper = caretaker(project)
    keeper.turn()
    assert store.sum_up(NOW) == 1
    at_work.close()
    keeper.turn()
    assert kept(project) == [1, 8]


class Failing(Store):
    """A real store, whose connection breaks before it has written, or after."""

    def __init__(self, database: str, failures: list[str]) -> None:
        super().__init__(open_engine(database), OSLO)
        self._failures = failures

    def write(
        self, entries: Sequence[Entry], now: dt.datetime, *, writer: str = "", batch: int = 0
    ) -> None:
        failure = self._failures.pop() if self._failures and entries else ""
        if failure == "before":
            raise StoreAwayError("it is gone")
        super().write(entries, now, writer=writer, batch=batch)
        if failure == "after":
            raise StoreAwayError("it is gone")


@tried(max_examples=100, deadline=None)
@given(
    turns=st.lists(st.integers(0, 25), max_size=12),
    failures=st.lists(st.sampled_from(["", "before", "after"]), max_size=20),
    most_bytes=st.sampled_from([0, 2000, 10_000, 10**6]),
    at_the_end=st.booleans(),
)
def test_every_event_is_written_or_waits_or_is_counted_as_lost(
    turns: list[int],
    failures: list[str],
    most_bytes: int,
    at_the_end: bool,  # noqa: FBT001 - drawn
) -> None:
    if most_bytes < 10**6:
        # What finds no room is counted as lost, though a broken connection may have written it.
        failures = [failure for failure in failures if failure != "after"]
    with tempfile.TemporaryDirectory() as name:
        project = JournalSettings.read(Path(name), {})
        queue = Queue(most=20)
        writer = Writer(
            queue,
            DayKeys(),
            project.folder / FOLDER,
            opened=lambda: Failing(project.database, failures),
            places=[KeyFile(project.folder)],
            clock=lambda: NOW,
            most_bytes=most_bytes,
        )
        recorded = 0
        for n in turns:
            for number in range(recorded, recorded + n):
                event = Event(Kind.REACHED, "asker", at="step", name=str(number))
                queue.put(Recorded(f"CA{number % 7}", 2_000_000, (event,)))
            recorded += n
            writer._look_at = 0.0  # as if some seconds had passed
            writer.turn()
        if at_the_end:
            writer.rescue()
        writer.end(0.0)
        failures.clear()
        caretaker(project).turn()
        numbers = kept(project)
        assert len(numbers) == len(set(numbers))
        assert len(numbers) + sum(losses(project).values()) == recorded
        assert len(queue) == 0
