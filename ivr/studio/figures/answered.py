"""What the journal says to the page, or why and since when it says nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from ivr.journal.figures import Question
from ivr.journal.figures.answer import Answer, answer
from ivr.journal.figures.reading import municipalities
from ivr.journal.figures.tables import NEEDS
from ivr.journal.measures import BY
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store, StoreAwayError
from ivr.journal.store.away import MISSING, shown
from ivr.journal.writing.spool import FOLDER, waiting_since
from ivr.model import Hotline
from ivr.problems import Problem
from ivr.studio.figures.asked import Asked, asked


@dataclass(frozen=True, slots=True)
class Silent:
    """Why there are no figures: since when (aware; None where nobody knows), and what mends it."""

    has_begun: bool
    since: dt.datetime | None
    problem: Problem


@dataclass(frozen=True, slots=True)
class Answered:
    """What was asked, and what was found."""

    asked: Asked
    found: Answer | Silent


def answered(
    settings: JournalSettings,
    hotline: Hotline,
    query: Mapping[str, str],
    now: dt.datetime,
    by: str | None = None,
) -> Answered:
    """Read what an address asks for from the journal; ``by`` is the one table that is wanted."""
    zone = hotline.timezone
    today = now.astimezone(zone).date()
    known = {*hotline.municipalities}
    try:
        store = Store.open(settings.database, zone, make=False)
        try:
            with store.reading() as connection:
                if query.get("municipality", "") not in {"", *known}:
                    known |= municipalities(connection)  # one that is listed no more
                wanted = asked(query, today, known)
                question = Question(
                    wanted.period,
                    zone,
                    today,
                    wanted.municipality,
                    settings.threshold,
                    tuple(NEEDS) if by is None else (BY[by],),
                )
                where = shown(settings.database)
                return Answered(wanted, answer(connection, hotline, question, by, where))
        finally:
            store.close()
    except StoreAwayError as error:
        since = waiting_since(settings.folder / FOLDER)
        silent = Silent(
            error.code != MISSING,
            None if since is None else since.astimezone(zone),
            error.problem(settings.database),
        )
        return Answered(asked(query, today, known), silent)
