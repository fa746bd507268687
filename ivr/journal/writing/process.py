"""What a process that records has of its own: a queue, and the two threads that empty it."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Final

from ivr.journal.writing.caretaker import Caretaker
from ivr.journal.writing.queue import Queue
from ivr.journal.writing.writer import Writer

PACE_S: Final = 0.5
"""Between two looks at the queue."""

CARE_S: Final = 60.0
"""Between two turns of the caretaker."""

CLOSE_S: Final = 5.0
"""How long an end may take."""

log = logging.getLogger("ivr")


class Process:
    """One process, from its first event to its end."""

    def __init__(self, queue: Queue, writer: Writer, caretaker: Caretaker) -> None:
        self.queue = queue
        self.writer = writer
        self.has_begun = False
        self._pid: int | None = None
        self._caretaker = caretaker
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, name="journal", daemon=True),
            threading.Thread(target=self._care, name="journal caretaker", daemon=True),
        ]

    def begin(self) -> None:
        """Start the threads, unless they have been started."""
        with self._lock:
            if self.has_begun or self._over.is_set():
                return
            try:
                for thread in self._threads:
                    if thread.ident is None:
                        thread.start()
            except RuntimeError:  # no thread can be had now; the next event asks again
                return
            self.queue.done(0)  # from now on it is known that this process may hold something
            self.has_begun = True
            self._pid = os.getpid()
        atexit.register(self.end)

    def end(self) -> None:
        """Have what is queued written or put aside, and nothing more."""
        if self._pid not in {None, os.getpid()}:
            return  # a child process ends, which has taken over what its parent does at its end
        latest = time.monotonic() + CLOSE_S
        with self._lock:
            self.queue.shut()
            self._over.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, latest - time.monotonic()))
        if self._threads[0].is_alive():
            _undisturbed(self.writer.rescue)
        atexit.unregister(self.end)

    def _write(self) -> None:
        while not self._over.wait(PACE_S):
            _undisturbed(self.writer.turn)
        latest = time.monotonic() + CLOSE_S / 2
        _undisturbed(lambda: self.writer.end(latest))

    def _care(self) -> None:
        _undisturbed(self._caretaker.turn)
        while not self._over.wait(CARE_S):
            _undisturbed(self._caretaker.turn)
        self._caretaker.end()


def _undisturbed(task: Callable[[], None]) -> None:
    """Do a thread's task; a fault of the program ends neither the thread nor a call."""
    try:
        task()
    except Exception:
        log.exception("The journal has met a fault.")
