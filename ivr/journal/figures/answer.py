"""What the journal says to a question, beside the period before: the whole of a page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from ivr.journal.figures.figures import Figures, Question, figures
from ivr.journal.figures.reading import first_day
from ivr.journal.figures.rows import ALONE
from ivr.model import Hotline


@dataclass(frozen=True, slots=True)
class Answer:
    """What the journal says to a question.

    Attributes:
        by: The one table that is wanted; None for the overview.
        told: The figures of the period.
        before: Those of the period to compare it with; beside an overview, what stands alone.
        since: The first day of which anything is kept; None for none.
        source: Where the journal is.
        hotline: What knows names.
    """

    by: str | None
    told: Figures
    before: Figures
    since: dt.date | None
    source: str
    hotline: Hotline


def answer(
    connection: Connection, hotline: Hotline, asked: Question, by: str | None, source: str
) -> Answer:
    """Return what the journal says; ``by`` is the one table that is wanted."""
    told = figures(connection, asked)
    wanted = ALONE if by is None else asked.wanted
    compared = replace(asked, period=asked.period.before(), wanted=wanted)
    before = figures(connection, compared)
    return Answer(by, told, before, first_day(connection, hotline.timezone), source, hotline)
