"""Test calls are in the journal, marked, and in no figure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import select

from ivr.journal.figures import Figures, Period, Question, figures
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store
from ivr.journal.store.tables import CALL
from ivr.journal.writing import open_journal
from ivr.model import Hotline
from ivr.phone import ScriptedCaller
from ivr.proof.probe.plan import Wanted
from ivr.proof.probe.ringing import Probe, Rung
from ivr.serving.assembly import Site
from tests.support.hotline import BASE_URL, TOKEN, VARIABLES, served
from tests.support.ringing import Line

OSLO = ZoneInfo("Europe/Oslo")


def told(store: Store, now: dt.datetime) -> Figures:
    today = now.astimezone(OSLO).date()
    around = Period(today - dt.timedelta(days=1), today + dt.timedelta(days=1))
    with store.reading() as connection:
        return figures(connection, Question(around, OSLO, today))


def test_test_calls_are_kept_and_counted_nowhere(
    small: Path, small_hotline: Hotline, tmp_path: Path
) -> None:
    """Six people call while the test calls are made; a figure tells of six, summed up or not."""
    now = dt.datetime.now(OSLO)
    kept = JournalSettings.read(tmp_path, {})
    journal = open_journal(kept, OSLO)
    app = served(small, journal=journal)
    line = Line(app, small_hotline)
    probe = Probe(Rung(BASE_URL, TOKEN, Site(small, VARIABLES)), Wanted(), httpx.WSGITransport(app))
    # The line makes every call under one name, which is one call to the journal.
    for number in range(6):
        line.carrier().call(
            ScriptedCaller("1,-"), to=line.number, from_="+4700000099", at=now,
            call_sid=f"CA{number:032}",
        )  # fmt: skip
    probe.run()
    journal.close()
    assert probe.report.failures == []
    store = Store.open(kept.database, OSLO)
    try:
        with store.reading() as connection:
            marked = [row.probe for row in connection.execute(select(CALL.c.probe))]
        assert marked.count(True) == probe.report.calls == 8
        assert marked.count(False) == 6
        assert told(store, now).calls == 6
        assert store.sum_up(now + dt.timedelta(days=1)) == len(marked)
        assert told(store, now).calls == 6
    finally:
        store.close()
