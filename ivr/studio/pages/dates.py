"""Moments and numbers as each language writes them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ivr.studio.pages.words import UiLanguage

_MONTHS: Final[dict[UiLanguage, str]] = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "en": "January February March April May June July August September October November December",
}
_DAYS: Final[dict[UiLanguage, str]] = {
    "nb": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}


def day(date: dt.date, language: UiLanguage, *, weekday: bool = False) -> str:
    """Write a day.

    >>> day(dt.date(2026, 11, 29), "nb", weekday=True), day(dt.date(2026, 11, 29), "en")
    ('søndag 29. november 2026', '29 November 2026')
    """
    month = _MONTHS[language].split()[date.month - 1]
    number = f"{date.day}." if language == "nb" else f"{date.day}"
    name = f"{_DAYS[language].split()[date.weekday()]} " if weekday else ""
    return f"{name}{number} {month} {date.year}"


def moment(at: dt.datetime, language: UiLanguage, *, weekday: bool = False) -> str:
    """Write a moment, in the zone that it has.

    >>> at = dt.datetime(2026, 11, 29, 22, 10)
    >>> moment(at, "nb"), moment(at, "en")
    ('29. november 2026, kl. 22.10', '29 November 2026, 22:10')
    """
    clock = f"kl. {at:%H.%M}" if language == "nb" else f"{at:%H:%M}"
    return f"{day(at.date(), language, weekday=weekday)}, {clock}"


def seconds(length: float, language: UiLanguage) -> str:
    """Write a length of time in seconds, or in minutes from one minute on.

    >>> seconds(7.44, "nb"), seconds(7.44, "en"), seconds(75.2, "nb")
    ('7,4 s', '7.4 s', '1 min 15 s')
    """
    if length >= 59.5:  # noqa: PLR2004 - which would be written as 60
        return f"{round(length) // 60} min {round(length) % 60} s"
    return f"{decimal(length, 1, language)} s"


def decimal(number: float, digits: int, language: UiLanguage) -> str:
    r"""Write a number with so many digits behind its comma, thousands set apart.

    >>> decimal(12345.678, 1, "nb"), decimal(12345.678, 1, "en"), decimal(1000, 0, "nb")
    ('12\xa0345,7', '12,345.7', '1\xa0000')
    """
    text = f"{number:,.{digits}f}"
    if language == "en":
        return text
    return text.replace(",", "\u00a0").replace(".", ",")


def weekday(date: dt.date, language: UiLanguage) -> str:
    """Name a day of the week.

    >>> weekday(dt.date(2026, 11, 29), "nb"), weekday(dt.date(2026, 11, 29), "en")
    ('søndag', 'Sunday')
    """
    return _DAYS[language].split()[date.weekday()]


def days(first: dt.date, last: dt.date, language: UiLanguage) -> str:
    """Write the days from one to another, both included.

    >>> days(dt.date(2026, 11, 1), dt.date(2026, 11, 30), "nb")
    '1.–30. november 2026'
    >>> days(dt.date(2025, 12, 31), dt.date(2026, 1, 2), "en")
    '31 December 2025 – 2 January 2026'
    >>> days(dt.date(2026, 1, 2), dt.date(2026, 1, 2), "nb")
    '2. januar 2026'
    """
    whole = day(last, language)
    if first == last:
        return whole
    dot = "." if language == "nb" else ""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{dot}–{whole}"
    if first.year == last.year:
        return f"{day(first, language).removesuffix(f' {first.year}')} – {whole}"
    return f"{day(first, language)} – {whole}"


def short_day(date: dt.date, language: UiLanguage) -> str:
    """Write a day as it stands below a plot.

    >>> short_day(dt.date(2026, 11, 29), "nb"), short_day(dt.date(2026, 5, 2), "en")
    ('29. nov', '2 May')
    """
    dot = "." if language == "nb" else ""
    return f"{date.day}{dot} {short_month(date, language)}"


def short_month(date: dt.date, language: UiLanguage) -> str:
    """Write the first letters of a month.

    >>> short_month(dt.date(2026, 5, 2), "nb")
    'mai'
    """
    return _MONTHS[language].split()[date.month - 1][:3]


def month(date: dt.date, language: UiLanguage) -> str:
    """Write a month.

    >>> month(dt.date(2026, 11, 29), "nb")
    'november 2026'
    """
    return f"{_MONTHS[language].split()[date.month - 1]} {date.year}"
