"""How many events each process holds in memory, where the others see it when one is killed."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from typing import Final

PLACES: Final = 4096
"""Of processes in the table; two whose numbers share a place may miscount, and lose no event."""

_BYTES: Final = 16
"""Of a place: the number of a process, and that of its events."""


class Held:
    """A table that a process shares with those it forks: what dies with one is counted by another.

    It lies in memory, for a disk may be full, and ends with the last of them.

    >>> held = Held()
    >>> held.now(3)
    >>> held.of_the_dead()
    0
    """

    def __init__(self) -> None:
        self._numbers = memoryview(mmap.mmap(-1, PLACES * _BYTES)).cast("q")

    def now(self, events: int) -> None:
        """Say how many this process holds."""
        place = os.getpid() % PLACES * 2
        self._numbers[place] = os.getpid()
        self._numbers[place + 1] = events

    def of_the_dead(self) -> int:
        """Return how many were held by processes that are no more, to one of the living, once."""
        found = [*self._found()]
        dead = [(place, pid) for place, pid in found if not _lives(pid)]
        if min((pid for place, pid in found if (place, pid) not in dead), default=0) != os.getpid():
            return 0
        lost = 0
        for place, _ in dead:
            lost += self._numbers[place + 1]
            self._numbers[place] = self._numbers[place + 1] = 0
        return lost

    def _found(self) -> Iterator[tuple[int, int]]:
        for place in range(0, 2 * PLACES, 2):
            if pid := self._numbers[place]:
                yield place, pid


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:  # one of another user has taken the number over
        return False
    return True
