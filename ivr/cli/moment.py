"""A moment as it is typed on the command line."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from ivr.cli.project import Refused, printable

FIRST_YEAR: Final = 1900
"""Before it no opening hours hold, not even 24/7: their calendar begins there."""

LAST_YEAR: Final = 9990
"""After it a proof of two years, or a change of zone, may leave Python's calendar."""


def moment_of(text: str | None, timezone: ZoneInfo) -> dt.datetime:
    """Return a typed moment as an aware time, in a zone unless it names its own; now for None.

    Raises Refused for what is no time, or one outside the years in which hours are reckoned.

    >>> moment_of("2027-05-17 22:10", ZoneInfo("Europe/Oslo")).isoformat()
    '2027-05-17T22:10:00+02:00'
    """
    if text is None:
        return dt.datetime.now(timezone)
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        fix = 'Write it like "2027-05-17 22:10".'
        raise Refused(f"--at: [{printable(text)}] is no time. {fix}") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone)
    _check_year("--at", moment, timezone)
    return moment


def day_of(text: str, timezone: ZoneInfo) -> dt.datetime:
    """Return the first moment of a typed day; raises Refused as `moment_of` does.

    >>> day_of("2027-05-17", ZoneInfo("Europe/Oslo")).isoformat()
    '2027-05-17T00:00:00+02:00'
    """
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        fix = "Write it like 2027-05-17."
        raise Refused(f"--from: [{printable(text)}] is no day. {fix}") from None
    moment = dt.datetime.combine(day, dt.time(), timezone)
    _check_year("--from", moment, timezone)
    return moment


def _check_year(option: str, moment: dt.datetime, timezone: ZoneInfo) -> None:
    try:
        year = moment.astimezone(timezone).year
    except OverflowError:
        year = moment.year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        what = f"{option}: no opening hours are known in the year {year}."
        raise Refused(f"{what} Take one from {FIRST_YEAR} to {LAST_YEAR}.")
