"""From when to when a door is open on a day, in words."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ivr.studio.pages.words import UiLanguage, word

Times = tuple[tuple[dt.timedelta, dt.timedelta], ...]
"""From when to when, since midnight; in the order of the day."""

WHOLE_DAY: Final[Times] = ((dt.timedelta(), dt.timedelta(days=1)),)


def told(times: Times, language: UiLanguage) -> str:
    """Say from when to when a door is open on a day.

    >>> told(((dt.timedelta(hours=8), dt.timedelta(hours=15, minutes=30)),), "nb")
    '08.00–15.30'
    >>> told((), "en"), told(WHOLE_DAY, "en")
    ('shut', 'all day and night')
    """
    if not times:
        return word("hours.shut", language)
    if times == WHOLE_DAY:
        return word("hours.whole_day", language)
    return ", ".join(f"{clock(begin, language)}–{clock(end, language)}" for begin, end in times)


def clock(at: dt.timedelta, language: UiLanguage) -> str:
    """Write a time of the day.

    >>> clock(dt.timedelta(hours=8), "nb"), clock(dt.timedelta(days=1), "en")
    ('08.00', '24:00')
    """
    hours, minutes = divmod(at // dt.timedelta(minutes=1), 60)
    return f"{hours:02}{'.' if language == 'nb' else ':'}{minutes:02}"


def middle(times: Times, day: dt.date) -> dt.datetime:
    """Return a moment of a day in the middle of the first of its times; noon without any."""
    begin, end = times[0] if times else WHOLE_DAY[0]
    return dt.datetime.combine(day, dt.time()) + (begin + end) / 2
