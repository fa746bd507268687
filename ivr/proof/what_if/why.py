"""Why a service is open, a figure said or an announcement heard at a moment, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from ivr.definition.opening_hours import deciding_rule
from ivr.model.figures import Fact
from ivr.model.hotline import Announcement, Municipality
from ivr.model.services import Service

_MOMENT: Final = "%A %Y-%m-%d %H:%M"


def why_heard(notice: Announcement, at: dt.datetime) -> str:
    """Return whether an announcement is heard at an aware moment, and until when by its clock.

    >>> begins, ends = (dt.datetime(2026, 12, day, 8, tzinfo=dt.UTC) for day in (1, 15))
    >>> measles = Announcement("measles", "announcement.measles", begins, ends, None)
    >>> why_heard(measles, begins)
    'measles is heard until Tuesday 2026-12-15 08:00'
    >>> why_heard(measles, begins - dt.timedelta(minutes=1))
    'measles will be heard from Tuesday 2026-12-01 08:00 until Tuesday 2026-12-15 08:00'
    >>> why_heard(measles, ends)
    'measles is over: it was heard until Tuesday 2026-12-15 08:00'
    """
    begins, ends = (moment.astimezone(at.tzinfo) for moment in (notice.begins, notice.ends))
    until = f"until {ends:{_MOMENT}}"
    if at >= notice.ends:
        return f"{notice.name} is over: it was heard {until}"
    if at < notice.begins:
        return f"{notice.name} will be heard from {begins:{_MOMENT}} {until}"
    return f"{notice.name} is heard {until}"


def why_said(fact: Fact, day: dt.date) -> str:
    """Return what a figure is on a day, and until when, or why it is not said.

    >>> from ivr.model.figures import Value
    >>> last = dt.date(2026, 12, 31)
    >>> fee = Fact("fee", "NOK", (Value(179, 2026, dt.date(2026, 1, 1), last, "", last),))
    >>> why_said(fee, last)
    'fee is 179 NOK until 2026-12-31'
    >>> why_said(fee, dt.date(2027, 1, 1))
    'fee is not said: its last day was 2026-12-31'
    """
    value = fact.on(day)
    if value is not None:
        return f"{fact.name} is {value.value} {fact.unit} until {value.expires}"
    if day > fact.expires:
        return f"{fact.name} is not said: its last day was {fact.expires}"
    first = min(one.begins for one in fact.values if one.begins > day)
    return f"{fact.name} is not said: its first day is {first}"


def why_open(service: Service, at: dt.datetime) -> str:
    """Return whether a service is open, by which rule, and until when."""
    rule = deciding_rule(service.hours, at)
    change = service.hours.next_change(at)
    until = f" until {change:{_MOMENT}}" if change is not None else ""
    reason = f"by [{rule}]" if rule else f"because no rule of [{service.hours.text}] opens it"
    return f"{service.name} is {state_of(service, at)} {reason}{until}"


def how_many_open(municipality: Municipality, at: dt.datetime) -> Iterator[str]:
    """Yield how many places of each directory are open, and when the next of them changes."""
    for name, places in municipality.directories.items():
        services = [municipality.services[place.service] for place in places]
        opened = sum(service.hours.is_open(at) for service in services)
        hours = {service.hours.text: service.hours for service in services}.values()
        changes = [change for one in hours if (change := one.next_change(at)) is not None]
        until = f" until {min(changes):{_MOMENT}}" if changes else ""
        yield f"{name}: {opened} of {len(services)} places are open{until}"


def state_of(service: Service, at: dt.datetime) -> str:
    """Return ``open`` or ``closed``."""
    return "open" if service.hours.is_open(at) else "closed"
