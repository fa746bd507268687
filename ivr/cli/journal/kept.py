"""Opening a project's journal from the command line; whatever is in the way becomes a line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from ivr.cli.project import Refused, check_folder
from ivr.problems import Refusal

if TYPE_CHECKING:
    from ivr.journal.settings import JournalSettings
    from ivr.journal.store import Store

_SETTINGS: Final = ("DATABASE_URL", "JOURNAL_DIR", "JOURNAL_DAYS", "JOURNAL_SUM_DAYS")

_NORWAY: Final = "Europe/Oslo"
"""The time zone of a hotline that says none that is known."""


def settings_of(project: Path) -> JournalSettings:
    """Return where a project's journal is; raises Refused with every fault of the settings."""
    from ivr.environment import trimmed
    from ivr.journal.settings import JournalSettings
    from ivr.serving.setting_faults import setting_faults

    check_folder(project)
    environ = trimmed(os.environ)
    faults = [fault for fault in setting_faults(environ, needed=False) if fault.file in _SETTINGS]
    if mistakes := [fault for fault in faults if fault.is_mistake]:
        raise Refused(Refusal(*mistakes))
    return JournalSettings.read(project, environ)


def zone_of(project: Path) -> ZoneInfo:
    """Return a hotline's time zone; a journal can be read beside a broken configuration."""
    from ivr.definition.opening_hours import is_timezone
    from ivr.definition.read import read_project

    hotline = read_project(project).hotline
    known = hotline is not None and is_timezone(hotline.timezone)
    return ZoneInfo(hotline.timezone if hotline is not None and known else _NORWAY)


@contextmanager
def opened(project: Path, settings: JournalSettings) -> Iterator[Store]:
    """Give a project's journal; raises Refused when it is not there, or cannot be used."""
    from ivr.journal.store import Store, StoreAwayError

    try:
        store = Store.open(settings.database, zone_of(project), make=False)
        yield store
        store.close()
    except StoreAwayError as error:
        raise Refused(Refusal(error.problem(settings.database))) from None
