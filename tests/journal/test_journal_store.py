"""The journal's database: what is written is kept once, summed once, and purged in time."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from ivr.journal.events import Entry, Event, Kind, quarter
from ivr.journal.figures import Period, Question, figures
from ivr.journal.store import Purged, Store, purging
from ivr.journal.store.survey import survey
from ivr.journal.store.tables import CALL, DAILY, EVENT
from tests.support.postgres import Postgres

OSLO = ZoneInfo("Europe/Oslo")
NOON = dt.datetime(2027, 5, 17, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
ANSWER = Event(Kind.ANSWERED, "vestby", "shared", at="languages")
END = Event(Kind.ENDED, "vestby", outcome="hung-up", seconds=31)
DIAL = Event(Kind.REACHED, "vestby", "", "pl", "dial", "gp")


def entry(event: Event, call: int = 1, *, probe: bool = False) -> Entry:
    return Entry(event, quarter(NOON), b"%016d" % call, probe=probe)


def summed(store: Store) -> dict[tuple[str, str], int]:
    """The sums of days by measure and key."""
    with store.reading() as connection:
        return {(row.measure, row.key): row.n for row in connection.execute(select(DAILY))}


def kept(store: Store) -> tuple[int, int]:
    """How many calls and events there are."""
    with store.reading() as connection:
        found = survey(connection, OSLO)
    return found.calls, found.events


def test_a_call_is_summed_once_when_it_is_over(store: Store) -> None:
    store.write([entry(ANSWER), entry(END)], NOON)
    assert store.sum_up(NOON + HOUR / 2) == 0
    assert store.sum_up(NOON + HOUR) == 1
    assert store.sum_up(NOON + HOUR) == 0
    assert summed(store)["calls", ""] == 1
    assert summed(store)["end", "hung-up"] == 1


def test_a_call_counts_from_its_answer_on(store: Store) -> None:
    store.write([entry(ANSWER)], NOON)
    asked = Question(Period(NOON.date(), NOON.date()), OSLO, NOON.date())
    with store.reading() as connection:
        assert figures(connection, asked).calls == 1


def test_a_late_event_changes_what_was_summed(store: Store) -> None:
    store.write([entry(ANSWER)], NOON)
    store.sum_up(NOON + HOUR)
    assert summed(store)["end", "untold"] == 1
    store.write([entry(END)], NOON + HOUR)
    assert summed(store) == {}
    store.sum_up(NOON + 2 * HOUR)
    assert summed(store)["end", "hung-up"] == 1
    assert summed(store)["calls", ""] == 1
    assert ("end", "untold") not in summed(store)


def test_an_end_told_twice_is_one(store: Store) -> None:
    store.write([entry(ANSWER), entry(END), entry(END)], NOON)
    store.sum_up(NOON + HOUR)
    store.write([entry(END)], NOON + HOUR)
    assert kept(store) == (1, 2)
    assert summed(store)["calls", ""] == 1


def test_a_call_without_an_end_is_over_after_half_an_hour(store: Store) -> None:
    store.write([entry(ANSWER)], NOON)
    assert store.sum_up(NOON + HOUR) == 1


def test_a_call_in_which_somebody_may_be_talking_is_over_after_five_hours(store: Store) -> None:
    store.write([entry(ANSWER), entry(DIAL)], NOON)
    assert store.sum_up(NOON + 5 * HOUR) == 0
    assert store.sum_up(NOON + 5.25 * HOUR) == 1


def test_a_transfer_that_is_over_is_not_waited_for(store: Store) -> None:
    over = Event(Kind.TRANSFER, "vestby", name="gp", route=1, outcome="busy")
    store.write([entry(ANSWER), entry(DIAL), entry(over)], NOON)
    assert store.sum_up(NOON + HOUR) == 1


def test_a_clock_set_back_leaves_no_call_waiting(store: Store) -> None:
    store.write([entry(ANSWER), entry(DIAL)], NOON)
    assert store.sum_up(NOON - DAY) == 1


def test_a_test_call_is_kept_and_in_no_sum(store: Store) -> None:
    store.write([entry(ANSWER, probe=True), entry(END)], NOON)
    assert store.sum_up(NOON + HOUR) == 1
    assert summed(store) == {}
    assert kept(store) == (1, 2)


def test_what_belongs_to_no_call_is_summed_at_once(store: Store) -> None:
    store.write([Entry(Event(Kind.REFUSED, n=7), quarter(NOON))], NOON)
    store.write([Entry(Event(Kind.REFUSED, n=2), quarter(NOON))], NOON)
    assert summed(store) == {("signature-refused", ""): 9}


def test_a_flood_of_what_belongs_to_no_call_is_one_row_a_quarter_of_an_hour(store: Store) -> None:
    """Whoever posts without a signature all month fills no disk."""
    refused, lost = Event(Kind.REFUSED, n=50), Event(Kind.LOST_CLIP)
    for second in range(40):
        now = NOON + second * dt.timedelta(seconds=30)
        store.write([Entry(refused, quarter(now)), Entry(lost, quarter(now))], now)
    assert kept(store) == (0, 4)
    assert summed(store) == {("signature-refused", ""): 2000, ("clip-lost", ""): 40}
    with store.reading() as connection:
        told = select(EVENT.c.quarter, EVENT.c.n).where(EVENT.c.kind == Kind.REFUSED.value)
        assert {*connection.execute(told).all()} == {
            (quarter(NOON), 1500),
            (quarter(NOON) + 1, 500),
        }


def test_counts_that_no_column_can_hold_together_are_kept_apart(store: Store) -> None:
    for _ in range(2):
        store.write([Entry(Event(Kind.REFUSED, n=2**31 - 1), quarter(NOON))], NOON)
    assert kept(store) == (0, 2)
    assert summed(store) == {("signature-refused", ""): 2**32 - 2}


def test_a_call_over_midnight_is_one_whichever_of_its_events_comes_first(store: Store) -> None:
    before = Entry(ANSWER, quarter(NOON), b"old key, call 1.")
    after = Entry(END, quarter(NOON) + 1, b"new key, call 1.", b"old key, call 1.")
    store.write([before], NOON)
    store.write([after], NOON)
    other_before = Entry(ANSWER, quarter(NOON), b"old key, call 2.")
    other_after = Entry(END, quarter(NOON) + 1, b"new key, call 2.", b"old key, call 2.")
    store.write([other_after], NOON)
    store.write([other_before], NOON)
    assert kept(store) == (2, 4)


def test_a_batch_whose_writer_did_not_hear_of_it_is_written_once(store: Store) -> None:
    for batch in (1, 1, 2, 1):
        store.write([entry(DIAL, batch)], NOON, writer="one", batch=batch)
    store.write([entry(DIAL, 3)], NOON, writer="two", batch=1)
    assert kept(store) == (3, 3)


def test_what_no_column_can_hold_is_made_to_fit(store: Store) -> None:
    odd = Event(
        *(Kind.TRANSFER, "v" * 99, "l" * 99, "\0nb", "\ud800", "n" * 999, "t" * 99, "##"),
        *(99_999, "o" * 99, 2**40, 2**40),
    )
    store.write([entry(odd), entry(Event(Kind.KEY, route=-5, seconds=-1, key="1"))], NOON)
    assert store.sum_up(NOON + HOUR) == 1
    assert kept(store) == (1, 2)
    assert summed(store)["transfer", f"{'n' * 128}/32767/{'o' * 32}"] == 1


def test_losses_are_counted_by_their_reason(store: Store) -> None:
    for reason, n in (("queue-full", 2), ("spool-full", 1), ("queue-full", 3)):
        store.lose(reason, n)
    with store.reading() as connection:
        assert survey(connection, OSLO).lost == {"queue-full": 5, "spool-full": 1}


def test_events_go_after_days_and_sums_after_years(store: Store) -> None:
    store.write([entry(ANSWER), entry(END)], NOON)
    store.write([Entry(Event(Kind.LOST_CLIP), quarter(NOON))], NOON)
    store.sum_up(NOON + HOUR)
    assert store.purge(NOON + 29 * DAY, 30, 1096) == Purged()
    assert store.purge(NOON + 31 * DAY, 30, 1096) == Purged(1, 1, 0)
    assert kept(store) == (0, 0)
    assert summed(store)["calls", ""] == 1
    assert store.purge(NOON + (1096 + 30) * DAY, 30, 1096) == Purged(0, 0, 1)
    assert summed(store) == {}


def test_the_sums_of_a_month_go_together(store: Store) -> None:
    """Told before and after one of its days is gone, a month would tell that day's numbers."""
    for day in range(5):
        then = NOON + day * DAY
        store.write([Entry(ANSWER, quarter(then), b"%016d" % day)], then)
    store.sum_up(NOON + 6 * DAY)
    oldest_is_today = NOON + 1096 * DAY
    for day in range(15):
        assert store.purge(oldest_is_today + day * DAY, 3000, 1096) == Purged()
    assert store.purge(oldest_is_today + 15 * DAY, 3000, 1096) == Purged(0, 0, 5)


def test_a_call_that_is_not_summed_is_not_purged(store: Store) -> None:
    store.write([entry(ANSWER)], NOON)
    assert store.purge(NOON + 31 * DAY, 30, 1096) == Purged()
    assert kept(store) == (1, 1)


def test_more_than_one_purge_takes_at_a_time_is_taken(store: Store) -> None:
    store.write([entry(ANSWER, call) for call in range(1203)], NOON)
    assert store.sum_up(NOON + HOUR) == 1203
    assert store.purge(NOON + 31 * DAY, 30, 1096).calls == 1203
    assert summed(store)["calls", ""] == 1203


def test_tags_are_forgotten_when_their_key_is_gone(store: Store) -> None:
    store.write([entry(ANSWER)], NOON)
    store.purge(NOON + DAY, 30, 1096)
    assert tagged(store) == 1
    store.purge(NOON + 2 * DAY, 30, 1096)
    assert tagged(store) == 0


def tagged(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count(CALL.c.tag))) or 0


def test_what_was_purged_is_nowhere_in_a_file(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/journal.sqlite", OSLO)
    event = Event(Kind.REACHED, "vestby", at="step", name="a-step-to-look-for")
    store.write([entry(event, call) for call in range(3000)], NOON)
    full = size(tmp_path)
    assert any(b"a-step-to-look-for" in path.read_bytes() for path in tmp_path.iterdir())
    store.take(NOON, purging.everything())
    assert not any(b"a-step-to-look-for" in path.read_bytes() for path in tmp_path.iterdir())
    assert size(tmp_path) < full / 3
    store.close()


def test_what_was_purged_is_nowhere_beside_what_stays(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/journal.sqlite", OSLO)
    kept = Event(Kind.REACHED, "vestby", at="step", name="a-step-that-stays")
    purged = Event(Kind.REACHED, "vestby", at="step", name="a-step-to-look-for")
    # By turns, so that both lie in every page.
    entries = [
        Entry((purged, kept)[call % 2], quarter(NOON + call % 2 * DAY), b"%016d" % call)
        for call in range(400)
    ]
    store.write(entries, NOON)
    store.take(NOON, purging.before((NOON + DAY).date(), OSLO))
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert content.count(b"a-step-that-stays") == 200
    assert b"a-step-to-look-for" not in content
    store.close()


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_keys_of_postgresql_are_the_first_machines_and_only_those_that_are_wanted(
    postgres: Postgres,
) -> None:
    store = Store.open(postgres.database(), OSLO)
    today, tomorrow = NOON.date(), NOON.date() + DAY
    first = {today: b"1" * 32, tomorrow: b"2" * 32}
    assert store.keep_keys(first) == first
    assert store.keep_keys({today: b"3" * 32, tomorrow: b"4" * 32}) == first
    assert store.keep_keys({tomorrow: b"5" * 32}) == {tomorrow: b"2" * 32}
    assert store.read_keys() == {tomorrow: b"2" * 32}
    assert store.keep_keys({}) == {}
    assert store.read_keys() == {}
    store.close()


def test_processes_that_write_and_sum_up_at_once_count_every_call_once(database: str) -> None:
    Store.open(database, OSLO).close()
    spawn = multiprocessing.get_context("spawn")
    jobs = [(database, worker, range(40)) for worker in range(3)]
    with ProcessPoolExecutor(3, mp_context=spawn) as pool:
        assert sum(pool.map(_work, jobs)) == 0
    store = Store.open(database, OSLO)
    store.sum_up(NOON + HOUR)
    found = summed(store)
    assert found["calls", ""] == found["end", "hung-up"] == 40
    assert found["wrong-key", "fees"] == 3 * 40
    assert kept(store) == (40, 40 * (1 + 3 + 1))
    store.close()


def _work(job: tuple[str, int, Sequence[int]]) -> int:
    """Write a part of each call, summing up as if it were over each time."""
    database, worker, calls = job
    store = Store.open(database, OSLO)
    wrong = Event(Kind.WRONG_KEY, "vestby", at="step", name="fees", key="9")
    for call in calls:
        part = [entry(ANSWER, call)] if worker == 0 else []
        # Each worker is told of the end, as by a carrier that tells it again.
        store.write([*part, entry(wrong, call), entry(END, call)], NOON)
        store.sum_up(NOON + HOUR)
    store.close()
    return 0


def test_a_file_that_was_taken_away_is_begun_anew(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/journal/journal.sqlite", OSLO)
    for path in (tmp_path / "journal").iterdir():
        path.unlink()
    (tmp_path / "journal").rmdir()
    with pytest.raises(Exception, match="cannot be used"):
        store.write([entry(ANSWER)], NOON)
    store.write([entry(ANSWER)], NOON)
    assert kept(store) == (1, 1)
    store.close()


def test_events_are_told_apart_from_other_calls_events(store: Store) -> None:
    store.write([entry(ANSWER, 1), entry(ANSWER, 2), entry(END, 1)], NOON)
    with store.reading() as connection:
        numbers = [*connection.scalars(select(EVENT.c.call).order_by(EVENT.c.id))]
    assert sorted(map(numbers.count, {*numbers})) == [1, 2]
