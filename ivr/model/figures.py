"""Figures that change, such as fees: each value with the days on which it is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """What a figure is from ``begins`` to ``expires``, both included; ``year`` is the first's."""

    value: int
    year: int
    begins: dt.date
    expires: dt.date
    source: str
    checked: dt.date
    unsure: str | None = None

    def holds(self, day: dt.date) -> bool:
        """Tell whether it is said on a day."""
        return self.begins <= day <= self.expires


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure by name, with its values in the order of their days.

    >>> day = dt.date(2026, 11, 22)
    >>> old = Value(179, 2026, dt.date(2026, 1, 1), dt.date(2026, 12, 31), "helsenorge.no", day)
    >>> fee = Fact("fee", "NOK", (old,))
    >>> fee.on(day) == old, fee.on(dt.date(2027, 1, 1)), fee.expires.isoformat()
    (True, None, '2026-12-31')
    """

    name: str
    unit: str
    values: tuple[Value, ...]

    def on(self, day: dt.date) -> Value | None:
        """Return the value that is said on a day; none where nobody knows one."""
        return next((value for value in self.values if value.holds(day)), None)

    @property
    def expires(self) -> dt.date:
        """The last day on which any value is said."""
        return max(value.expires for value in self.values)

    def changes(self) -> frozenset[dt.date]:
        """Return the days on which something else is said than on the day before."""
        firsts = {value.begins for value in self.values}
        return frozenset(firsts | {one.expires + dt.timedelta(days=1) for one in self.values})


def spells(facts: Sequence[Fact]) -> Iterator[tuple[dt.date, dt.date, Mapping[str, Value]]]:
    """Yield each run of days on which all of some figures are of one year: first, last and values.

    >>> def fee(name, *years):
    ...     days = [(dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in years]
    ...     values = [Value(9, day.year, day, last, "", last) for day, last in days]
    ...     return Fact(name, "NOK", tuple(values))
    >>> [str(begins) for begins, _, _ in spells([fee("day", 2026, 2027), fee("night", 2027)])]
    ['2027-01-01']
    """
    for begins in sorted({value.begins for fact in facts for value in fact.values}):
        found = {fact.name: value for fact in facts if (value := fact.on(begins)) is not None}
        if len(found) == len(facts) and len({value.year for value in found.values()}) == 1:
            yield begins, min(value.expires for value in found.values()), found
