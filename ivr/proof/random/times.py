"""When random calls are made: any second of two years, the awkward ones more often."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from ivr.definition.opening_hours import read_hours
from ivr.model import Hotline

YEAR: Final = dt.timedelta(days=365)

WITHOUT_FIGURES: Final = dt.date(2026, 12, 31)
"""The middle of the two years of a hotline that speaks no figures."""

COUNTRY: Final = "NO"
"""Whose public holidays are called on more often; the opening hours have their own country."""

NEAR_SECONDS: Final = 120
"""How far from an edge a call near one begins, so that some calls last across it."""


@dataclass(frozen=True, slots=True)
class Almanac:
    """The moments calls are drawn from: ``days`` days from ``start``, which is aware.

    ``holidays`` are midnights, and the nights in which the clock is changed are among them;
    ``edges`` are the moments at which something opens, closes, expires or is announced.
    """

    start: dt.datetime
    days: int
    holidays: tuple[dt.datetime, ...]
    edges: tuple[dt.datetime, ...]

    @classmethod
    def of(cls, hotline: Hotline) -> Almanac:
        """Return a year before and a year after the last figure expires, to hear both wordings."""
        middle = max((fact.expires for fact in hotline.facts.values()), default=WITHOUT_FIGURES)
        start = dt.datetime.combine(middle - YEAR, dt.time(), hotline.timezone)
        days = 2 * YEAR.days
        holidays = tuple(_holidays(start.date(), days, hotline.timezone))
        return cls(start, days, holidays, tuple(_edges(hotline, start, days)))

    def moment(self, rng: random.Random) -> dt.datetime:
        """Return one moment: a holiday in three of ten, an edge in two of ten, else any.

        Its offset is fixed, so that a call across a change of the clock counts true seconds.

        >>> noon = dt.datetime(2026, 5, 17, 12, tzinfo=dt.UTC)
        >>> Almanac(noon, 0, (), ()).moment(random.Random(1)) == noon
        True
        """
        kind = rng.random()
        if self.holidays and kind < 0.3:  # noqa: PLR2004 - a share
            base, first, last = rng.choice(self.holidays), 0, 86_399
        elif self.edges and kind < 0.5:  # noqa: PLR2004 - a share
            base, first, last = rng.choice(self.edges), -NEAR_SECONDS, NEAR_SECONDS
        else:
            base, first, last = self.start, 0, self.days * 86_400
        moment = base.astimezone(dt.UTC) + dt.timedelta(seconds=rng.randint(first, last))
        local = moment.astimezone(self.start.tzinfo)
        return local.replace(tzinfo=dt.timezone(local.utcoffset() or dt.timedelta()))


def _holidays(first: dt.date, days: int, timezone: ZoneInfo) -> Iterator[dt.datetime]:
    """Yield the midnights that begin public holidays, and days of other than 24 hours."""
    public = read_hours("PH", timezone, COUNTRY)
    for day in (first + dt.timedelta(days=number) for number in range(days)):
        midnight = dt.datetime.combine(day, dt.time(), timezone)
        following = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), timezone)
        if (
            public.is_open(midnight.replace(hour=12))
            or midnight.utcoffset() != following.utcoffset()
        ):
            yield midnight


def _edges(hotline: Hotline, start: dt.datetime, days: int) -> list[dt.datetime]:
    """Return the moments at which a service opens or closes, a figure changes, or news does."""
    end = start + dt.timedelta(days=days)
    services = [one for town in hotline.municipalities.values() for one in town.services.values()]
    found = set()
    for hours in {service.hours.text: service.hours for service in services}.values():
        at = hours.next_change(start)
        while at is not None and at < end:
            found.add(at)
            at = hours.next_change(at)
    for fact in hotline.facts.values():
        found |= {dt.datetime.combine(day, dt.time(), hotline.timezone) for day in fact.changes()}
    for told in hotline.announcements:
        found |= {told.begins, told.ends}
    return sorted(at for at in found if start <= at < end)
