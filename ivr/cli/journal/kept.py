"""Opening a project's journal from the command line; whatever is in the way becomes a line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from ivr.cli.project import Refused, check_folder
from ivr.problems import Problem, Refusal

if TYPE_CHECKING:
    from ivr.journal.settings import JournalSettings
    from ivr.journal.store import Store

_SETTINGS: Final = (
    *("DATABASE_URL", "JOURNAL_DIR", "JOURNAL_DAYS", "JOURNAL_SUM_DAYS", "SMALL_CELLS"),
)

_NORWAY: Final = "Europe/Oslo"
"""The time zone of a hotline that says none that is known."""


def settings_of(project: Path, mistakes: list[Problem]) -> JournalSettings:
    """Return where a project's journal is; what is wrong with the settings is added to mistakes."""
    from ivr.environment import trimmed
    from ivr.journal.settings import JournalSettings
    from ivr.serving.faults.settings import setting_faults

    check_folder(project)
    environ = trimmed(os.environ)
    faults = setting_faults(environ, needed=False)
    mistakes += [fault for fault in faults if fault.is_mistake and fault.file in _SETTINGS]
    return JournalSettings.read(project, environ)


def zone_of(project: Path) -> ZoneInfo:
    """Return a hotline's time zone; a journal can be read beside a broken configuration."""
    from ivr.definition.opening_hours import is_timezone
    from ivr.definition.read import read_project

    hotline = read_project(project).hotline
    known = hotline is not None and is_timezone(hotline.timezone)
    return ZoneInfo(hotline.timezone if hotline is not None and known else _NORWAY)


def refuse(mistakes: Sequence[Problem]) -> None:
    """Raise Refused with all mistakes, if there are any."""
    if mistakes:
        raise Refused(Refusal(*mistakes))


@contextmanager
def opened(
    settings: JournalSettings, zone: ZoneInfo, mistakes: Sequence[Problem] = ()
) -> Iterator[Store]:
    """Give a project's journal, of a hotline in a time zone.

    Raises Refused when it is not there, or cannot be used, with the mistakes that were made before.
    """
    from ivr.journal.store import Store, StoreAwayError

    if any(mistake.file == "DATABASE_URL" for mistake in mistakes):
        refuse(mistakes)  # where to look is not known
    try:
        store = Store.open(settings.database, zone, make=False)
        yield store
        store.close()
    except StoreAwayError as error:
        raise Refused(Refusal(*mistakes, error.problem(settings.database))) from None
