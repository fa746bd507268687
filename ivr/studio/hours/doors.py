"""The doors of a municipality: this week, and the next days that are not as usual."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ivr.model.directories import directory_of
from ivr.model.hotline import Municipality
from ivr.model.services import Service
from ivr.studio.hours.meaning import Unusual, is_always, times_on, unusual, week_of
from ivr.studio.hours.times import Times


@dataclass(frozen=True, slots=True)
class Door:
    """A door that is shut at times: its week, and whether it is open now."""

    service: Service
    week: tuple[Times, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Surprise:
    """Doors that are not as usual on a day, for the same reason and with the same times."""

    day: dt.date
    rule: str
    times: Times
    services: tuple[str, ...]


def doors(municipality: Municipality, now: dt.datetime, day: dt.date) -> tuple[Door, ...]:
    """Return the doors that are shut at times, as they are in the week of a day."""
    return tuple(
        Door(
            service,
            tuple(times_on(service.hours, one) for one in week_of(day)),
            service.hours.is_open(now),
        )
        for service in municipality.services.values()
        if not (directory_of(service.name) or is_always(service.hours, day))
    )


def always_open(municipality: Municipality, day: dt.date) -> tuple[Service, ...]:
    """Return the doors that are never shut."""
    every = municipality.services.values()
    own = (service for service in every if not directory_of(service.name))
    return tuple(service for service in own if is_always(service.hours, day))


def surprises(municipality: Municipality, first: dt.date) -> tuple[Surprise, ...]:
    """Return what is not as usual in the coming weeks, day by day, from a first day on."""
    together: dict[tuple[dt.date, str, Times], dict[str, None]] = {}
    for service, one in _unusual(municipality, first):
        place = (one.day, one.rule, one.times)
        # Of a list with a hundred places it is said once.
        together.setdefault(place, {})[directory_of(service) or service] = None
    found = (Surprise(*place, tuple(names)) for place, names in together.items())
    return tuple(sorted(found, key=lambda one: one.day))


def _unusual(municipality: Municipality, first: dt.date) -> Iterator[tuple[str, Unusual]]:
    for name, service in municipality.services.items():
        for one in unusual(service.hours, first):
            yield name, one
