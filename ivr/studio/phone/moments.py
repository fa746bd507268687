"""Moments that are worth a call: those at which opening hours are seldom what one expects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final


def easter(year: int) -> dt.date:
    """Return Easter Sunday of a year of the Gregorian calendar.

    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    century, golden = year // 100, year % 19
    leap = century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15
    full = leap % 30
    full -= full // 28 * (1 - full // 28 * (29 // (full + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + full + 2 - century + century // 4) % 7
    offset = full - weekday
    month = 3 + (offset + 40) // 44
    return dt.date(year, month, offset + 28 - 31 * (month // 4))


_YEARLY: Final[dict[str, tuple[Callable[[int], dt.date], dt.time]]] = {
    "may_17": (lambda year: dt.date(year, 5, 17), dt.time(12)),
    "whit_monday": (lambda year: easter(year) + dt.timedelta(days=50), dt.time(22, 10)),
    "christmas_eve": (lambda year: dt.date(year, 12, 24), dt.time(12, 30)),
}


def picks(now: dt.datetime) -> dict[str, dt.datetime]:
    """Return the next of each moment after an aware time, in its zone, by the name of its word.

    >>> from zoneinfo import ZoneInfo
    >>> now = dt.datetime(2026, 11, 29, 23, 0, tzinfo=ZoneInfo("Europe/Oslo"))
    >>> [f"{name} {at:%Y-%m-%d %H:%M}" for name, at in picks(now).items()][:2]
    ['tonight 2026-11-30 22:10', 'may_17 2027-05-17 12:00']
    """
    tonight = dt.datetime.combine(now.date(), dt.time(22, 10), now.tzinfo)
    found = {"tonight": tonight if tonight > now else tonight + dt.timedelta(days=1)}
    for name, (day, time) in _YEARLY.items():
        each = (dt.datetime.combine(day(now.year + n), time, now.tzinfo) for n in range(2))
        found[name] = next(moment for moment in each if moment > now)
    return found
