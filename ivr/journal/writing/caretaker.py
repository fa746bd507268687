"""What one process of a machine does for all: sums, an end to what is old, what the dead left."""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from ivr.files import make_private
from ivr.journal.store import Store, StoreAwayError
from ivr.journal.writing.locks import lock_if_free
from ivr.journal.writing.spool import SUFFIX, Spool, spooled
from ivr.journal.writing.writer import write_batch

LOCK: Final = "caretaker.lock"

PURGE_S: Final = 3600.0
"""How often what is old is taken away."""

log = logging.getLogger("ivr")


class Watching(Protocol):
    """What looks whether the hotline is well, as the alarms do."""

    def look(self, now: dt.datetime) -> None:
        """Look once."""

    def end(self) -> None:
        """Finish what is begun, within seconds."""


class Caretaker:
    """Does its turn once a minute, in whichever process has the lock; the others look on.

    ``watch`` looks last in every turn.
    """

    def __init__(
        self,
        folder: Path,
        spools: Path,
        *,
        opened: Callable[[], Store],
        days: tuple[int, int],
        clock: Callable[[], dt.datetime],
        watch: Watching | None = None,
    ) -> None:
        self._folder = folder
        self._spools = spools
        self._opened = opened
        self._days = days
        self._clock = clock
        self._watch = watch
        self._lock: int | None = None
        self._purge_at = 0.0

    def turn(self) -> None:
        """Do what is due, if no other process of this machine does."""
        if not self._has_lock():
            return
        try:
            store = self._opened()
        except StoreAwayError:
            pass  # which the writer tells of
        else:
            try:
                self._look_after(store)
            except StoreAwayError as error:
                log.info("The journal is not looked after now: %s.", error)
            finally:
                store.close()
        if self._watch is not None:
            self._watch.look(self._clock())

    def end(self) -> None:
        """Let another process take over."""
        if self._lock is not None:
            if self._watch is not None:
                self._watch.end()
            os.close(self._lock)
            self._lock = None

    def _has_lock(self) -> bool:
        if self._lock is None:
            try:
                make_private(self._folder)
                lock = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError:
                return False
            if not lock_if_free(lock):
                os.close(lock)
                return False
            self._lock = lock
        return True

    def _look_after(self, store: Store) -> None:
        for path in sorted(self._spools.glob(f"*{SUFFIX}")):
            if spool := Spool.adopt(path):
                self._write_later(spool, store)
        # While something waits, calls lack events, and their tags are still needed.
        if spooled(self._spools):
            return
        now = self._clock()
        store.sum_up(now)
        if time.monotonic() >= self._purge_at:
            store.purge(now, *self._days)
            self._purge_at = time.monotonic() + PURGE_S

    def _write_later(self, spool: Spool, store: Store) -> None:
        later = 0
        try:
            while batch := spool.first():
                lost = write_batch(store, batch, spool.writer, self._clock())
                for reason, n in lost.items():
                    store.lose(reason, n)
                spool.written(batch)
                later += len(batch.entries)
        except BaseException:
            spool.close()
            raise
        spool.remove()
        log.warning("Written later, of a process that has ended: %d events.", later)
