"""The thread of a process that writes: into the database, or onto the disk while that is away."""

from __future__ import annotations

import datetime as dt
import logging
import math
import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from ivr.journal.events import Entry, coarse
from ivr.journal.store import Store, StoreAwayError
from ivr.journal.writing.keys import DayKeys, KeyPlace
from ivr.journal.writing.queue import Queue, Recorded
from ivr.journal.writing.spool import MOST_BYTES, RESCUED, Batch, Spool, SpoolFullError

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
REFUSED: Final = "refused"

LOSSES_BYTES: Final = 4096
"""Over the bound of what waits on the disk, for the count of what found no room there."""

log = logging.getLogger("ivr")

Clock = Callable[[], dt.datetime]


def write_batch(store: Store, batch: Batch, writer: str, now: dt.datetime) -> Counter[str]:
    """Write a batch of a process; return what is lost with it, by the reason.

    Raises:
        StoreAwayError: The database cannot be used.
    """
    try:
        store.write(batch.entries, now, writer=writer if batch.number else "", batch=batch.number)
    except StoreAwayError:
        raise
    except Exception:
        # Whatever it is, it must not hold up all that comes after.
        log.exception("The journal's database does not take what has happened.")
        return batch.lost + Counter({REFUSED: events_in(batch)})
    return batch.lost


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
        opened: Callable[[], Store],
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
        self._in_hand: deque[Batch] = deque()
        self._store: Store | None = None
        self._spool: Spool | None = None
        self._later = 0
        self._told: Counter[str] = Counter()
        self._look_at = self._renew_at = 0.0
        self._pause_s = FIRST_LOOK_S

    def turn(self) -> None:
        """Keep everything that is queued, and write what waits if that can be."""
        if time.monotonic() >= self._look_at:
            self._queue.bury()
            self._catch_up()
        self._empty_queue()
        self._tell_losses()

    def end(self, latest: float) -> None:
        """Write what is queued until a moment of the monotonic clock, and put the rest aside."""
        self._empty_queue(latest)
        self._tell_losses()
        if untold := self._untold():
            try:
                self._put_aside(Batch(0, (), untold), self._most_bytes + LOSSES_BYTES)
            except (OSError, SpoolFullError):
                log.warning("Lost, and not even counted in the journal: %s.", dict(untold))
        if self._spool is not None:
            self._spool.close() if self._spool else self._spool.remove()
        if self._store is not None:
            self._store.close()

    def rescue(self) -> None:
        """Put everything aside from another thread, when this one waits for the database too long.

        It may yet get through with what it has in hand: the database takes no batch twice.
        """
        left = [*self._in_hand, *self._batches_of(self._queue.take())]
        if left:
            spool = Spool.begin(self._spools, f"{self._name}{RESCUED}")
            for batch in left:
                spool.append(batch, self._most_bytes)
            spool.close()
            self._queue.done(len(self._queue))

    def _empty_queue(self, latest: float = math.inf) -> None:
        now = self._clock()
        if time.monotonic() >= self._renew_at or not self._keys.cover(now):
            self._keys.renew(now, *self._places)
            self._renew_at = time.monotonic() + RENEW_S
        self._in_hand.extend(self._batches_of(self._queue.take()))
        while self._in_hand:
            if time.monotonic() > latest:
                self.away = self.away or "the process ends"
            batch = self._in_hand[0]
            self._keep(batch)
            self._in_hand.popleft()
            self._queue.done(len(batch.entries))

    def _batches_of(self, recorded: Sequence[Recorded]) -> Iterator[Batch]:
        now = self._clock()
        entries = (
            Entry(coarse(event), one.quarter, *self._keys.tags(one.call, now), one.probe)
            for one in recorded
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
            self.lost[SPOOL_FULL] += events_in(batch)
        except OSError:
            self.lost[SPOOL_FAILED] += events_in(batch)

    def _put_aside(self, batch: Batch, most: int) -> None:
        if self._spool is None or not (self._spool or self._spool.is_there):
            self._spool = Spool.begin(self._spools, self._name)
        self._spool.append(batch, most)

    def _write(self, batch: Batch) -> None:
        if self._store is None:
            self._store = self._opened()
        self.lost += write_batch(self._store, batch, self._name, self._clock())

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
        if self.away or self._store is None:
            return
        try:
            for reason, n in self._untold().items():
                self._store.lose(reason, n)
                self._told[reason] += n
        except StoreAwayError as error:
            self._miss(error)


def events_in(batch: Batch) -> int:
    """Return how many events a batch holds; those that were counted together each by itself."""
    return sum(entry.event.n for entry in batch.entries)
