"""What the address of the page asks for: which days, whose calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.journal.figures import Period

PERIODS: Final = ("month", "last-month", "year", "last-year")
"""Periods that go along with the calendar, by their names in an address."""

_YEARS: Final = (2000, 2088)
"""The years of which a journal can hold anything."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, as far as it can be answered, and what is wrong with it.

    Attributes:
        period: The days.
        name: Which of `PERIODS` that is; empty for days of one's own.
        municipality: Whose calls; None for those of all.
        typed: What was typed, by the name of its field.
        wrong: The word of what is wrong with a field, by its name.
    """

    period: Period
    name: str
    municipality: str | None
    typed: Mapping[str, str]
    wrong: Mapping[str, str]

    @property
    def query(self) -> dict[str, str]:
        """Return it as an address holds it; days of one's own stay those days."""
        whose = {} if self.municipality is None else {"municipality": self.municipality}
        if self.name:
            return {"period": self.name} | whose
        days = {"from": str(self.period.first), "to": str(self.period.last)}
        return days | whose


def asked(query: Mapping[str, str], today: dt.date, municipalities: Collection[str]) -> Asked:
    """Read an address; what is not understood is told, and the month so far is asked for instead.

    >>> day = dt.date(2026, 11, 30)
    >>> str(asked({"period": "last-month"}, day, ()).period)
    '2026-10-01 to 2026-10-31'
    >>> asked({"from": "2026-13-01"}, day, ["asker"]).wrong
    {'from': 'no_day'}
    """
    typed = {name: query.get(name, "").strip() for name in ("from", "to", "municipality")}
    wrong: dict[str, str] = {}
    if typed["municipality"] and typed["municipality"] not in municipalities:
        wrong["municipality"] = "no_municipality"
    whose = None if "municipality" in wrong else typed["municipality"] or None
    if typed["from"] or typed["to"]:
        period = _own(typed, today, wrong)
        return Asked(period or _named("month", today), "", whose, typed, wrong)
    name = query.get("period", PERIODS[0])
    name = name if name in PERIODS else PERIODS[0]
    return Asked(_named(name, today), name, whose, typed, wrong)


def _own(typed: Mapping[str, str], today: dt.date, wrong: dict[str, str]) -> Period | None:
    days = {}
    for name in ("from", "to"):
        try:
            days[name] = dt.date.fromisoformat(typed[name]) if typed[name] else None
        except ValueError:
            wrong[name] = "no_day"
            continue
        if (day := days[name]) is not None and not _YEARS[0] <= day.year <= _YEARS[1]:
            wrong[name] = "no_year"
    if {"from", "to"} & wrong.keys():
        return None
    last = days["to"] or today
    first = days["from"] or last.replace(day=1)
    if first > last:
        wrong["to"] = "not_in_order"
        return None
    return Period(first, last)


def _named(name: str, today: dt.date) -> Period:
    """Return a period by its name; one that goes on lasts until today."""
    month = Period(today.replace(day=1), today)
    if name == "last-month":
        last = month.first - dt.timedelta(days=1)
        return Period(last.replace(day=1), last)
    if name == "year":
        return Period(today.replace(month=1, day=1), today)
    if name == "last-year":
        year = today.year - 1
        return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return month
