"""One day, or some, with hours of their own: the rule that says so, behind those there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ivr.definition.opening_hours.rules import MONTHS, Rule, joined, rules_of


def selector(first: dt.date, last: dt.date) -> str:
    """Write days of one year, or of two, as hours are written.

    >>> selector(dt.date(2026, 12, 24), dt.date(2026, 12, 24))
    '2026 Dec 24'
    >>> selector(dt.date(2026, 12, 28), dt.date(2026, 12, 30))
    '2026 Dec 28-2026 Dec 30'
    """
    begins, ends = (f"{day.year} {MONTHS[day.month - 1]} {day.day}" for day in (first, last))
    return begins if first == last else f"{begins}-{ends}"


def with_days(text: str, first: dt.date, last: dt.date, times: str) -> str:
    """Return hours with other times from one day to another; ``off`` for shut.

    What was said before of the very same days is replaced.

    >>> christmas_eve = dt.date(2026, 12, 24)
    >>> with_days("Mo-Fr 08:00-15:30; PH off", christmas_eve, christmas_eve, "08:00-12:00")
    'Mo-Fr 08:00-15:30; PH off; 2026 Dec 24 08:00-12:00'
    >>> with_days("Mo-Fr 08:00-15:30; 2026 Dec 24 off", christmas_eve, christmas_eve, "off")
    'Mo-Fr 08:00-15:30; 2026 Dec 24 off'
    """
    days = selector(first, last)
    kept = joined(_without(text, days))
    # Hours that a fallback rule ends would let it speak first; the others are joined by a sign.
    return "; ".join(part for part in (kept, f"{days} {times}") if part)


def _without(text: str, days: str) -> Iterator[Rule]:
    for rule in rules_of(text):
        if rule.bare.partition(":")[0].rpartition(" ")[0] != days:
            yield rule
