"""Every combination of open and closed that the hours can produce, each with a moment for it.

The hours are asked themselves, holidays included: from one change to the next over a horizon,
so that no combination is left out that a caller within it could meet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ivr.hotline import Hotline
from ivr.hotline.hours import Hours
from ivr.hotline.values import Municipality

HORIZON: Final = dt.timedelta(days=2 * 366)
"""How far ahead is looked: every movable holiday falls on two dates, and figures expire within."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that stands for all others with the same services open and figures expired."""

    at: dt.datetime
    open: frozenset[str]
    expired: frozenset[str]

    def __str__(self) -> str:
        """Return the moment as people write it, with what is open."""
        names = ", ".join(sorted(self.open)) or "nothing"
        return f"{self.at:%Y-%m-%d %H:%M} ({names} open)"


def moments(hotline: Hotline, municipality: Municipality, start: dt.datetime) -> list[Moment]:
    """Return one moment for each distinct combination from ``start`` (aware) to the horizon."""
    found: dict[tuple[frozenset[str], frozenset[str]], Moment] = {}
    for at in _changes(hotline, municipality, start):
        moment = Moment(at, _open(municipality, at), _expired(hotline, at))
        found.setdefault((moment.open, moment.expired), moment)
    return list(found.values())


def _open(municipality: Municipality, at: dt.datetime) -> frozenset[str]:
    return frozenset(n for n, service in municipality.services.items() if service.hours.is_open(at))


def _expired(hotline: Hotline, at: dt.datetime) -> frozenset[str]:
    today = at.astimezone(hotline.timezone).date()
    return frozenset(name for name, fact in hotline.facts.items() if today > fact.expires)


def _changes(
    hotline: Hotline, municipality: Municipality, start: dt.datetime
) -> Iterator[dt.datetime]:
    """Yield the start and every later moment at which something opens, closes or expires."""
    end = start + HORIZON
    times = {start}
    for hours in _distinct(service.hours for service in municipality.services.values()):
        at = hours.next_change(start)
        while at is not None and at < end:
            times.add(at)
            at = hours.next_change(at)
    for fact in hotline.facts.values():
        midnight = dt.datetime.combine(fact.expires + dt.timedelta(days=1), dt.time())
        times.add(midnight.replace(tzinfo=hotline.timezone))
    return iter(sorted(at for at in times if start <= at < end))


def _distinct(hours: Iterable[Hours]) -> Iterable[Hours]:
    return {one.text: one for one in hours}.values()
