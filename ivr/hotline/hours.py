"""Opening hours in OpenStreetMap's notation, with Norwegian public holidays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from opening_hours import (  # type: ignore[attr-defined] # the stubs leave the error out
    OpeningHours,
    ParserError,
)


class BadHours(ValueError):  # noqa: N818 - read as a sentence
    """A text is not opening hours; says where reading stopped and how hours are written."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a service is open.

    Hours that are unknown count as closed, so that the caller is led to the
    service that is always staffed.

    Notation: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification

    >>> hours = Hours.read("Mo-Fr 08:00-15:30; PH off", ZoneInfo("Europe/Oslo"), "NO")
    >>> hours.is_open(dt.datetime(2027, 5, 14, 12, tzinfo=ZoneInfo("Europe/Oslo")))
    True
    >>> hours.is_open(dt.datetime(2027, 5, 17, 12, tzinfo=ZoneInfo("Europe/Oslo")))  # 17 May
    False
    """

    text: str
    timezone: ZoneInfo
    rules: OpeningHours = field(compare=False, repr=False)

    @classmethod
    def read(cls, text: str, timezone: ZoneInfo, country: str) -> Hours:
        """Read hours; raises BadHours with the place where reading stopped."""
        try:
            return cls(text, timezone, OpeningHours(text, timezone=timezone, country=country))
        except ParserError as error:
            raise BadHours(_explain(text, str(error))) from None

    def is_open(self, now: dt.datetime) -> bool:
        """Tell whether the service is open at an aware time, of whatever zone."""
        return bool(self.rules.is_open(now.astimezone(self.timezone)))

    def next_change(self, now: dt.datetime) -> dt.datetime | None:
        """Return when the service next opens, closes or becomes unknown; None for never."""
        change: dt.datetime | None = self.rules.next_change(now.astimezone(self.timezone))
        return change


def _explain(text: str, report: str) -> str:
    """Turn the parser's drawing (``--> 1:7``) into a sentence."""
    _, _, place = report.partition("--> 1:")
    column = int("".join(c for c in place[:6] if c.isdigit()) or 1)
    rest = text[column - 1 :].strip()
    stopped = f"not understood from [{rest}]" if rest else "empty or cut short"
    return f"[{text}] is not opening hours: {stopped}."
