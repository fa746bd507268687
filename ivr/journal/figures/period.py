"""The days that figures are asked for, and those to compare them with."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

WEEKS: Final = (1, 8, 15, 22)
"""The days of a month with which its weeks begin: none lies in two months."""


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, the first and the last included.

    >>> len([*Period(dt.date(2026, 2, 1), dt.date(2026, 2, 28)).days()])
    28
    """

    first: dt.date
    last: dt.date

    def days(self) -> Iterator[dt.date]:
        """Yield every day."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + dt.timedelta(days=number)

    def before(self) -> Period:
        """Return the days to compare with: as many, directly before.

        What begins with a month is compared with the same days of the months before it.

        >>> print(Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31)).before())
        2026-02-01 to 2026-02-28
        >>> print(Period(dt.date(2026, 3, 1), dt.date(2026, 3, 12)).before())
        2026-02-01 to 2026-02-12
        >>> print(Period(dt.date(2026, 3, 10), dt.date(2026, 3, 16)).before())
        2026-03-03 to 2026-03-09
        """
        if self.first.day > 1:
            length = self.last - self.first
            last = self.first - dt.timedelta(days=1)
            return Period(last - length, last)
        months = _month(self.last) - _month(self.first) + 1
        last_day = None if self.last == last_of_month(self.last) else self.last.day
        return Period(
            _day(_month(self.first) - months, 1), _day(_month(self.last) - months, last_day)
        )

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def last_of_month(day: dt.date) -> dt.date:
    """Return the last day of a day's month.

    >>> last_of_month(dt.date(2028, 2, 3)).day
    29
    """
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def week_of(day: dt.date) -> dt.date:
    """Return the day that a day's week begins with: the 1st, 8th, 15th or 22nd of a month.

    >>> week_of(dt.date(2028, 2, 29)).day
    22
    """
    return day.replace(day=max(begin for begin in WEEKS if begin <= day.day))


def last_of_week(day: dt.date) -> dt.date:
    """Return the last day of a day's week; that of the 22nd lasts until the month is over.

    >>> last_of_week(dt.date(2028, 2, 3)).day, last_of_week(dt.date(2028, 2, 29)).day
    (7, 29)
    """
    if day.day >= WEEKS[-1]:
        return last_of_month(day)
    return week_of(day) + dt.timedelta(days=6)


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _day(month: int, day: int | None) -> dt.date:
    """Return a day of a month, or its last where there is no such day."""
    first = dt.date(month // 12, month % 12 + 1, 1)
    last = last_of_month(first)
    return last if day is None or day > last.day else first.replace(day=day)
