"""Every combination of open and closed that the hours can produce, each with a moment for it.

The hours are asked themselves, holidays included: from one change to the next over a horizon,
so that no combination is left out that a caller within it could meet, nor any change from one
to another that a caller could meet in mid-call. Figures have their days, and change with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ivr.model import Hotline
from ivr.model.hotline import Municipality
from ivr.model.services import Hours

HORIZON: Final = dt.timedelta(days=2 * 366)
"""How far ahead is looked: every movable holiday falls on two dates, and figures expire within."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that stands for all others at which the same is true.

    That is: the same services open, the same values of figures said, the same announcements heard.
    """

    at: dt.datetime
    open: frozenset[str]
    figures: frozenset[tuple[str, int]]
    announced: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """Return the moment as people write it, with what is open."""
        names = ", ".join(sorted(self.open)) or "nothing"
        return f"{self.at:%Y-%m-%d %H:%M} ({names} open)"


@dataclass(frozen=True, slots=True)
class Change:
    """The first time at which one combination gives way to a certain other."""

    before: Moment
    at: dt.datetime
    after: Moment


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every combination of a municipality's hours, and every change between two of them."""

    moments: tuple[Moment, ...]
    changes: tuple[Change, ...]


def calendar(hotline: Hotline, municipality: Municipality, start: dt.datetime) -> Calendar:
    """Return what the hours bring from ``start`` (aware) to the horizon.

    Times are in the hotline's own zone, which is the one that people and replays write.
    """
    found: dict[tuple[frozenset[object], ...], Moment] = {}
    changes: dict[tuple[Moment, Moment], Change] = {}
    before: Moment | None = None
    for at in _changes(hotline, municipality, start.astimezone(hotline.timezone)):
        here = _moment(hotline, municipality, at)
        moment = found.setdefault((here.open, here.figures, here.announced), here)
        if before is not None and before != moment:
            changes.setdefault((before, moment), Change(before, at, moment))
        before = moment
    return Calendar(tuple(found.values()), tuple(changes.values()))


def moments(hotline: Hotline, municipality: Municipality, start: dt.datetime) -> list[Moment]:
    """Return one moment for each distinct combination from ``start`` (aware) to the horizon."""
    return list(calendar(hotline, municipality, start).moments)


def _moment(hotline: Hotline, municipality: Municipality, at: dt.datetime) -> Moment:
    services, told = municipality.services.items(), hotline.announcements
    return Moment(
        at,
        frozenset(name for name, service in services if service.hours.is_open(at)),
        frozenset(_figures(hotline, at.date())),
        frozenset(one.name for one in told if one.is_heard(municipality.key, at)),
    )


def _figures(hotline: Hotline, day: dt.date) -> Iterator[tuple[str, int]]:
    """Yield every figure that is said on a day, with the place of its value among the others."""
    for name, fact in hotline.facts.items():
        value = fact.on(day)
        if value is not None:
            yield name, fact.values.index(value)


def _changes(
    hotline: Hotline, municipality: Municipality, start: dt.datetime
) -> Iterator[dt.datetime]:
    """Yield the start and every later moment at which anything changes."""
    end = start + HORIZON
    times = {start}
    for hours in _distinct(service.hours for service in municipality.services.values()):
        at = hours.next_change(start)
        while at is not None and at < end:
            times.add(at.astimezone(hotline.timezone))
            at = hours.next_change(at)
    for fact in hotline.facts.values():
        times |= {dt.datetime.combine(day, dt.time(), hotline.timezone) for day in fact.changes()}
    for told in hotline.announcements:
        times |= {told.begins.astimezone(hotline.timezone), told.ends.astimezone(hotline.timezone)}
    # Two readings of one clock in the night when it is put back are two moments, in this order.
    return iter(sorted((at for at in times if start <= at < end), key=dt.datetime.timestamp))


def _distinct(hours: Iterable[Hours]) -> Iterable[Hours]:
    return {one.text: one for one in hours}.values()
