"""`ivr journal`: what is kept, taken out and taken away, told in plain lines."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.journal.events import Entry, Event, Kind, quarter
from ivr.journal.store import Store
from ivr.journal.store.engine import writing
from ivr.journal.writing.key_file import KeyFile
from ivr.journal.writing.lines import to_line
from tests.support.commands import Ivr, one_line
from tests.support.postgres import PASSWORD

OSLO = ZoneInfo("Europe/Oslo")
NOW = dt.datetime.now(dt.UTC)
LONG_AGO = NOW - dt.timedelta(days=40)


@pytest.fixture
def ivr(small: Path) -> Ivr:
    return Ivr(small)


@pytest.fixture
def where(database: str, tmp_path: Path) -> dict[str, str]:
    """The settings of a journal with an old call and a new one."""
    folder = tmp_path / "journal"
    folder.mkdir(exist_ok=True)
    store = Store.open(database, OSLO)
    for call, moment in enumerate((LONG_AGO, NOW)):
        events = [
            Event(Kind.ANSWERED, "vestby", "shared", at="languages"),
            Event(Kind.REACHED, "vestby", "", "pl", "step", "fees", "fees"),
        ]
        store.write([Entry(event, quarter(moment), b"%016d" % call) for event in events], moment)
    store.sum_up(NOW)
    store.close()
    return {"DATABASE_URL": database, "JOURNAL_DIR": str(folder)}


def test_status_says_what_is_kept_in_plain_lines(ivr: Ivr, where: dict[str, str]) -> None:
    done = ivr("journal", "status", **where)
    assert (done.returncode, done.stderr) == (0, "")
    first = LONG_AGO.astimezone(OSLO).date()
    assert f"Calls:    2 calls, 4 events, {first} to {NOW.astimezone(OSLO).date()}" in done.stdout
    assert f"Sums:     of 1 day, since {first}" in done.stdout
    assert "To sum:   1 call" in done.stdout
    assert "Waiting:  nothing" in done.stdout
    assert PASSWORD not in done.stdout


def test_status_tells_programs_the_same(ivr: Ivr, where: dict[str, str]) -> None:
    told = json.loads(ivr("journal", "status", "--json", **where).stdout)
    assert (told["held"]["calls"], told["held"]["unsummed"]) == (2, 1)
    assert told["problem"] is None
    assert PASSWORD not in str(told)


def test_status_tells_what_waits_what_was_lost_and_whose_calls_can_be_told_apart(
    ivr: Ivr, where: dict[str, str]
) -> None:
    folder = Path(where["JOURNAL_DIR"])
    (folder / "spool").mkdir()
    line = to_line(1, Entry(Event(Kind.SILENCE), quarter(LONG_AGO)))
    (folder / "spool" / "one.jsonl").write_bytes(line)
    KeyFile(folder).renew({dt.date(2027, 5, 17): bytes(32)})
    store = Store.open(where["DATABASE_URL"], OSLO)
    store.lose("queue-full", 3)
    if not where["DATABASE_URL"].startswith("sqlite"):
        store.keep_keys({dt.date(2027, 5, 17): bytes(32)})
    store.close()
    told = ivr("journal", "status", **where).stdout
    since = dt.datetime.fromtimestamp(quarter(LONG_AGO) * 900, OSLO)
    assert f"Waiting:  {len(line)} bytes on the disk, since {since:%Y-%m-%d %H:%M}" in told
    assert "Lost:     queue-full 3" in told
    assert "Keys:     2027-05-17" in told
    assert bytes(32).hex() not in told


@pytest.mark.parametrize("command", ["status", "export", "purge"])
def test_a_journal_that_is_not_there_yet_is_told_and_not_made(
    ivr: Ivr, tmp_path: Path, command: str
) -> None:
    done = ivr("journal", command, JOURNAL_DIR=str(tmp_path / "none"))
    assert one_line(done).endswith(
        "There is no journal yet. It begins with the first call; "
        "JOURNAL_DIR or DATABASE_URL says where it is kept."
    )
    assert [*tmp_path.iterdir()] == []


def test_a_damaged_file_is_told_with_what_to_do(ivr: Ivr, tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"no database" * 1000)
    told = one_line(ivr("journal", "status", JOURNAL_DIR=str(tmp_path)))
    assert "it is damaged. Put a copy in its place" in told


def test_a_newer_journal_is_told(ivr: Ivr, where: dict[str, str]) -> None:
    store = Store.open(where["DATABASE_URL"], OSLO)
    with writing(store.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    assert "newer version of this program (9999)" in one_line(ivr("journal", "export", **where))


def test_settings_that_cannot_work_are_all_told(ivr: Ivr) -> None:
    done = ivr("journal", "status", DATABASE_URL="mysql://x/y", JOURNAL_DAYS="many")
    assert done.returncode == 1
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        "DATABASE_URL",
        "JOURNAL_DAYS",
    ]


def test_events_are_exported_as_a_table_and_line_by_line(
    ivr: Ivr, where: dict[str, str], tmp_path: Path
) -> None:
    table = [*csv.DictReader(io.StringIO(ivr("journal", "export", **where).stdout))]
    lines = ivr("journal", "export", "--json", **where).stdout.splitlines()
    objects = [json.loads(line) for line in lines]
    assert [row["kind"] for row in table] == ["answered", "reached"] * 2
    assert [one["call"] for one in objects] == [int(row["call"]) for row in table]
    assert len({row["call"] for row in table}) == 2
    assert (table[1]["language"], table[1]["label"]) == ("pl", "shared")
    assert table[1]["seconds"] == ""
    assert objects[1]["seconds"] is None
    assert dt.datetime.fromisoformat(table[0]["time"]).timestamp() == quarter(LONG_AGO) * 900
    file = tmp_path / "events.csv"
    assert ivr("journal", "export", "--output", str(file), **where).stdout == ""
    assert [*csv.DictReader(io.StringIO(file.read_text("utf-8")))] == table


def test_a_period_is_exported_with_both_its_days(ivr: Ivr, where: dict[str, str]) -> None:
    day = str(LONG_AGO.astimezone(OSLO).date())
    done = ivr("journal", "export", "--json", "--from", day, "--to", day, **where)
    assert len(done.stdout.splitlines()) == 2
    later = str(LONG_AGO.astimezone(OSLO).date() + dt.timedelta(days=1))
    done = ivr("journal", "export", "--json", "--from", later, **where)
    assert len(done.stdout.splitlines()) == 2
    assert all(json.loads(line)["time"] > later for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("export --from yesterday", "--from: [yesterday] is no day. Write it like 2026-11-30."),
        ("export --from 2027-02-01 --to 2027-01-01", "is after the last day, 2027-01-01."),
        ("export --to 1066-10-14", "--to: No journal holds the year 1066."),
        ("export --csv --json", "--csv, --json: one of the two."),
        ("purge --all --days 3", "--before, --days, --all: one of them."),
        ("purge --before soon", "--before: [soon] is no day. Write it like 2026-11-30."),
    ],
)
def test_what_cannot_be_meant_is_told(ivr: Ivr, typed: str, told: str) -> None:
    assert told in one_line(ivr("journal", *typed.split()))


def test_every_mistake_is_told_at_once_with_those_of_the_settings(ivr: Ivr) -> None:
    done = ivr("journal", "export", "--from", "soon", "--csv", "--json", JOURNAL_DAYS="many")
    assert done.returncode == 1
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        "JOURNAL_DAYS",
        "--csv, --json",
        "--from",
    ]


def held(ivr: Ivr, where: dict[str, str]) -> tuple[int, int]:
    """How many calls, and how many days of sums."""
    told = json.loads(ivr("journal", "status", "--json", **where).stdout)["held"]
    return told["calls"], told["days"]


@pytest.mark.parametrize(
    ("options", "left"),
    [((), (1, 1)), (("--days", "50"), (2, 1)), (("--days", "3"), (1, 1)), (("--all",), (0, 0))],
)
def test_what_is_purged_is_what_was_said(
    ivr: Ivr, where: dict[str, str], options: tuple[str, ...], left: tuple[int, int]
) -> None:
    done = ivr("journal", "purge", "--yes", *options, **where)
    assert (done.returncode, done.stderr) == (0, "")
    assert held(ivr, where) == left


def test_everything_before_a_day_goes_with_its_sums(ivr: Ivr, where: dict[str, str]) -> None:
    day = str(NOW.astimezone(OSLO).date())
    done = ivr("journal", "purge", "--yes", "--before", day, **where)
    what = "1 call with its events, 0 events without a call, the sums of 1 day"
    assert done.stdout == f"To be taken away: {what}.\nTaken away: {what}.\n"
    assert held(ivr, where) == (1, 0)


def test_nothing_is_purged_unasked(ivr: Ivr, where: dict[str, str]) -> None:
    done = ivr.process("journal", "purge", "--all", **where)
    assert done.returncode == 1
    assert "To be taken away: 2 calls" in done.stdout
    assert held(ivr, where) == (2, 1)
