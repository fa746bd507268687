"""The journal of a hotline that is served, kept where the operator says."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from ivr.files import make_private
from ivr.journal import Journal, Status
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store, StoreAwayError
from ivr.journal.store.away import MISSING
from ivr.journal.writing import open_journal
from ivr.problems import Problem, Severity
from ivr.serving.alarms import watch_over
from ivr.serving.assembly import Assembly
from ivr.serving.settings import Settings

log = logging.getLogger("ivr")


def project_journal(settings: Settings, zone: ZoneInfo, served: Callable[[], Assembly]) -> Journal:
    """Return the journal that is kept for a project, not begun yet; ``zone`` is the hotline's.

    Its caretaker watches over what is ``served`` at each moment, and tells operators.

    A folder that cannot be written keeps no hotline from starting: a line of the log tells.
    """
    kept = JournalSettings.read(settings.root, settings.variables)
    for warning in _folder_faults(kept.folder, make=True):
        log.warning("%s", warning)

    def status() -> Status:
        return journal.status()

    journal = open_journal(kept, zone, watch_over(settings, served, status))
    return journal


def journal_faults(settings: JournalSettings) -> Iterator[Problem]:
    """Yield what keeps a journal from being kept; one that has not begun yet is no fault.

    Calls are taken all the same, so each is a warning. Nothing is made.
    """
    yield from _folder_faults(settings.folder, make=False)
    try:
        Store.open(settings.database, _ANY_ZONE, make=False).close()
    except StoreAwayError as error:
        if error.code != MISSING:
            yield replace(error.problem(settings.database), severity=Severity.WARNING)


def _folder_faults(folder: Path, *, make: bool) -> Iterator[Problem]:
    reason = ""
    try:
        if make:
            make_private(folder)
        there = next(one for one in (folder, *folder.parents) if one.exists())
    except OSError as error:
        reason = f"cannot be made: {error.strerror}"
    else:
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            reason = "cannot be written"
    if reason:
        cause = f"The folder {reason}. Calls are taken, and what happens in them may not be kept."
        fix = "Let the server write there, or name another folder in JOURNAL_DIR."
        yield Problem("journal-folder", str(folder), None, cause, fix, Severity.WARNING)


_ANY_ZONE: Final = ZoneInfo("UTC")
"""No day is told of what is only tried."""
