"""What a text of hours means: a week, the days that are not as usual, and which rule says so."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ivr.definition.opening_hours import deciding_rule
from ivr.definition.opening_hours.meaning import Meaning, holidays, meaning_of
from ivr.model.services import Hours
from ivr.studio.hours.times import Times, middle

AHEAD_DAYS: Final = 60
"""How far ahead it is told what is not as usual."""

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Unusual:
    """A day on which a door has other times than on other such weekdays, and by which rule."""

    day: dt.date
    usual: Times
    times: Times
    rule: str
    is_holiday: bool

    @property
    def is_shut(self) -> bool:
        """Whether it is shut all day, and usually is not."""
        return not self.times


def known(hours: Hours, day: dt.date) -> Meaning | None:
    """Return what hours mean from the first of a day's month on: two years of it."""
    # From the month's first day, so that it is reckoned once a month and not once a day.
    return meaning_of(hours.text, day.replace(day=1), hours.country)


def is_always(hours: Hours, day: dt.date) -> bool:
    """Tell whether a door is never shut."""
    found = known(hours, day)
    return found is not None and bool(found.openings) and found.is_never_closed


def times_on(hours: Hours, day: dt.date) -> Times:
    """Return from when to when a door is open on a day."""
    found = known(hours, day)
    return found.times_on(day) if found else ()


def week_of(day: dt.date) -> tuple[dt.date, ...]:
    """Return the days of a day's week, Monday first.

    >>> [str(one) for one in week_of(dt.date(2026, 11, 29))][::6]
    ['2026-11-23', '2026-11-29']
    """
    monday = day - day.weekday() * _DAY
    return tuple(monday + count * _DAY for count in range(7))


def unusual(hours: Hours, first: dt.date, days: int = AHEAD_DAYS) -> Iterator[Unusual]:
    """Yield the days on which a door has other times than usual, from a first day on.

    >>> from zoneinfo import ZoneInfo
    >>> from ivr.definition.opening_hours import read_hours
    >>> hours = read_hours("Mo-Fr 08:00-15:30; PH off", ZoneInfo("Europe/Oslo"), "NO")
    >>> [(str(one.day), one.rule) for one in unusual(hours, dt.date(2026, 12, 1))]
    [('2026-12-25', 'PH off'), ('2027-01-01', 'PH off')]
    """
    found = known(hours, first)
    if found is None:
        return
    usual = _usual(hours.text, first.replace(day=1), hours.country)
    feasts = frozenset(holidays(first.replace(day=1), hours.country))
    for day in (first + count * _DAY for count in range(days)):
        times = found.times_on(day)
        if times == usual[day.weekday()]:
            continue
        rule = deciding_rule(hours, _aware(hours, middle(times or usual[day.weekday()], day)))
        yield Unusual(day, usual[day.weekday()], times, rule or "", day in feasts)


@lru_cache(maxsize=512)
def _usual(text: str, first: dt.date, country: str) -> tuple[Times, ...]:
    """Return what a door has on each weekday most often in the coming year."""
    found = meaning_of(text, first, country)
    if found is None:
        return ((),) * 7
    counted: list[Counter[Times]] = [Counter() for _ in range(7)]
    for day in (first + count * _DAY for count in range(52 * 7)):
        counted[day.weekday()][found.times_on(day)] += 1
    return tuple(one.most_common(1)[0][0] for one in counted)


def _aware(hours: Hours, local: dt.datetime) -> dt.datetime:
    return local.replace(tzinfo=hours.timezone)
