"""Numbers that several processes add to, in memory that they had in common before the fork."""

from __future__ import annotations

import mmap
import threading
from collections.abc import Iterator
from typing import Final

Row = tuple[str, ...]
"""What a number is told apart by: the name of a metric, then the values of its labels."""

PROCESSES: Final = 256
"""So many write at a time: four times the most workers, for those that others take the place of."""

ROWS: Final = 16384
"""So many numbers there can be; what is never written takes no memory."""

_CELL: Final = 8
"""Bytes of one number."""


class Shared:
    """A table with a row for each number and a column for each process.

    A process writes in its ``column`` alone, so that none waits for another; a sum is that of all
    columns. A column whose process has ended is left to the next one, which adds to what is there:
    no sum ever falls. Rows are named before the fork. Nothing lies on a disk, which could be full.

    >>> shared = Shared()
    >>> shared.name(("calls", "asker"))
    >>> shared.add(("calls", "asker"))
    >>> shared.use(1)
    >>> shared.add(("calls", "asker"), 2)
    >>> shared.total(("calls", "asker")), shared.total(("calls", "forged"))
    (3.0, 0.0)
    """

    def __init__(self) -> None:
        self.column = 0
        self._cells = memoryview(mmap.mmap(-1, PROCESSES * ROWS * _CELL)).cast("d")
        # The first cell holds how many columns are used, so that a sum reads no more of them.
        self._rows: dict[Row, int] = {}
        self._lock = threading.Lock()
        self.use(0)

    def use(self, column: int) -> None:
        """Write in a column from now on; columns are used from the first on."""
        self.column = column
        self._cells[0] = max(self._cells[0], column + 1)

    def name(self, row: Row) -> None:
        """Make room for a number, once; where there is none left it stays unknown."""
        if row not in self._rows and len(self._rows) + 1 < ROWS:
            self._rows[row] = len(self._rows) + 1

    def add(self, row: Row, amount: float = 1.0) -> None:
        """Add to a number; one that has no name is left alone."""
        place = self._rows.get(row)
        if place is not None:
            with self._lock:
                self._cells[self.column * ROWS + place] += amount

    def set(self, row: Row, number: float) -> None:
        """Write this process's part of a number."""
        self.add(row, number - self.own(row))

    def own(self, row: Row) -> float:
        """Return this process's part of a number."""
        place = self._rows.get(row)
        return 0.0 if place is None else self._cells[self.column * ROWS + place]

    def clear(self, column: int, row: Row) -> None:
        """Take away the part of a process that has ended."""
        place = self._rows.get(row)
        if place is not None:
            self._cells[column * ROWS + place] = 0.0

    def total(self, row: Row) -> float:
        """Return a number, of all processes together."""
        place = self._rows.get(row)
        return 0.0 if place is None else float(sum(self._cells[place : self._end : ROWS]))

    def named(self, metric: str) -> Iterator[Row]:
        """Yield every row of a metric, in the order of their names."""
        yield from (row for row in tuple(self._rows) if row[0] == metric)

    @property
    def _end(self) -> int:
        return int(self._cells[0]) * ROWS
