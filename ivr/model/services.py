"""The services callers are put through to: when each is open, and how it is dialled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Protocol
from zoneinfo import ZoneInfo

MOST_AT_ONCE: Final = 100
"""The most that a service can say in ``at_once``."""


class Rules(Protocol):
    """Opening hours, understood; they are asked about times of their own zone only."""

    def is_open(self, now: dt.datetime, /) -> bool:
        """Tell whether it is open."""

    def next_change(self, now: dt.datetime, /) -> dt.datetime | None:
        """Return when it next opens, closes or becomes unknown; None for never."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a service is open: ``text`` as its editor wrote it, and the rules read from it.

    Hours that are unknown count as closed, so that the caller is led to the service that
    is always staffed. ``country`` is the one whose public holidays count.
    """

    text: str
    timezone: ZoneInfo
    country: str
    rules: Rules = field(compare=False, repr=False)

    def is_open(self, now: dt.datetime) -> bool:
        """Tell whether the service is open at an aware time, of whatever zone."""
        return self.rules.is_open(self._local(now))

    def next_change(self, now: dt.datetime) -> dt.datetime | None:
        """Return when the service next opens, closes or becomes unknown; None for never."""
        return self.rules.next_change(self._local(now))

    def _local(self, now: dt.datetime) -> dt.datetime:
        # By way of UTC, which leaves out the hour that the clock skips in spring.
        return now.astimezone(dt.UTC).astimezone(self.timezone)


class Urgency(IntEnum):
    """How urgent a door is: an office, one that helps at once, or the one for danger to life.

    >>> Urgency.ORDINARY < Urgency.URGENT < Urgency.LIFE
    True
    """

    ORDINARY = 0
    URGENT = 1
    LIFE = 2


@dataclass(frozen=True, slots=True)
class Route:
    """One way to reach a service: an E.164 number or a SIP address."""

    target: str

    @property
    def is_sip(self) -> bool:
        """Whether the target is reached over a SIP trunk."""
        return self.target.startswith(("sip:", "sips:"))


@dataclass(frozen=True, slots=True)
class Service:
    """A service callers are told about; ``routes`` holds the live ones only, in order.

    ``ring_seconds`` is how long each route rings before the next is tried. A callee who is on the
    line for less than ``answered_after_seconds`` counts as unanswered, and with ``accept`` so does
    one who presses no key. ``languages`` are those in which callers come to it; None is all.
    ``at_once`` is how many may be put through at a time; None is any number.
    """

    name: str
    number: str | None
    address: str | None
    hours: Hours
    routes: tuple[Route, ...]
    otherwise: str | None
    ring_seconds: int
    answered_after_seconds: int = 0
    accept: bool = False
    urgency: Urgency = Urgency.ORDINARY
    languages: frozenset[str] | None = None
    at_once: int | None = None
