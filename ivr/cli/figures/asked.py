"""What is asked of the journal, and its answer; every mistake in the question is told at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ivr.cli.figures.rows import BY
from ivr.cli.project import Refused, printable
from ivr.did_you_mean import nearest
from ivr.journal.figures.period import Period
from ivr.problems import Problem, Refusal

if TYPE_CHECKING:
    from ivr.journal.figures import Figures
    from ivr.journal.settings import JournalSettings
    from ivr.journal.store import StoreAwayError
    from ivr.model import Hotline

SETTINGS: Final = ("DATABASE_URL", "JOURNAL_DIR", "SMALL_CELLS")
"""The settings that a question depends on."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        period: The days.
        today: The day it is by the hotline's clock.
        municipality: Whose calls; None for those of all.
        by: The one table that is wanted; None for the overview.
    """

    period: Period
    today: dt.date
    municipality: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the journal says to a question.

    Attributes:
        by: The one table that is wanted; None for the overview.
        told: The figures of the period.
        before: Those of the period to compare it with.
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


def add(faults: list[Problem], where: str, cause: str, fix: str = "") -> None:
    """Add what is wrong with an option."""
    faults.append(Problem("refused-command", where, None, cause, fix))


def setting_faults(environ: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with the settings that figures depend on."""
    from ivr.serving.setting_faults import setting_faults as faults_of

    found = faults_of(environ, needed=False)
    return [fault for fault in found if fault.is_mistake and fault.file in SETTINGS]


def period_of(first: str | None, last: str | None, today: dt.date, faults: list[Problem]) -> Period:
    """Return the period of two typed days; what is wrong with them is added to the faults.

    Without a first day it is the month of the last one, without a last one it ends today.

    >>> print(period_of(None, "2026-10-31", dt.date(2026, 11, 30), []))
    2026-10-01 to 2026-10-31
    """
    typed = _day("--from", first, faults)
    end = _day("--to", last, faults) or today
    begin = typed or end.replace(day=1)
    if begin > end:
        add(faults, "--from", f"[{begin}] is after the last day, {end}.")
    return Period(begin, end)


def _day(option: str, text: str | None, faults: list[Problem]) -> dt.date | None:
    try:
        day = None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        day = None
        add(faults, option, f"[{printable(text or '')}] is no day.", "Write it like 2026-11-30.")
    if day is not None and not _YEARS[0] <= day.year <= _YEARS[1]:
        add(faults, option, f"No journal holds the year {day.year}.")
        return None
    return day


_YEARS: Final = (2000, 9000)


def check_known(option: str, word: str, words: Collection[str], faults: list[Problem]) -> None:
    """Add to the faults that a word is none of those that are known."""
    if word not in words:
        add(faults, option, f"[{printable(word)}] is not known here.", nearest(word, words))


def answer(
    settings: JournalSettings, hotline: Hotline, asked: Question, faults: list[Problem]
) -> Answer:
    """Return what the journal says.

    Raises Refused with all the faults of the question, among them that there is no journal yet, or
    that it cannot be read.
    """
    from ivr.journal import figures as library
    from ivr.journal.figures.reading import first_day, municipalities
    from ivr.journal.figures.tables import NEEDS
    from ivr.journal.store import Store, StoreAwayError

    where = source(settings)
    try:
        store = Store.open(settings.database, hotline.timezone, make=False)
        with store.reading() as connection:
            if asked.municipality is not None:
                known = {*hotline.municipalities, *municipalities(connection)}
                check_known("--municipality", asked.municipality, known, faults)
            if faults:
                raise Refused(Refusal(*faults))
            question = library.Question(
                asked.period,
                hotline.timezone,
                asked.today,
                asked.municipality,
                settings.threshold,
                tuple(NEEDS) if asked.by is None else (BY[asked.by],),
            )
            told = library.figures(connection, question)
            before = library.figures(connection, replace(question, period=asked.period.before()))
            since = first_day(connection, hotline.timezone)
    except StoreAwayError as error:
        add(faults, where, *_away(error))
        raise Refused(Refusal(*faults)) from None
    return Answer(asked.by, told, before, since, where, hotline)


def _away(error: StoreAwayError) -> tuple[str, str]:
    from ivr.journal.store.away import MISSING

    if error.code == MISSING:
        fix = "It begins with the first call; JOURNAL_DIR or DATABASE_URL says where it is kept."
        return "There is no journal yet.", fix
    return f"The journal cannot be read: {error.reason}.", ""


def source(settings: JournalSettings) -> str:
    """Return where the journal is, without what its address may keep secret.

    >>> from pathlib import Path
    >>> from ivr.journal.settings import JournalSettings
    >>> source(JournalSettings.read(Path("kommune"), {}))
    'kommune/journal/journal.sqlite'
    """
    scheme, _, path = settings.database.partition(":///")
    return path if scheme == "sqlite" else "DATABASE_URL"
