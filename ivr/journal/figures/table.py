"""One table of the figures, as far as it may be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr.journal.figures.telling import Bounds, Cells, Starts, Told, days, tell


@dataclass(frozen=True, slots=True)
class Table:
    """A table as far as it may be told.

    Attributes:
        told: Its numbers.
        whole: What they are a part of, as far as that may be told.
    """

    told: Told
    whole: int

    @property
    def rest(self) -> int:
        """How many of the whole are not told apart."""
        return max(0, self.whole - self.told.all())


def alone(cells: Cells, bounds: Bounds, starts: Starts | None = None) -> Table:
    """Return a table that is told within its own sum, and that from some ``starts`` on."""
    sums = {cell: {"": sum(numbers.values())} for cell, numbers in cells.items()}
    begin = days(sums) if starts is None else starts
    whole = tell(sums, begin, bounds)
    return Table(tell(cells, whole.starts(sums, begin), bounds), whole.all())


def both(one: Table, other: Table) -> Table:
    """Return two tables without a common key as one."""
    groups = {*one.told.groups, *other.told.groups}
    told = {
        group: {**one.told.groups.get(group, {}), **other.told.groups.get(group, {})}
        for group in groups
    }
    return Table(Told(told), one.whole + other.whole)


def only(cells: Cells, which: Callable[[str], bool]) -> Cells:
    """Return the numbers of some keys; of days without any of them as well."""
    return {
        cell: {key: n for key, n in numbers.items() if which(key)}
        for cell, numbers in cells.items()
    }
