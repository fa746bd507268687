"""The rows of the figures' tables, with names for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ivr.journal import measures as met
from ivr.journal.figures.figures import BY_DAY, BY_MONTH, BY_MUNICIPALITY, BY_WEEK, Figures
from ivr.journal.figures.period import Period, last_of_month, last_of_week, week_of
from ivr.model import Hotline


class Line(NamedTuple):
    """A row: ``calls`` is None where it is none, or too few to tell."""

    key: str
    name: str
    calls: int | None


def lines(told: Figures, by: str, hotline: Hotline) -> list[Line]:
    """Return the rows of a table: days and hours all of them, of the rest those that are told."""
    table = _table(by)
    if by in _SPANS:
        spans = [*_spans(by, told.asked.period)]
        return [Line(key, name, told.number(table, key)) for key, name in spans]
    keys: Sequence[str] = [*told.tables[table].numbers]
    if by == "hour":
        keys = [f"{hour:02d}" for hour in range(24)]
    return [Line(key, _name(by, key, hotline), told.number(table, key)) for key in keys]


def _spans(by: str, period: Period) -> Iterator[tuple[str, str]]:
    """Yield the key and the name of each day, week or month that a period has a part of."""
    begin = period.first
    while begin <= period.last:
        first, last, key, name = _span(by, begin)
        here = Period(max(first, period.first), min(last, period.last))
        yield key, name if here == Period(first, last) else str(here)
        begin = last + dt.timedelta(days=1)


def _span(by: str, day: dt.date) -> tuple[dt.date, dt.date, str, str]:
    if by == BY_DAY:
        return day, day, str(day), str(day)
    if by == BY_WEEK:
        first, last = week_of(day), last_of_week(day)
        return first, last, str(first), str(Period(first, last))
    month = f"{day:%Y-%m}"
    return day.replace(day=1), last_of_month(day), month, month


def _name(by: str, key: str, hotline: Hotline) -> str:
    if by == "language":
        known = hotline.languages.get(key)
        return f"{key} {known.name}" if known else key or "none was chosen"
    if by == "municipality" and key in hotline.municipalities:
        return hotline.municipalities[key].name
    if by == "hour":
        return f"{key}:00"
    return key or "before any place"


ALONE: Final = (
    *(met.GOT_THROUGH, met.SILENT, met.WRONG_KEY, met.SLOWLY, met.FALLBACK),
    *(met.UNKNOWN_NUMBER, met.FIRST_TRANSFER),
)
"""The tables that the numbers which stand alone are taken from."""


def numbers(told: Figures) -> dict[str, int | float | None]:
    """Return the numbers that stand alone, by the names that programs know them by."""
    waiting = told.first_transfer
    return {
        "calls": told.calls,
        "got_through": told.through,
        "share_of_calls": told.share_of_calls,
        "tried": told.tried,
        "share_of_tried": told.share_of_tried,
        "silent": told.number(met.SILENT, met.SILENT),
        "wrong_keys": told.number(met.WRONG_KEY),
        "slowly": told.number(met.SLOWLY),
        "fallbacks": told.number(met.FALLBACK),
        "unknown_numbers": told.number(met.UNKNOWN_NUMBER),
        "first_transfer_median_s": None if waiting is None else waiting.median,
        "first_transfer_ninetieth_s": None if waiting is None else waiting.ninetieth,
        **{name.replace("-", "_"): n for name, n in told.outside.items()},
    }


def rest(told: Figures, by: str) -> int:
    """Return how many of a table are not told apart."""
    return told.tables[_table(by)].rest


def _table(by: str) -> str:
    return by if by in _SPREAD else met.BY[by]


_SPANS: Final = (BY_DAY, BY_WEEK, BY_MONTH)
_SPREAD: Final = (*_SPANS, BY_MUNICIPALITY)
"""Tables of the calls by when or where they came, made of the table of all calls."""
