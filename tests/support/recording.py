"""Recording in a journal as a server's worker does, here or in a process of its own.

`python -m tests.support.recording FOLDER DATABASE` obeys a line of its standard input at a time,
and answers with its journal's status: `record 100` events, `wait` until none is queued, `limit
BYTES` of any file it writes, `fork 3` children that record seven events each, `kill 3` such
children before they have written, `close`.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ivr.journal import Event, Journal, Kind, Status
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store
from ivr.journal.store.tables import EVENT, LOSS
from ivr.journal.writing import open_journal
from tests.support.processes import Process, started

OSLO = ZoneInfo("Europe/Oslo")
NOON = dt.datetime(2027, 5, 17, 12, tzinfo=OSLO)
CALLS = 7
ROOT = Path(__file__).parents[2]


def record(journal: Journal, numbers: Iterable[int]) -> None:
    """Record events of a few calls by turns, each named by a number."""
    for number in numbers:
        event = Event(Kind.REACHED, "asker", at="step", name=str(number))
        journal.record(f"CA{number % CALLS:032}", NOON, event)


def kept(settings: JournalSettings) -> list[int]:
    """The numbers of the events that are kept; those of a call are together and in their order."""
    calls: dict[int, list[int]] = {}
    with Store.open(settings.database, OSLO).reading() as connection:
        for call, name in connection.execute(
            select(EVENT.c.call, EVENT.c.name).order_by(EVENT.c.id)
        ):
            calls.setdefault(call, []).append(int(name))
    for numbers in calls.values():
        assert len({number % CALLS for number in numbers}) == 1, "two calls were taken for one"
        assert numbers == sorted(numbers), "the order within a call is lost"
    assert len(calls) <= CALLS, "one call was taken for two"
    return sorted(number for numbers in calls.values() for number in numbers)


def losses(settings: JournalSettings) -> dict[str, int]:
    """What the database knows to be lost, by the reason."""
    with Store.open(settings.database, OSLO).reading() as connection:
        return {row.reason: row.n for row in connection.execute(select(LOSS))}


@dataclass(frozen=True)
class Recorder:
    """A process that records when it is told to."""

    process: Process

    def tell(self, command: str) -> Status:
        """Have it do something, and return the status of its journal after that."""
        said = len(self.process.out.splitlines())
        assert self.process.popen.stdin is not None
        self.process.popen.stdin.write(command.encode() + b"\n")
        self.process.popen.stdin.flush()
        self.process.until(lambda: self.process.out.count("\n") > said)
        return Status(**json.loads(self.process.out.splitlines()[said]))


@contextmanager
def recorder(settings: JournalSettings) -> Iterator[Recorder]:
    """Start a process that records."""
    command = (sys.executable, "-m", __name__, str(settings.folder), settings.database)
    with started(*command, stdin=subprocess.PIPE, cwd=ROOT) as process:
        yield Recorder(process)


def main(folder: str, database: str) -> None:
    """Obey."""
    journal = open_journal(JournalSettings(Path(folder), database), OSLO)
    numbers = count()
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "record":
            record(journal, islice(numbers, int(argument)))
        elif command == "wait":
            while journal.status().queued:
                time.sleep(0.01)
        elif command == "limit":
            _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(argument), most))
        elif command in ("fork", "kill"):
            for _ in range(int(argument)):
                _fork(journal, islice(numbers, CALLS), is_killed=command == "kill")
        elif command == "close":
            journal.close()
        sys.stdout.write(json.dumps(asdict(journal.status())) + "\n")
        sys.stdout.flush()


def _fork(journal: Journal, numbers: Iterable[int], *, is_killed: bool) -> None:
    if (child := os.fork()) == 0:
        record(journal, numbers)
        if is_killed:
            os.kill(os.getpid(), signal.SIGKILL)
        sys.exit()
    os.waitpid(child, 0)
    for _ in numbers:
        pass  # these were the child's


if __name__ == "__main__":
    main(*sys.argv[1:])
