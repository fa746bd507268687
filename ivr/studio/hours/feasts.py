"""What people call a day: Christmas Eve, Whit Monday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from ivr.definition.opening_hours.meaning import meaning_of
from ivr.studio.pages.words import UiLanguage, word

_FEASTS: Final[Mapping[str, str]] = {
    "new_year": "Jan 1",
    "maundy_thursday": "easter -3 days",
    "good_friday": "easter -2 days",
    "easter_eve": "easter -1 day",
    "easter": "easter",
    "easter_monday": "easter +1 day",
    "may_day": "May 1",
    "constitution": "May 17",
    "ascension": "easter +39 days",
    "whitsun": "easter +49 days",
    "whit_monday": "easter +50 days",
    "christmas_eve": "Dec 24",
    "christmas": "Dec 25",
    "boxing_day": "Dec 26",
    "new_years_eve": "Dec 31",
}
"""By its word, each as hours are written."""

_DAY: Final = dt.timedelta(days=1)


def feast(day: dt.date, language: UiLanguage) -> str:
    """Return what a day is called; empty for most.

    >>> feast(dt.date(2027, 5, 17), "nb"), feast(dt.date(2027, 3, 28), "en")
    ('17. mai og 2. pinsedag', 'Easter Sunday')
    >>> feast(dt.date(2027, 2, 3), "nb")
    ''
    """
    found = [name for name, written in _FEASTS.items() if _is_on(written, day)]
    names = [word(f"hours.day_{name}", language) for name in found]
    return f" {word('hours.and', language)} ".join(names)


def _is_on(written: str, day: dt.date) -> bool:
    found = meaning_of(written, day, "NO", _DAY)
    return found is not None and bool(found.openings)
