"""Moments that are asked for: as they are typed, and those that are worth a call or a look."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from ivr.definition.opening_hours import read_hours

FIRST_YEAR: Final = 1901
LAST_YEAR: Final = 9989
"""The years in which opening hours are reckoned."""

MINUTES: Final = "%Y-%m-%dT%H:%M"
"""A moment as a field of a form has it."""

_PICKS: Final = {
    "tonight": "22:10-22:11",
    "may_17": "May 17 12:00-12:01",
    "whit_monday": "easter +50 days 22:10-22:11",
    "christmas_eve": "Dec 24 12:30-12:31",
}
"""By their words, each as hours are written: seldom open when one expects it."""


def moment_of(text: str, zone: ZoneInfo) -> dt.datetime:
    """Return a typed moment as an aware time; raises ValueError for what is none.

    >>> print(moment_of("2027-05-17T22:10", ZoneInfo("Europe/Oslo")))
    2027-05-17 22:10:00+02:00
    """
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    return moment.astimezone(zone) if is_reckoned(moment) else moment


def day_of(text: str) -> dt.date | None:
    """Return a typed day; None for none, and for what is none.

    >>> print(day_of("2026-12-24"), day_of("24.12."))
    2026-12-24 None
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def is_reckoned(moment: dt.datetime) -> bool:
    """Tell whether opening hours are known at a moment."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def picks(now: dt.datetime, zone: ZoneInfo) -> dict[str, str]:
    """Return the next of each moment that is worth a look, by its word, as a field has it.

    >>> oslo = ZoneInfo("Europe/Oslo")
    >>> picks(dt.datetime(2026, 11, 29, 23, 0, tzinfo=oslo), oslo)["tonight"]
    '2026-11-30T22:10'
    >>> picks(dt.datetime(2038, 1, 1, tzinfo=oslo), oslo)["whit_monday"]
    '2038-06-14T22:10'
    """
    return {name: f"{_next(text, now, zone):{MINUTES}}" for name, text in _PICKS.items()}


def _next(text: str, now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    hours, moment = read_hours(text, zone, "NO"), now
    while True:
        moment = hours.next_change(moment) or now
        if hours.is_open(moment) or moment == now:
            return moment
