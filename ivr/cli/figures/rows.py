"""The rows of the figures' tables, with names for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr.journal import measures as met

if TYPE_CHECKING:
    from ivr.journal.figures import Figures
    from ivr.model import Hotline

BY: Final = {
    "day": met.CALLS,
    "hour": met.HOUR,
    "language": met.LANGUAGE,
    "topic": met.TOPIC,
    "service": met.SERVICE,
    "transfer": met.TRANSFER,
    "end": met.END,
    "gave-up": met.GAVE_UP,
    "wrong-key": met.WRONG_KEY,
    "place": met.PLACE,
    "municipality": met.CALLS,
}
"""What figures can be told by, and the table each needs."""


class Line(NamedTuple):
    """A row: ``calls`` is None where it is none, or too few to tell."""

    key: str
    name: str
    calls: int | None


def lines(told: Figures, by: str, hotline: Hotline) -> list[Line]:
    """Return the rows of a table: days and hours all of them, of the rest those that are told."""
    table = _table(by)
    keys: Sequence[str] = [*told.tables[table].numbers]
    if by == "day":
        keys = [str(day) for day in told.asked.period.days()]
    elif by == "hour":
        keys = [f"{hour:02d}" for hour in range(24)]
    return [Line(key, _name(by, key, hotline), told.number(table, key)) for key in keys]


def _name(by: str, key: str, hotline: Hotline) -> str:
    if by == "language":
        known = hotline.languages.get(key)
        return f"{key} {known.name}" if known else key or "none was chosen"
    if by == "municipality" and key in hotline.municipalities:
        return hotline.municipalities[key].name
    if by == "hour":
        return f"{key}:00"
    return key or "before any place"


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
    return by if by in ("day", "municipality") else BY[by]
