"""Opening hours in OpenStreetMap's notation, with Norwegian public holidays."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opening_hours import (  # type: ignore[attr-defined] # the stubs leave the error out
    OpeningHours,
    ParserError,
    UnknownCountryError,
)

from ivr.model.services import Hours

_ALWAYS = "24/7"

_CLOSES_HOLIDAYS = re.compile(r"PH\s+(?:off|closed)")
_EVERY_WEEK = re.compile(r"(?:Mo|Tu|We|Th|Fr|Sa|Su)\b|24/7|\d\d:\d\d")


class BadHours(ValueError):  # noqa: N818 - read as a sentence
    """A text is not opening hours; says where reading stopped and how hours are written."""


def read_hours(text: str, timezone: ZoneInfo, country: str) -> Hours:
    """Read hours; raises BadHours with the place where reading stopped.

    Notation: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification

    >>> hours = read_hours("Mo-Fr 08:00-15:30; PH off", ZoneInfo("Europe/Oslo"), "NO")
    >>> hours.is_open(dt.datetime(2027, 5, 14, 12, tzinfo=ZoneInfo("Europe/Oslo")))
    True
    >>> hours.is_open(dt.datetime(2027, 5, 17, 12, tzinfo=ZoneInfo("Europe/Oslo")))  # 17 May
    False
    """
    text = " ".join(text.split())
    try:
        rules = OpeningHours(text, timezone=timezone, country=country)
    except ParserError as error:
        raise BadHours(_explain(text, str(error))) from None
    return Hours(text, timezone, country, rules)


def deciding_rule(hours: Hours, now: dt.datetime) -> str | None:
    """Return the rule that opens or closes a service now; None when none says anything.

    Later rules override earlier ones, so it is the last one that changed the answer.

    >>> oslo = ZoneInfo("Europe/Oslo")
    >>> hours = read_hours("Mo-Fr 08:00-15:30; PH off", oslo, "NO")
    >>> deciding_rule(hours, dt.datetime(2027, 5, 17, 12, tzinfo=oslo))
    'PH off'
    >>> deciding_rule(hours, dt.datetime(2027, 5, 16, 12, tzinfo=oslo)) is None  # a Sunday
    True
    """
    rules = _rules(hours)
    decided, answer = None, False
    for count, rule in enumerate(rules, 1):
        written = "; ".join(rules[:count])
        so_far = read_hours(written, hours.timezone, hours.country).is_open(now)
        if so_far != answer:
            decided, answer = rule, so_far
    return decided


def undoes_holidays(hours: Hours) -> bool:
    """Tell whether a rule after ``PH off`` takes the holidays back, for the later rule wins.

    >>> undoes_holidays(read_hours("PH off; Mo-Fr 08:00-15:30", ZoneInfo("Europe/Oslo"), "NO"))
    True
    """
    rules = _rules(hours)
    closing = [at for at, rule in enumerate(rules) if _CLOSES_HOLIDAYS.fullmatch(rule)]
    return bool(closing) and any(_EVERY_WEEK.match(rule) for rule in rules[closing[-1] + 1 :])


def _rules(hours: Hours) -> list[str]:
    return [rule.strip() for rule in hours.text.split(";")]


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
