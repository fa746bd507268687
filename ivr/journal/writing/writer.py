"""The thread of a process that writes: into the database, or onto the disk while that is away."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

from ivr.journal.events import Entry
from ivr.journal.store.away import StoreAwayError
from ivr.journal.writing.keys import DayKeys, KeyPlace
from ivr.journal.writing.queue import Queue
from ivr.journal.writing.spool import MOST_BYTES, Batch, Spool, SpoolFullError

BATCH: Final = 1000
"""Events that are written together at most."""

DRAIN_S: Final = 1.0
"""How long what waits on the disk is written before the queue is looked at again."""

RENEW_S: Final = 300.0
"""How often the keys are read again."""

FIRST_LOOK_S: Final = 1.0
LOOK_S: Final = 15.0
"""How soon a database that is away is looked for, and how often it is looked at after that."""

SPOOL_FULL: Final = "spool-full"
SPOOL_FAILED: Final = "spool-failed"

log = logging.getLogger("ivr")

Clock = Callable[[], dt.datetime]


class Database(Protocol):
    """What is asked of the journal's store; each raises StoreAwayError when it cannot be used."""

    def write(self, entries: Sequence[Entry], now: dt.datetime) -> None:
        """Write entries together, unless that batch of that writer has been written already."""

    def lose(self, reason: str, n: int) -> None:
        """Add to what could not be kept."""

    def close(self) -> None:
        """End its connections."""


class Writer:
    """Takes what is queued, for as long as the process lives.

    Attributes:
        away: Why the database cannot be used; empty while it can.
        lost: How many events could not be kept, by the reason.
    """

    def __init__(
        self,
        queue: Queue,
        keys: DayKeys,
        spools: Path,
        *,
        opened: Callable[[], Database],
        places: Sequence[KeyPlace],
        clock: Clock,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.away = ""
        self.lost: Counter[str] = Counter()
        self._queue = queue
        self._keys = keys
        self._spools = spools
        self._opened = opened
        self._places = places
        self._clock = clock
        self._most_bytes = most_bytes
        self._name = secrets.token_hex(8)
        self._batches = 0
        self._database: Database | None = None
        self._spool: Spool | None = None
        self._later = 0
        self._told: Counter[str] = Counter()
        self._look_at = self._renew_at = 0.0
        self._pause_s = FIRST_LOOK_S

    def turn(self) -> None:
        """Keep everything that is queued, and write what waits if that can be."""
        if time.monotonic() >= self._look_at:
            self._catch_up()
        for batch in self._taken():
            self._keep(batch)
            self._queue.done(len(batch.entries))
        self._tell_losses()

    def end(self, latest: float) -> None:
        """Keep what is queued until a moment of the monotonic clock, and have the rest wait."""
        for batch in self._taken():
            if time.monotonic() > latest:
                self.away = self.away or "the process ends"
            self._keep(batch)
            self._queue.done(len(batch.entries))
        self._tell_losses()
        if untold := self._untold():
            with suppress(OSError, SpoolFullError):
                self._put_aside(Batch(0, (), untold), most=2 * self._most_bytes)
        if self._spool is not None:
            self._spool.close() if self._spool else self._spool.remove()
        if self._database is not None:
            self._database.close()

    def _taken(self) -> Iterator[Batch]:
        now = self._clock()
        if time.monotonic() >= self._renew_at or not self._keys.cover(now):
            self._keys.renew(now, *self._places)
            self._renew_at = time.monotonic() + RENEW_S
        entries = (
            Entry(event, one.quarter, *self._keys.tags(one.call, now), one.probe)
            for one in self._queue.take()
            for event in one.events
        )
        while together := tuple(islice(entries, BATCH)):
            self._batches += 1
            yield Batch(self._batches, together)

    def _keep(self, batch: Batch) -> None:
        """Write a batch, unless others wait before it or the database is away."""
        if not self.away and not self._spool:
            try:
                self._write(batch)
            except StoreAwayError as error:
                self._miss(error)
            else:
                return
        try:
            self._put_aside(batch, self._most_bytes)
        except SpoolFullError:
            self.lost[SPOOL_FULL] += _events(batch)
        except OSError:
            self.lost[SPOOL_FAILED] += _events(batch)

    def _put_aside(self, batch: Batch, most: int) -> None:
        if self._spool is None or not (self._spool or self._spool.is_there):
            self._spool = Spool.begin(self._spools, self._name)
        self._spool.append(batch, most)

    def _write(self, batch: Batch) -> None:
        if self._database is None:
            self._database = self._opened()
        self._database.write(batch.entries, self._clock())

    def _catch_up(self) -> None:
        """Write what waits, in its order; without any, see whether the database is there."""
        latest = time.monotonic() + DRAIN_S
        try:
            if not self._spool:
                self._write(Batch(0, ()))
            while self._spool and (batch := self._spool.first()):
                self._write(batch)
                self._spool.written(batch)
                self._later += len(batch.entries)
                self.lost += batch.lost
                if time.monotonic() > latest:
                    return
        except StoreAwayError as error:
            self._miss(error)
            return
        self._look_at = time.monotonic() + LOOK_S
        if self.away:
            log.warning(
                "The journal's database is back; %d events were written later.", self._later
            )
            self.away, self._later, self._pause_s = "", 0, FIRST_LOOK_S

    def _miss(self, error: StoreAwayError) -> None:
        if not self.away:
            log.warning("The journal's database is away: %s. Calls go on without it.", error)
        self.away = str(error)
        self._look_at = time.monotonic() + self._pause_s
        self._pause_s = min(2 * self._pause_s, LOOK_S)

    def _untold(self) -> Counter[str]:
        """Return what was lost and the database has not been told."""
        return self.lost + self._queue.lost - self._told

    def _tell_losses(self) -> None:
        if self.away or self._database is None:
            return
        try:
            for reason, n in self._untold().items():
                self._database.lose(reason, n)
                self._told[reason] += n
        except StoreAwayError as error:
            self._miss(error)


def _events(batch: Batch) -> int:
    return sum(entry.event.n for entry in batch.entries)
