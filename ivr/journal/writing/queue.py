"""What waits in memory to be written: bounded, and taken by one thread."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ivr.journal.events import Event, Kind
from ivr.journal.writing.held import Held

MOST: Final = 50_000
"""Events that wait; a busy hour of a large hotline has fewer."""

QUEUE_FULL: Final = "queue-full"
KILLED: Final = "killed"
"""A process was killed that held them."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What happened in one turn of a call, or outside any.

    Attributes:
        call: The carrier's identifier of the call; empty without one.
        quarter: When: quarters of an hour since 1970.
        events: What, in its order.
        probe: Whether it was a test call.
    """

    call: str
    quarter: int
    events: tuple[Event, ...]
    probe: bool = False


class Queue:
    """Events on their way; those that find no room are counted.

    >>> queue = Queue(most=2)
    >>> for quarter in (1, 1, 2):
    ...     queue.count(Kind.REFUSED, quarter)
    >>> queue.put(Recorded("CA1", 2, (Event(Kind.SILENCE),)))
    >>> [(one.quarter, one.events[0].n) for one in queue.take()]
    [(1, 2), (2, 1)]
    >>> queue.lost
    Counter({'queue-full': 1})
    """

    def __init__(self, held: Held | None = None, most: int = MOST) -> None:
        self._held = held or Held()
        self._most = most
        self._lock = threading.Lock()
        self._recorded: list[Recorded] = []
        self._counts: Counter[tuple[Kind, int]] = Counter()
        self._size = 0
        self._lost: Counter[str] = Counter()

    def __len__(self) -> int:
        """Return how many events have been put and are not done with."""
        return self._size

    @property
    def lost(self) -> Counter[str]:
        """How many found no room here, or were in a process that was killed."""
        with self._lock:
            return self._lost.copy()

    def put(self, recorded: Recorded) -> None:
        """Put all the events of one turn, or none."""
        n = len(recorded.events)
        with self._lock:
            if self._size + n > self._most:
                self._lost[QUEUE_FULL] += n
            else:
                self._recorded.append(recorded)
                self._hold(n)

    def count(self, kind: Kind, quarter: int) -> None:
        """Count something outside any call; what is alike takes one place."""
        with self._lock:
            alike = kind, quarter
            if alike not in self._counts:
                if self._size >= self._most:
                    self._lost[QUEUE_FULL] += 1
                    return
                self._hold(1)
            self._counts[alike] += 1

    def take(self) -> Sequence[Recorded]:
        """Take all; what is taken keeps its room until it is ``done``."""
        with self._lock:
            recorded, self._recorded = self._recorded, []
            counts, self._counts = self._counts, Counter()
        counted = (
            Recorded("", quarter, (Event(kind, n=n),)) for (kind, quarter), n in counts.items()
        )
        return [*recorded, *counted]

    def done(self, n: int) -> None:
        """Make room: so many events are written, or wait on the disk."""
        with self._lock:
            self._hold(-n)

    def bury(self) -> None:
        """Count what processes have taken with them that were killed."""
        if lost := self._held.of_the_dead():
            with self._lock:
                self._lost[KILLED] += lost

    def shut(self) -> None:
        """Take no more."""
        with self._lock:
            self._most = 0

    def _hold(self, more: int) -> None:
        self._size += more
        self._held.now(self._size)
