"""Opening hours in OpenStreetMap's notation, with Norwegian public holidays."""

from __future__ import annotations

from string import ascii_letters
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opening_hours import (  # type: ignore[attr-defined] # the stubs leave the error out
    OpeningHours,
    ParserError,
    UnknownCountryError,
)

from ivr.model.services import Hours

_ALWAYS = "24/7"


class BadHours(ValueError):  # noqa: N818 - read as a sentence
    """A text is not opening hours; says where reading stopped and how hours are written."""


def read_hours(text: str, timezone: ZoneInfo, country: str) -> Hours:
    """Read hours; raises BadHours with the place where reading stopped.

    Notation: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification

    >>> import datetime as dt
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
    word = len(text[: column - 1]) - len(text[: column - 1].rstrip(ascii_letters))
    rest = text[column - 1 - word :].strip()
    stopped = f"not understood from [{rest}]" if rest else "empty or cut short"
    return f"[{text}] is not opening hours: {stopped}."
