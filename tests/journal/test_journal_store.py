"""The journal's database: what is written is kept once, summed once, and purged in time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from ivr.journal.events import Entry, Event, Kind, quarter
from ivr.journal.store import Store

OSLO = ZoneInfo("Europe/Oslo")
NOON = dt.datetime(2027, 5, 17, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_a_call_is_summed_once_when_it_is_over(store: Store) -> None:
    store.write([entry(Kind.ANSWERED, label="shared"), entry(Kind.ENDED, outcome="hung-up")], NOON)
    assert store.sum_up(NOON) == 0
    assert store.sum_up(NOON + HOUR) == 1
    assert store.sum_up(NOON + HOUR) == 0
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT municipality, n FROM daily WHERE measure='calls'")
        assert rows.all() == [("vestby", 1)]


def entry(kind: Kind, tag: bytes = b"t" * 16, label: str = "", outcome: str = "") -> Entry:
    return Entry(Event(kind, "vestby", label, outcome=outcome), quarter(NOON), tag)


def test_a_batch_is_written_once_however_often_it_comes(store: Store) -> None:
    for writer, batch in (("one", 1), ("one", 1), ("two", 1), ("one", 2), ("one", 1)):
        store.write([entry(Kind.KEY)], NOON, writer=writer, batch=batch)
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM event").scalar() == 3
