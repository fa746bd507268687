"""The journal that a server keeps, from a call's turn to the database."""

from __future__ import annotations

import datetime as dt
import os
import weakref
from zoneinfo import ZoneInfo

from ivr.journal.events import Event, Kind, quarter
from ivr.journal.port import Status
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store
from ivr.journal.writing.caretaker import Caretaker, Watching
from ivr.journal.writing.held import Held
from ivr.journal.writing.key_file import KeyFile
from ivr.journal.writing.keys import DayKeys, KeyPlace
from ivr.journal.writing.process import Process
from ivr.journal.writing.queue import Queue, Recorded
from ivr.journal.writing.shared_keys import SharedKeys
from ivr.journal.writing.spool import FOLDER, spooled
from ivr.journal.writing.writer import Clock, Writer


def open_journal(
    settings: JournalSettings, zone: ZoneInfo, watch: Watching | None = None
) -> DatabaseJournal:
    """Return a journal that is kept in a database; it is not reached for before it begins.

    ``zone`` is the hotline's; ``watch`` looks once a minute, at the time of the machine's
    clock, in one process of the machine.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     settings = JournalSettings.read(Path(folder), {})
    ...     journal = open_journal(settings, ZoneInfo("Europe/Oslo"))
    ...     journal.record("CA1", dt.datetime.now(dt.UTC), Event(Kind.ANSWERED, "asker"))
    ...     journal.close()
    ...     journal.status()
    Status(state='writing', queued=0, spooled=0, lost=0, reason='')
    """
    return DatabaseJournal(settings, zone, watch=watch)


def _wall_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class DatabaseJournal:
    """Keeps events in a database, and on the disk while that is away.

    It can be made before a server forks: every process that records has a queue, threads and
    connections of its own, and one that only forks has none. A ``clock`` is the machine's.
    """

    def __init__(
        self,
        settings: JournalSettings,
        zone: ZoneInfo,
        *,
        clock: Clock = _wall_clock,
        watch: Watching | None = None,
    ) -> None:
        self._settings = settings
        self._zone = zone
        self._clock = clock
        self._watch = watch
        self._spools = settings.folder / FOLDER
        self._held = Held()
        self.start_over()
        _open.add(self)

    def start_over(self) -> None:
        """Have nothing in memory: a forked process leaves its parent's events to the parent."""
        self._keys = DayKeys()
        queue = Queue(self._held)
        writer = Writer(
            queue,
            self._keys,
            self._spools,
            opened=self._store,
            places=self._places(),
            clock=self._clock,
        )
        caretaker = Caretaker(
            self._settings.folder,
            self._spools,
            opened=self._store,
            days=(self._settings.event_days, self._settings.sum_days),
            clock=self._clock,
            watch=self._watch,
        )
        self._process = Process(queue, writer, caretaker)

    def begin(self) -> None:
        """Begin to write in this process; the first event does so too."""
        self._process.begin()

    def record(self, call: str, now: dt.datetime, *events: Event, probe: bool = False) -> None:
        """Keep what happened in a call, in its order; ``call`` does not leave the memory."""
        process = self._process
        process.queue.put(Recorded(call, quarter(now), events, probe))
        if not process.has_begun:
            process.begin()

    def count(self, kind: Kind) -> None:
        """Keep that something happened outside any call; many alike become one event."""
        process = self._process
        process.queue.count(kind, quarter(self._clock()))
        if not process.has_begun:
            process.begin()

    def log_tag(self, call: str) -> str:
        """Return what a call's lines in the log have in common; empty while no key is held."""
        return self._keys.log_tag(call, self._clock())

    def status(self) -> Status:
        """Return how the journal fares in this process."""
        queue, writer = self._process.queue, self._process.writer
        return Status(
            state="spooling" if writer.away else "writing",
            queued=len(queue),
            spooled=spooled(self._spools),
            lost=(writer.lost + queue.lost).total(),
            reason=writer.away,
        )

    def close(self) -> None:
        """Write or spool what is queued, within seconds."""
        self._process.end()

    def _store(self) -> Store:
        return Store.open(self._settings.database, self._zone)

    def _places(self) -> tuple[KeyPlace, ...]:
        file = KeyFile(self._settings.folder)
        if self._settings.database.startswith("sqlite"):
            return (file,)
        return SharedKeys(self._store), file


_open: weakref.WeakSet[DatabaseJournal] = weakref.WeakSet()


def _in_child() -> None:
    for journal in list(_open):
        journal.start_over()


os.register_at_fork(after_in_child=_in_child)
