"""How the journal and its disk fare."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from typing import Final

from ivr.journal.alarms.state import State as Remembered
from ivr.journal.alarms.state import read_state
from ivr.journal.store import Store, StoreAwayError
from ivr.journal.store.away import MISSING
from ivr.journal.store.survey import events_lost
from ivr.journal.writing.spool import FOLDER, spooled, waiting_since
from ivr.studio.pages.dates import decimal
from ivr.studio.status.finding import Finding, State
from ivr.studio.status.look import Look

_LATELY: Final = dt.timedelta(days=7)
"""For so long a loss of events is told as wrong; nothing brings them back."""

_LITTLE: Final = 500_000_000
"""Bytes that ought to be free."""
_SMALL_SPOOL: Final = 10_000
"""Bytes that may be on their way to the database."""


def kept(look: Look) -> Iterator[Finding]:
    """Yield how the journal is written, and how much room there is."""
    yield _journal(look)
    yield _disk(look)


def _journal(look: Look) -> Finding:
    spools = look.journal.folder / FOLDER
    waits, since = spooled(spools), waiting_since(spools)
    since = None if since is None else look.local(since)
    try:
        store = Store.open(look.journal.database, look.zone, make=False)
        with store.reading() as connection:
            lost = events_lost(connection)
        store.close()
    except StoreAwayError as error:
        if error.code == MISSING:
            return Finding("journal", State.UNMEASURED, look.say("journal_none"))
        told, fix = look.say("journal_away"), look.say("journal_away_fix")
        english = (error.problem(look.journal.database).sentence,)
        return Finding("journal", State.WRONG, told, fix, since, english=english)
    if waits > _SMALL_SPOOL:
        kilobytes = decimal(waits / 1000, 0, look.ui)
        told, fix = look.say("journal_behind", kb=kilobytes), look.say("journal_away_fix")
        return Finding("journal", State.WRONG, told, fix, since)
    if not lost:
        return Finding("journal", State.GOOD, look.say("journal_good"), page="figures.show")
    told = look.say("journal_lost", n=decimal(lost, 0, look.ui))
    at = _lost_at(look, read_state(look.journal.folder))
    if at is not None and look.now - at < _LATELY:
        return Finding("journal", State.WRONG, told, look.say("journal_lost_fix"), at)
    return Finding("journal", State.GOOD, told, page="figures.show")


def _lost_at(look: Look, state: Remembered | None) -> dt.datetime | None:
    return None if state is None or state.lost_at is None else look.local(state.lost_at)


def _disk(look: Look) -> Finding:
    folder = look.journal.folder
    there = next((one for one in (folder, *folder.absolute().parents) if one.exists()), look.root)
    try:
        free = shutil.disk_usage(there).free
    except OSError:
        return Finding("disk", State.UNMEASURED, look.say("disk_unreadable"))
    told = look.say("disk", gb=decimal(free / 1e9, 1, look.ui))
    if free < _LITTLE:
        return Finding("disk", State.WRONG, told, look.say("disk_fix"))
    return Finding("disk", State.GOOD, told)
