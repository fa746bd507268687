"""What is asked of the journal, and its answer; every mistake in the question is told at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from ivr.cli.journal.kept import opened, refuse
from ivr.cli.journal.typed import check_order, day_of, mistake
from ivr.cli.project import printable
from ivr.did_you_mean import nearest
from ivr.journal.figures.period import Period
from ivr.problems import Problem

if TYPE_CHECKING:
    from ivr.journal.figures import Question
    from ivr.journal.figures.answer import Answer
    from ivr.journal.settings import JournalSettings
    from ivr.model import Hotline


def period_of(
    first: str | None, last: str | None, today: dt.date, mistakes: list[Problem]
) -> Period:
    """Return the period of two typed days; what is wrong with them is added to the mistakes.

    Without a first day it is the month of the last one, without a last one it ends today.

    >>> print(period_of(None, "2026-10-31", dt.date(2026, 11, 30), []))
    2026-10-01 to 2026-10-31
    """
    typed = day_of("--from", first, mistakes)
    end = day_of("--to", last, mistakes) or today
    begin = typed or end.replace(day=1)
    check_order(begin, end, mistakes)
    return Period(begin, end)


def check_known(option: str, word: str, words: Collection[str], mistakes: list[Problem]) -> None:
    """Add to the mistakes that a word is none of those that are known."""
    if word not in words:
        cause = f"[{printable(word)}] is not known here."
        mistakes.append(mistake(option, cause, nearest(word, words)))


def answer(
    settings: JournalSettings,
    hotline: Hotline,
    asked: Question,
    by: str | None,
    mistakes: list[Problem],
) -> Answer:
    """Return what the journal says; ``by`` is the one table that is wanted.

    Raises Refused with all the mistakes of the question, among them that there is no journal yet,
    or that it cannot be read.
    """
    from ivr.journal.figures import answer as figures
    from ivr.journal.figures.reading import municipalities
    from ivr.journal.store.away import shown

    zone = hotline.timezone
    with opened(settings, zone, mistakes) as store, store.reading() as connection:
        if asked.municipality is not None:
            known = {*hotline.municipalities, *municipalities(connection)}
            check_known("--municipality", asked.municipality, known, mistakes)
        refuse(mistakes)
        return figures.answer(connection, hotline, asked, by, shown(settings.database))
