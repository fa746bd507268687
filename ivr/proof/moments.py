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
from ivr.proof.alike import places_of

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

    Times are in the hotline's own zone, which is the one that people and replays write. A call
    depends on the hours of one place in a directory at most: each is met open and closed in every
    combination of all else, and in every change of those, but not in those of other places.
    """
    first: dict[tuple[frozenset[object], ...], Moment] = {}
    found: dict[Moment, None] = {}
    changes: dict[tuple[Moment, Moment], Change] = {}
    met: set[object] = set()
    before: Moment | None = None
    for at in _changes(hotline, municipality, start.astimezone(hotline.timezone)):
        here = _moment(hotline, municipality, at)
        moment = first.setdefault((here.open, here.figures, here.announced), here)
        states = _seen_by_one_call(municipality, moment)
        steps = (
            states
            if before is None
            else set(zip(_seen_by_one_call(municipality, before), states, strict=True))
        )
        if before != moment and not met.issuperset(steps):
            met.update(steps)
            found |= dict.fromkeys(one for one in (before, moment) if one is not None)
            if before is not None:
                changes.setdefault((before, moment), Change(before, at, moment))
        before = moment
    return Calendar(tuple(found), tuple(changes.values()))


def _seen_by_one_call(municipality: Municipality, moment: Moment) -> list[tuple[object, ...]]:
    """Return what a call can depend on: all but places, with the hours of no place or of one."""
    places = places_of(municipality)
    rest = (moment.open.difference(places), moment.figures, moment.announced)
    hours = {place.hours.text: name in moment.open for name, place in places.items()}
    return [(*rest, "", False), *((*rest, text, is_open) for text, is_open in hours.items())]


def moments(hotline: Hotline, municipality: Municipality, start: dt.datetime) -> list[Moment]:
    """Return one moment for each distinct combination from ``start`` (aware) to the horizon."""
    return list(calendar(hotline, municipality, start).moments)


def _moment(hotline: Hotline, municipality: Municipality, at: dt.datetime) -> Moment:
    services, told = municipality.services.items(), hotline.announcements
    # Three hundred offices keep a dozen hours between them.
    distinct = _distinct(service.hours for service in municipality.services.values())
    opened = {hours.text for hours in distinct if hours.is_open(at)}
    return Moment(
        at,
        frozenset(name for name, service in services if service.hours.text in opened),
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
