"""What a server records is in the database soon after, and no call waits for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from ivr.journal import Event, Kind
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store
from ivr.journal.store.tables import CALL, EVENT
from ivr.journal.writing import open_journal
from tests.support.processes import wait_until

OSLO = ZoneInfo("Europe/Oslo")
NOON = dt.datetime(2027, 5, 17, 12, tzinfo=OSLO)


@pytest.fixture
def settings(tmp_path: Path, database: str) -> JournalSettings:
    return JournalSettings(tmp_path / "journal", database)


def steps(settings: JournalSettings) -> dict[int, list[str]]:
    """The names of the steps that each call came to, in their order."""
    found: dict[int, list[str]] = {}
    with Store.open(settings.database, OSLO).reading() as connection:
        rows = connection.execute(select(EVENT.c.call, EVENT.c.name).order_by(EVENT.c.id))
        for number, name in rows:
            found.setdefault(number, []).append(name)
    return found


def test_what_happens_in_a_call_is_kept_together_and_in_order(settings: JournalSettings) -> None:
    journal = open_journal(settings, OSLO)
    for name in "abc":
        for call in ("CA1", "CA2"):
            journal.record(call, NOON, Event(Kind.REACHED, at="step", name=name))
    journal.close()
    assert sorted(steps(settings).values()) == [["a", "b", "c"], ["a", "b", "c"]]


def test_it_is_there_while_the_server_goes_on(settings: JournalSettings) -> None:
    journal = open_journal(settings, OSLO)
    journal.record("CA1", NOON, Event(Kind.ANSWERED, "asker", "shared"))
    wait_until(lambda: journal.status().queued == 0)
    with Store.open(settings.database, OSLO).reading() as connection:
        assert connection.execute(select(CALL.c.municipality)).scalars().all() == ["asker"]
    journal.close()
