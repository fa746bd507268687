"""What may be told without telling of few: numbers are told where enough callers are together.

A day's numbers are told once, all together: those of the day, or with its week, its month, or the
month of all municipalities. Which it is does not depend on what is asked, so that no two answers
differ by few.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from ivr.journal.figures.period import Period, last_of_month, last_of_week, week_of

LEAST: Final = 3
"""The smallest threshold that hides anything: of two callers who differ, each is one."""

DAY: Final = 0
WEEK: Final = 1
MONTH: Final = 2
TOGETHER: Final = 3
_LEVELS: Final = (DAY, WEEK, MONTH, TOGETHER)
"""Levels at which numbers are told: a municipality's days, the weeks of its months (from the 1st,
8th, 15th and 22nd), its months, and a month of all municipalities together."""

Cell = tuple[dt.date, str]
"""A day and a municipality."""

Cells = Mapping[Cell, Mapping[str, int]]
"""Numbers by key, of each day and municipality."""


class Group(NamedTuple):
    """Days of a municipality whose numbers are told as one.

    Attributes:
        level: One of `DAY`, `WEEK`, `MONTH` and `TOGETHER`.
        municipality: Whose; empty for all of them.
        first: The first day.
    """

    level: int
    municipality: str
    first: dt.date

    def last(self) -> dt.date:
        """Return the last day.

        >>> Group(WEEK, "asker", dt.date(2026, 2, 22)).last().day
        28
        """
        if self.level == DAY:
            return self.first
        return last_of_week(self.first) if self.level == WEEK else last_of_month(self.first)

    def above(self) -> Group | None:
        """Return the group that this one is a part of; None for the largest.

        >>> Group(DAY, "asker", dt.date(2026, 2, 17)).above()
        Group(level=1, municipality='asker', first=datetime.date(2026, 2, 15))
        """
        if self.level == DAY:
            return Group(WEEK, self.municipality, week_of(self.first))
        if self.level == WEEK:
            return Group(MONTH, self.municipality, self.first.replace(day=1))
        return Group(TOGETHER, "", self.first) if self.level == MONTH else None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is asked for, and what may be told of it.

    Attributes:
        period: The days.
        today: The day it is: weeks and months that go on are told as far as they have come.
        together: Whether all municipalities are asked for.
        threshold: The smallest number that is told; 1 tells everything.
    """

    period: Period
    today: dt.date
    together: bool
    threshold: int

    def hold(self, group: Group) -> bool:
        """Tell whether a group lies within them, as far as it has come."""
        if group.level == TOGETHER and not self.together:
            return False
        last = min(group.last(), self.today)
        return self.period.first <= group.first and last <= self.period.last


Starts = Mapping[Cell, Group]
"""The smallest group in which the numbers of a day may be told."""


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers of one table that may be told, by group and key."""

    groups: Mapping[Group, Mapping[str, int]]

    def by_key(self) -> dict[str, int]:
        """Return the sum of each key, the largest first."""
        sums: defaultdict[str, int] = defaultdict(int)
        for numbers in self.groups.values():
            for key, n in numbers.items():
                sums[key] += n
        return dict(sorted(sums.items(), key=lambda one: (-one[1], one[0])))

    def of(self, key: str) -> int:
        """Return the sum of one key."""
        return sum(numbers.get(key, 0) for numbers in self.groups.values())

    def all(self) -> int:
        """Return the sum of every key."""
        return sum(sum(numbers.values()) for numbers in self.groups.values())

    def starts(self, cells: Cells, starts: Starts) -> dict[Cell, Group]:
        """Return the group with which all the numbers of a day are told; none for days without.

        ``starts`` are those that the numbers were told from.
        """
        found: dict[Cell, Group] = {}
        keys: defaultdict[Group, set[str]] = defaultdict(set)
        for cell, numbers in cells.items():
            group = starts.get(cell)
            while group is not None and group not in self.groups:
                group = group.above()
            if group is not None:
                found[cell] = group
                keys[group] |= {key for key, n in numbers.items() if n}
        # All days of a group or none: the sum of a few of them is not known.
        whole = {group for group in keys if keys[group] <= self.groups[group].keys()}
        return {cell: group for cell, group in found.items() if group in whole}


def days(cells: Iterable[Cell]) -> dict[Cell, Group]:
    """Return each day of a municipality as a group of its own."""
    return {cell: Group(DAY, cell[1], cell[0]) for cell in cells}


def tell(cells: Cells, starts: Starts, bounds: Bounds) -> Told:
    """Return the numbers of a table that may be told, each day's with the smallest group.

    A day's numbers are told together, once. They are told as they are where none of them is small.
    Otherwise they join their week's, and those their month's, where what is small is left out.
    ``starts`` are where the sum of a day's numbers is known to be told: never are they told in a
    smaller group. Days without a start are left out.

    >>> first = dt.date(2026, 2, 1)
    >>> asked = Bounds(Period(first, first.replace(day=28)), dt.date(2026, 3, 1), False, 5)
    >>> month = {(first.replace(day=n), "asker"): {"nb": 9, "pl": 5, "so": n} for n in (2, 4, 6)}
    >>> told = tell(month, days(month), asked)
    >>> {(group.level, group.first.day): numbers for group, numbers in told.groups.items()}
    {(0, 6): {'nb': 9, 'pl': 5, 'so': 6}, (1, 1): {'nb': 18, 'pl': 10, 'so': 6}}
    """
    pools: list[defaultdict[Group, dict[str, int]]] = [defaultdict(dict) for _ in _LEVELS]
    for cell, numbers in cells.items():
        if (group := starts.get(cell)) is not None:
            _add(pools[group.level][group], numbers)
    told: dict[Group, Mapping[str, int]] = {}
    for level, pool in enumerate(pools):
        for group, numbers in pool.items():
            if not bounds.hold(group):
                continue  # nor does it lie in a larger group that is asked for
            shown = enough(numbers, bounds.threshold)
            if shown and (level >= MONTH or sum(shown.values()) == sum(numbers.values())):
                told[group] = shown
            elif (above := group.above()) is not None:
                _add(pools[above.level][above], numbers)
    return Told(told)


def enough(numbers: Mapping[str, int], threshold: int) -> dict[str, int]:
    """Return the numbers that can be told beside their sum: what remains is never few.

    >>> enough({"nb": 90, "pl": 6, "so": 5}, 5)
    {'nb': 90, 'pl': 6, 'so': 5}
    >>> enough({"nb": 90, "pl": 6, "so": 2}, 5)
    {'nb': 90}
    """
    shown = {key: n for key, n in numbers.items() if n >= threshold}
    rest = sum(numbers.values()) - sum(shown.values())
    while shown and 0 < rest < threshold:
        rest += shown.pop(min(shown, key=lambda key: (shown[key], key)))
    return shown


def _add(pool: dict[str, int], numbers: Mapping[str, int]) -> None:
    for key, n in numbers.items():
        pool[key] = pool.get(key, 0) + n
