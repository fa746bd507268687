"""What the rows of the tables are called on the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from ivr.journal.figures import Period
from ivr.journal.figures.period import last_of_month, last_of_week
from ivr.journal.figures.rows import Line
from ivr.model import Hotline
from ivr.studio.pages import dates
from ivr.studio.pages.names import language_name
from ivr.studio.pages.words import UiLanguage, all_words, word


def name_of(by: str, line: Line, period: Period, hotline: Hotline, ui: UiLanguage) -> str:
    """Return the name of a row; spans of time end where the period does."""
    if by in ("day", "week", "month"):
        first, last = _span(by, line.key)
        return dates.days(max(first, period.first), min(last, period.last), ui)
    if by == "language":
        no_language = word("figures.no_language", ui)
        return language_name(line.key, ui, hotline) if line.key else no_language
    if by == "topic":
        return _topic(line.key, hotline, ui)
    make = _MADE_OF_WORDS.get(by)
    return line.name if make is None else make(line.key, ui)


def short_name(by: str, line: Line, ui: UiLanguage) -> str:
    """Return what stands below the bar of a span of time."""
    if by == "hour":
        return line.key
    first, last = _span(by, line.key)
    if by == "month":
        return dates.short_month(first, ui)
    return dates.short_day(first, ui) if first == last else f"{first.day}–{last.day}/{last.month}"


def worded(kind: str, key: str, ui: UiLanguage) -> str:
    """Return the words for something that the journal knows by a key, or the key.

    >>> worded("outcome", "busy", "en"), worded("at", "fees.menu", "en")
    ('busy', 'fees.menu')
    """
    known = f"figures.{kind}_{key}"
    return word(known, ui) if known in all_words() else key


def _span(by: str, key: str) -> tuple[dt.date, dt.date]:
    first = dt.date.fromisoformat(f"{key}-01" if by == "month" else key)
    if by == "day":
        return first, first
    return first, last_of_week(first) if by == "week" else last_of_month(first)


def _topic(key: str, hotline: Hotline, ui: UiLanguage) -> str:
    """Return what the one who answers a transfer is told, where the page's language has that."""
    prompts = hotline.municipalities[hotline.default_municipality].prompts
    said = prompts.get(ui, {}).get(f"topic.{key}")
    return key if said is None else said.text.template.rstrip(".")


def _hour(key: str, ui: UiLanguage) -> str:
    return f"kl. {key}" if ui == "nb" else f"{key}:00"


def _transfer(key: str, ui: UiLanguage) -> str:
    service, route, outcome = key.rsplit("/", 2)
    told = worded("outcome", outcome, ui)
    return word("figures.transfer_row", ui, service=service, route=route, outcome=told)


def _end(key: str, ui: UiLanguage) -> str:
    return worded("end", key, ui)


def _place(key: str, ui: UiLanguage) -> str:
    at, _, name = key.partition(" ")
    told = worded("at", at or "nowhere", ui)
    return f"{told} {name}" if name else told


_MADE_OF_WORDS: Final[Mapping[str, Callable[[str, UiLanguage], str]]] = {
    "hour": _hour,
    "transfer": _transfer,
    "end": _end,
    **dict.fromkeys(("gave-up", "wrong-key", "place"), _place),
}
