"""`ivr figures`: what a manager sees, and what programs read."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from ivr.journal.store import Store
from tests.support.commands import Ivr, one_line
from tests.support.known_calls import OSLO, KnownCall, counted, known_calls, write

NOW = dt.datetime(2027, 4, 3, 13, tzinfo=dt.UTC)
MARCH = ("--from", "2027-03-01", "--to", "2027-03-31")
EVERYTHING = {"SMALL_CELLS": "0"}


@pytest.fixture(scope="module")
def calls() -> list[KnownCall]:
    return known_calls(400, random.Random(7), NOW, days=40)


@pytest.fixture(scope="module")
def folder(calls: list[KnownCall], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal of some known calls."""
    folder = tmp_path_factory.mktemp("journal")
    store = Store.open(f"sqlite:///{folder}/journal.sqlite", OSLO)
    write(store, calls, NOW)
    store.sum_up(NOW + dt.timedelta(hours=9))
    store.close()
    return folder


@pytest.fixture
def ivr(small: Path) -> Ivr:
    return Ivr(small)


def asked(ivr: Ivr, folder: Path, *options: str, **variables: str) -> str:
    done = ivr("figures", *options, JOURNAL_DIR=str(folder), **variables)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def in_march(calls: list[KnownCall]) -> list[KnownCall]:
    return [call for call in calls if call.answered.month == 3]


@pytest.mark.parametrize(
    "by",
    ["day", "week", "month", "hour", "language", "topic", "service", "municipality"],
)
def test_json_has_the_calls_and_the_rows_of_one_table(
    ivr: Ivr, folder: Path, calls: list[KnownCall], by: str
) -> None:
    found = json.loads(asked(ivr, folder, *MARCH, "--by", by, "--json", **EVERYTHING))
    expected = counted(in_march(calls))
    assert (found["from"], found["to"], found["municipality"]) == (*MARCH[1::2], None)
    assert found["calls"] == expected["calls", ""]
    assert found["rest"] is None or found["rest"] == 0
    assert {row["key"]: row["calls"] for row in found["rows"] if row["calls"]} == {
        key: n for (table, key), n in expected.items() if table == by
    }


def test_csv_has_the_same_numbers_as_json(ivr: Ivr, folder: Path) -> None:
    whole: dict[str, Any] = json.loads(asked(ivr, folder, *MARCH, "--json"))
    rows = [*csv.DictReader(asked(ivr, folder, *MARCH, "--csv").splitlines())]
    single = {row["table"]: row["calls"] for row in rows if row["table"] in whole}
    assert single["calls"] == str(whole["calls"])
    for by, lines in whole["tables"].items():
        here = [(row["key"], row["calls"]) for row in rows if row["table"] == by]
        told = [(row["key"], "" if row["calls"] is None else str(row["calls"])) for row in lines]
        assert here[: len(told)] == told


def test_few_callers_are_not_told(ivr: Ivr, folder: Path, calls: list[KnownCall]) -> None:
    found = json.loads(
        asked(ivr, folder, *MARCH, "--by", "day", "--json", "--municipality", "halden")
    )
    days = counted(in_march(calls), municipality="halden")
    told = {row["key"]: row["calls"] for row in found["rows"]}
    assert len(told) == 31
    for day, n in told.items():
        assert n == (days["day", day] if days["day", day] >= 5 else None)


def test_a_person_reads_the_days_the_source_and_bars(ivr: Ivr, folder: Path) -> None:
    page = asked(ivr, folder, *MARCH, "--municipality", "asker")
    first, now, before, _, source, few, *_ = page.splitlines()
    assert first == "Asker, 2027-03-01 to 2027-03-31"
    told = json.loads(asked(ivr, folder, *MARCH, "--municipality", "asker", "--json"))
    share = f"{told['share_of_calls']:.0%}".replace("%", " %")
    assert now == f"{told['calls']} calls; {share} of them reached somebody."
    assert before.startswith("The period before, 2027-02-01 to 2027-02-28 (kept since 2027-02-2")
    assert source.startswith(f"From {folder}/journal.sqlite, kept since 2027-0")
    assert few == "Fewer than 5 are not told (few), nor what would give them away."
    assert "█" in page
    off = asked(ivr, folder, *MARCH, **EVERYTHING)
    assert "SMALL_CELLS is off" in off
    assert " few" not in off


def test_the_overview_leaves_out_what_tells_nothing_and_says_how_much_that_is(
    ivr: Ivr, folder: Path
) -> None:
    page = asked(ivr, folder, *MARCH, "--municipality", "asker")
    lines = page.splitlines()
    titles = {"At which hour": 24, "On which day": 31}
    for title, rows in titles.items():
        table = lines[lines.index(title) + 1 :]
        table = table[: table.index("")]
        assert not [line for line in table[:-1] if line.split()[1:] == ["few"]]
        told = [line for line in table if line.split()[0][0].isdigit()]
        assert table[-1] == f"  the other {rows - len(told)}: few"
    whole = asked(ivr, folder, *MARCH, "--municipality", "asker", "--by", "hour")
    assert whole.count(":00") == 24


def test_few_calls_are_told_without_a_page_of_nothing(ivr: Ivr, folder: Path) -> None:
    page = asked(ivr, folder, "--from", "2027-03-30", "--to", "2027-03-30")
    _, now, before, *_ = page.splitlines()
    assert now.endswith(" calls; how many of them reached somebody is not told.")
    assert before.startswith("The period before, 2027-03-29 to 2027-03-29: ")
    assert "Few in both: " in page
    assert "At which hour" not in page
    nobody = asked(ivr, folder, "--from", "2020-01-01", "--to", "2020-01-31")
    assert nobody.splitlines()[1:3] == [
        "Few calls, or none.",
        "Of the period before, 2019-12-01 to 2019-12-31, nothing is kept.",
    ]


def test_a_year_has_too_many_days_for_an_overview(ivr: Ivr, folder: Path) -> None:
    page = asked(ivr, folder, "--from", "2026-04-01", "--to", "2027-03-31", **EVERYTHING)
    assert "On which day" not in page
    assert page.endswith("\nMore: ivr figures --by transfer, place, week or day\n")


def test_before_the_first_day_it_is_said_since_when_the_journal_is_kept(
    ivr: Ivr, folder: Path
) -> None:
    page = asked(ivr, folder, "--from", "2020-01-01", "--to", "2020-01-31")
    assert "Nothing is known of the days before 2027-02-2" in page


def test_this_month_so_far_is_what_is_told_of_no_days(ivr: Ivr, folder: Path) -> None:
    today = dt.datetime.now(OSLO).date()
    found = json.loads(asked(ivr, folder, "--json"))
    assert found["from"] == str(today.replace(day=1))
    assert found["calls"] is None
    assert found["smallest"] == 5


def test_every_mistake_is_told_at_once(ivr: Ivr, folder: Path) -> None:
    wrong = ("--from", "2027-02-30", "--to", "soon", "--by", "langage", "--municipality", "askr")
    done = ivr("figures", *wrong, JOURNAL_DIR=str(folder), SMALL_CELLS="few")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "SMALL_CELLS: [few] is no whole number from 0 to 100.",
        "--from: [2027-02-30] is no day. Write it like 2026-11-30.",
        "--to: [soon] is no day. Write it like 2026-11-30.",
        "--by: [langage] is not known here. Did you mean [language]?",
        "--municipality: [askr] is not known here. Did you mean [asker]?",
    ]


def test_a_database_of_another_kind_is_one_mistake_and_is_not_tried(ivr: Ivr) -> None:
    line = one_line(ivr("figures", DATABASE_URL="mysql://ivr:secret@db.example/journal"))
    assert line.startswith("DATABASE_URL: It is no address of a database")
    assert "secret" not in line


def test_days_in_the_wrong_order_are_refused(ivr: Ivr, folder: Path) -> None:
    done = ivr("figures", "--from", "2027-03-02", "--to", "2027-03-01", JOURNAL_DIR=str(folder))
    assert one_line(done) == "--from: [2027-03-02] is after the last day, 2027-03-01."


def test_without_a_journal_it_is_said_where_it_would_be(ivr: Ivr, tmp_path: Path) -> None:
    line = one_line(ivr("figures", JOURNAL_DIR=str(tmp_path)))
    assert line.startswith(f"{tmp_path}/journal.sqlite: There is no journal yet.")
    assert not [*tmp_path.iterdir()]


def test_what_waits_for_the_database_is_told_beside_the_figures(
    ivr: Ivr, folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "journal"
    shutil.copytree(folder, copy)
    (copy / "spool").mkdir()
    (copy / "spool" / "1.jsonl").write_bytes(b"x" * 2345)
    done = ivr("figures", *MARCH, "--json", JOURNAL_DIR=str(copy))
    told = "2.3 kB of events wait for the database and are not in these figures"
    assert (done.returncode, done.stderr.strip()) == (0, f"{told} (ivr journal status).")
    assert json.loads(done.stdout)["calls"] > 0
