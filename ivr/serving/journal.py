"""The journal of a hotline that is served, kept where the operator says."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from zoneinfo import ZoneInfo

from ivr.files import make_private
from ivr.journal import Journal, Status
from ivr.journal.settings import JournalSettings
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
    folder, reason = kept.folder, ""
    try:
        make_private(folder)
    except OSError as error:
        reason = f"cannot be made: {error.strerror}"
    else:
        if not os.access(folder, os.W_OK | os.X_OK):
            reason = "cannot be written"
    if reason:
        cause = f"The folder {reason}. Calls are taken, and what happens in them may not be kept."
        fix = "Let the server write there, or name another folder in JOURNAL_DIR."
        warning = Problem("journal-folder", str(folder), None, cause, fix, Severity.WARNING)
        log.warning("%s", warning)

    def status() -> Status:
        return journal.status()

    journal = open_journal(kept, zone, watch_over(settings, served, status))
    return journal
