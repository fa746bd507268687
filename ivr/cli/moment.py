"""A moment as it is typed on the command line."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from ivr.cli.project import Refused


def moment_of(text: str | None, timezone: ZoneInfo) -> dt.datetime:
    """Return a typed moment as an aware time, in a zone unless it names its own; now for None.

    >>> moment_of("2027-05-17 22:10", ZoneInfo("Europe/Oslo")).isoformat()
    '2027-05-17T22:10:00+02:00'
    """
    if text is None:
        return dt.datetime.now(timezone)
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f'--at: [{text}] is no time. Write it like "2027-05-17 22:10".') from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone)
