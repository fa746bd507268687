"""The figures of a period: how many called, about what, and whether they reached somebody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from ivr.journal import measures as met
from ivr.journal.events import Kind
from ivr.journal.figures.period import Period, week_of
from ivr.journal.figures.reading import numbers
from ivr.journal.figures.tables import IN_VAIN, NEEDS, NOT_TRIED, STEP_S, tables
from ivr.journal.figures.telling import DAY, LEAST, TOGETHER, WEEK, Bounds, Told

BY_DAY: Final = "day"
BY_WEEK: Final = "week"
BY_MONTH: Final = "month"
BY_MUNICIPALITY: Final = "municipality"
OUTSIDE: Final = (Kind.REFUSED.value, Kind.LOST_CLIP.value)
"""What happens outside calls: to no caller, so that it is told as it is."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        period: The days, by the hotline's clock.
        zone: Its time zone.
        today: The day it is there.
        municipality: Whose calls; None for those of all.
        threshold: The smallest number that is told; 1 for everything.
        wanted: The tables, by their names in `NEEDS`.
    """

    period: Period
    zone: ZoneInfo
    today: dt.date
    municipality: str | None = None
    threshold: int = 1
    wanted: Collection[str] = tuple(NEEDS)

    @property
    def least(self) -> int:
        """The smallest number that is told in fact: 2 would let two callers tell each other."""
        return 1 if self.threshold <= 1 else max(self.threshold, LEAST)


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of the figures.

    Attributes:
        numbers: By key, the largest first; what is not among them is nothing, or too few to tell.
        rest: How many more there are that are not told apart.
    """

    numbers: Mapping[str, int]
    rest: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Seconds from the answer until a service was rung first.

    Attributes:
        median: Half of the callers waited no longer.
        ninetieth: Nine of ten waited no longer.
        step: Seconds that are told as one: with 10, 30 stands for some 30.
        of: How many callers this is told of.
    """

    median: int
    ninetieth: int
    step: int
    of: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be told of a period; None stands for none, or too few to tell.

    Attributes:
        asked: What was asked.
        tables: The tables that were asked for by name, and the calls by day, week, month and
            municipality besides.
        outside: What happened outside calls, by its kind; of all municipalities alone.
    """

    asked: Question
    tables: Mapping[str, Rows]
    outside: Mapping[str, int]

    @property
    def calls(self) -> int | None:
        """How many called."""
        return self.number(met.CALLS)

    @property
    def through(self) -> int | None:
        """How many reached somebody."""
        return self.number(met.GOT_THROUGH, met.GOT_THROUGH)

    @property
    def tried(self) -> int | None:
        """For how many a service was rung."""
        outcomes = self.tables[met.GOT_THROUGH].numbers
        return self._told(outcomes.get(met.GOT_THROUGH, 0) + outcomes.get(IN_VAIN, 0))

    @property
    def share_of_calls(self) -> float | None:
        """The share of callers who reached somebody, from 0 to 1."""
        return self._share(met.GOT_THROUGH, IN_VAIN, NOT_TRIED)

    @property
    def share_of_tried(self) -> float | None:
        """The same of those for whom a service was rung."""
        return self._share(met.GOT_THROUGH, IN_VAIN)

    @property
    def first_transfer(self) -> Waiting | None:
        """How long it took until a service was rung."""
        told = {int(key): n for key, n in self.tables[met.FIRST_TRANSFER].numbers.items()}
        if not told:
            return None
        step = 1 if self.asked.least == 1 else STEP_S
        return Waiting(_reached(told, 50), _reached(told, 90), step, sum(told.values()))

    def number(self, table: str, key: str | None = None) -> int | None:
        """Return a number of a table, or for no key the sum of all that may be told of it."""
        rows = self.tables[table]
        if key is None:
            return self._told(sum(rows.numbers.values()) + rows.rest)
        return self._told(rows.numbers.get(key, 0))

    def _told(self, n: int) -> int | None:
        return n if n or self.asked.least == 1 else None

    def _share(self, *outcomes: str) -> float | None:
        found = self.tables[met.GOT_THROUGH].numbers
        whole = sum(found.get(key, 0) for key in outcomes)
        part = self.through
        return None if not whole or part is None else part / whole


def figures(connection: Connection, asked: Question) -> Figures:
    """Return what may be told: of the sums of days, and of the calls not yet added to them."""
    measures = {met.CALLS, *(measure for name in asked.wanted for measure in NEEDS[name])}
    wanted = {*measures, *(OUTSIDE if asked.municipality is None else ())}
    read = numbers(connection, asked.zone, asked.period, wanted, asked.municipality)
    outside = {
        name: sum(n.get("", 0) for n in read.pop(name).values()) for name in wanted - measures
    }
    bounds = Bounds(asked.period, asked.today, asked.municipality is None, asked.least)
    made = tables(read, asked.wanted, bounds)
    found = {name: Rows(table.told.by_key(), table.rest) for name, table in made.items()}
    return Figures(asked, found | _spread(made[met.CALLS].told), outside)


def _spread(calls: Told) -> dict[str, Rows]:
    """Return the calls by when and where they came, as far as they are told in one alone."""
    when: dict[str, Counter[str]] = {name: Counter() for name in (BY_DAY, BY_WEEK, BY_MONTH)}
    where: Counter[str] = Counter()
    for group, told in calls.groups.items():
        here = {BY_MONTH: f"{group.first:%Y-%m}"}
        if group.level <= WEEK:
            here[BY_WEEK] = str(week_of(group.first))
        if group.level == DAY:
            here[BY_DAY] = str(group.first)
        for name, key in here.items():
            when[name][key] += told[""]
        if group.level != TOGETHER:
            where[group.municipality] += told[""]
    every = calls.all()
    spread = {name: Rows(dict(sorted(n.items())), every - n.total()) for name, n in when.items()}
    return spread | {BY_MUNICIPALITY: Rows(dict(where.most_common()), every - where.total())}


def _reached(numbers: Mapping[int, int], percent: int) -> int:
    """Return the smallest value that so many in a hundred do not exceed.

    >>> _reached({10: 1, 20: 1, 30: 2}, 50), _reached({10: 1, 20: 1, 30: 2}, 90)
    (20, 30)
    """
    left = -(-sum(numbers.values()) * percent // 100)
    for value in sorted(numbers):
        left -= numbers[value]
        if left <= 0:
            break
    return value
