"""What somebody wants of a day: which doors, from when to when, and for whom."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

from ivr.studio.editing.asked import Asked, Fault
from ivr.studio.hours.exceptions import with_days
from ivr.studio.pages.moments import day_of
from ivr.studio.pages.words import word

OFF: Final = "off"
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LONGEST: Final = dt.timedelta(days=366)
_AHEAD: Final = dt.timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Closed:
    """Days with hours of their own for some doors; ``times`` is ``off`` or ``08:00-12:00``."""

    first: dt.date
    last: dt.date
    times: str
    services: tuple[str, ...]
    is_here: bool

    def over(self, hours: str) -> str:
        """Return hours with these days in them."""
        return with_days(hours, self.first, self.last, self.times)


def read_closed(form: MultiDict[str, str], asked: Asked) -> Closed | tuple[Fault, ...]:
    """Return what a form wants, or all that is wrong with it."""
    begins = form.get("first", "")
    first, last = day_of(begins), day_of(form.get("last", "") or begins)
    times = OFF if form.get("kind") != "short" else f"{form.get('from', '')}-{form.get('to', '')}"
    known = set(asked.municipality.services)
    services = tuple(name for name in form.getlist("services") if name in known)
    found = Closed(
        first or asked.now.date(),
        last or asked.now.date(),
        times,
        services,
        form.get("where") != "all",
    )
    wrong = tuple(
        _faults(found, asked.now.date(), has_first=first is not None, has_last=last is not None)
    )
    return wrong or found


def _faults(found: Closed, today: dt.date, *, has_first: bool, has_last: bool) -> Iterator[Fault]:
    if not has_first:
        yield Fault("first", word("hours.fault_date"))
    elif found.first < today:
        yield Fault("first", word("hours.fault_past"))
    elif found.first > today + _AHEAD:
        yield Fault("first", word("hours.fault_far"))
    if has_first and not has_last:
        yield Fault("last", word("hours.fault_date"))
    elif found.last < found.first:
        yield Fault("last", word("hours.fault_order"))
    elif found.last - found.first > _LONGEST:
        yield Fault("last", word("hours.fault_long"))
    begin, _, end = found.times.partition("-")
    if found.times != OFF and not (_CLOCK.fullmatch(begin) and _CLOCK.fullmatch(end)):
        yield Fault("from", word("hours.fault_clock"))
    elif found.times != OFF and end <= begin:
        yield Fault("from", word("hours.fault_clocks"))
    if not found.services:
        yield Fault("services", word("hours.fault_services"))
