"""Opening hours in OpenStreetMap's notation, with Norwegian public holidays."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opening_hours import (  # type: ignore[attr-defined] # the stubs leave the error out
    OpeningHours,
    ParserError,
    UnknownCountryError,
)

_ALWAYS = "24/7"

_CLOSES_HOLIDAYS = re.compile(r"PH\s+(?:off|closed)")
_EVERY_WEEK = re.compile(r"(?:Mo|Tu|We|Th|Fr|Sa|Su)\b|24/7|\d\d:\d\d")


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
    country: str
    rules: OpeningHours = field(compare=False, repr=False)

    @classmethod
    def read(cls, text: str, timezone: ZoneInfo, country: str) -> Hours:
        """Read hours; raises BadHours with the place where reading stopped."""
        text = " ".join(text.split())
        try:
            rules = OpeningHours(text, timezone=timezone, country=country)
        except ParserError as error:
            raise BadHours(_explain(text, str(error))) from None
        return cls(text, timezone, country, rules)

    def is_open(self, now: dt.datetime) -> bool:
        """Tell whether the service is open at an aware time, of whatever zone."""
        return bool(self.rules.is_open(self._local(now)))

    def deciding_rule(self, now: dt.datetime) -> str | None:
        """Return the rule that opens or closes the service now; None when none says anything.

        Later rules override earlier ones, so it is the last one that changed the answer.

        >>> oslo = ZoneInfo("Europe/Oslo")
        >>> hours = Hours.read("Mo-Fr 08:00-15:30; PH off", oslo, "NO")
        >>> hours.deciding_rule(dt.datetime(2027, 5, 17, 12, tzinfo=oslo))
        'PH off'
        >>> hours.deciding_rule(dt.datetime(2027, 5, 16, 12, tzinfo=oslo)) is None  # a Sunday
        True
        """
        rules = [rule.strip() for rule in self.text.split(";")]
        decided, answer = None, False
        for count, rule in enumerate(rules, 1):
            country = self.country
            so_far = Hours.read("; ".join(rules[:count]), self.timezone, country).is_open(now)
            if so_far != answer:
                decided, answer = rule, so_far
        return decided

    def undoes_holidays(self) -> bool:
        """Tell whether a rule after ``PH off`` takes the holidays back, for the later rule wins.

        >>> Hours.read("PH off; Mo-Fr 08:00-15:30", ZoneInfo("Europe/Oslo"), "NO").undoes_holidays()
        True
        """
        rules = [rule.strip() for rule in self.text.split(";")]
        closing = [at for at, rule in enumerate(rules) if _CLOSES_HOLIDAYS.fullmatch(rule)]
        return bool(closing) and any(_EVERY_WEEK.match(rule) for rule in rules[closing[-1] + 1 :])

    def _local(self, now: dt.datetime) -> dt.datetime:
        # By way of UTC, which leaves out the hour that the clock skips in spring.
        return now.astimezone(dt.UTC).astimezone(self.timezone)

    def next_change(self, now: dt.datetime) -> dt.datetime | None:
        """Return when the service next opens, closes or becomes unknown; None for never."""
        change: dt.datetime | None = self.rules.next_change(self._local(now))
        return change


def is_timezone(name: str) -> bool:
    """Tell whether hours can be reckoned in a time zone of that name.

    >>> is_timezone("Europe/Oslo"), is_timezone("Europe/Bergen"), is_timezone("localtime")
    (True, False, False)
    """
    try:
        OpeningHours(_ALWAYS, timezone=ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        return False
    return True


def has_holidays(country: str) -> bool:
    """Tell whether the public holidays of a country, by its ISO 3166 code, are known.

    >>> has_holidays("NO"), has_holidays("Norway")
    (True, False)
    """
    try:
        OpeningHours(_ALWAYS, country=country)
    except UnknownCountryError:
        return False
    return True


def _explain(text: str, report: str) -> str:
    """Turn the parser's drawing (``--> 1:7``) into a sentence."""
    _, drawn, place = report.partition("--> 1:")
    if not drawn:
        return f"[{text}] is not opening hours: {report.partition(': ')[2].rstrip('.?')}."
    column = int("".join(c for c in place[:6] if c.isdigit()) or 1)
    rest = text[column - 1 :].strip()
    stopped = f"not understood from [{rest}]" if rest else "empty or cut short"
    return f"[{text}] is not opening hours: {stopped}."
