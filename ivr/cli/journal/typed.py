"""What is typed of a journal's days; every mistake is told at once, with those of the settings."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ivr.cli.project import printable
from ivr.problems import Problem

_YEARS: Final = (2000, 2088)
"""The years of which a journal can hold anything."""

ONE_OF_TWO: Final = "one of the two."
"""What is said of two options that exclude each other."""


def mistake(where: str, cause: str, fix: str = "") -> Problem:
    """Return what is wrong with an option.

    >>> print(mistake("--csv, --json", ONE_OF_TWO))
    --csv, --json: one of the two.
    """
    return Problem("refused-command", where, None, cause, fix)


def day_of(option: str, text: str | None, mistakes: list[Problem]) -> dt.date | None:
    """Return a typed day; None for none, and for what is none, which is added to the mistakes.

    >>> mistakes = []
    >>> day_of("--from", "2027-05-17", mistakes), day_of("--to", "1066-10-14", mistakes)
    (datetime.date(2027, 5, 17), None)
    >>> print(*mistakes)
    --to: No journal holds the year 1066.
    """
    if text is None:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        fix = "Write it like 2026-11-30."
        mistakes.append(mistake(option, f"[{printable(text)}] is no day.", fix))
        return None
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        mistakes.append(mistake(option, f"No journal holds the year {day.year}."))
        return None
    return day


def check_order(first: dt.date | None, last: dt.date | None, mistakes: list[Problem]) -> None:
    """Add to the mistakes that a period ends before it begins."""
    if first is not None and last is not None and first > last:
        cause = f"[{first}] is after the last day, {last}."
        mistakes.append(mistake("--from", cause))
