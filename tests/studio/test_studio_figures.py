"""The page of figures tells what `ivr figures` tells, and not a number more."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Final

import pytest

from ivr.journal.alarms.past import remember
from ivr.journal.alarms.state import Alarm, Notice, State, keep_state
from ivr.journal.events import Entry, Event, Kind, quarter
from ivr.journal.store import Store
from ivr.journal.writing.lines import to_line
from ivr.model.alarms import Watched
from ivr.studio.pages.words import all_words
from tests.support.browser import Served, served_studio
from tests.support.commands import Ivr
from tests.support.hotline import VARIABLES, copy_of
from tests.support.known_calls import OSLO, KnownCall, counted, known_calls, write
from tests.support.postgres import postgres

__all__ = ["postgres"]

NOW: Final = dt.datetime(2027, 4, 3, 13, tzinfo=dt.UTC)
MARCH: Final = {"from": "2027-03-01", "to": "2027-03-31"}
ASKED: Final[tuple[Mapping[str, str], ...]] = (
    MARCH,
    {**MARCH, "municipality": "asker"},
    {"from": "2027-03-10", "to": "2027-04-02", "municipality": "halden"},
    {"from": "2027-03-28", "to": "2027-03-28"},
    {"period": "year"},
)
EVERYTHING: Final = {"SMALL_CELLS": "0"}
Reads = Callable[..., str]


@pytest.fixture(scope="module")
def calls() -> list[KnownCall]:
    """Calls over the night in which the clock loses an hour, and the end of two months."""
    return known_calls(700, random.Random(7), NOW, days=40)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def where(
    request: pytest.FixtureRequest, calls: list[KnownCall], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The settings of their journal; half of them are in no sum yet."""
    folder = tmp_path_factory.mktemp("journal")
    database = f"sqlite:///{folder}/journal.sqlite"
    if request.param == "postgresql":
        database = request.getfixturevalue("postgres").database()
    store = Store.open(database, OSLO)
    for half, moment in ((calls[:350], NOW - dt.timedelta(hours=9)), (calls[350:], NOW)):
        write(store, half, moment)
        store.sum_up(NOW)
    store.close()
    return {"DATABASE_URL": database, "JOURNAL_DIR": str(folder)}


@contextmanager
def reading(root: Path, **variables: str) -> Iterator[Reads]:
    """Give a reader of the studio's addresses, at a moment at which the clock stands."""
    with served_studio(root, variables={**VARIABLES, **variables}, clock=lambda: NOW) as served:
        yield lambda address, **query: read(served, address, query)


def read(served: Served, address: str, query: Mapping[str, str]) -> str:
    answer = served.app.test_client().get(address, query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.text


def table(page: str, name: str) -> list[list[str]]:
    """Return the cells of a table's rows; one without any is not there."""
    found = re.search(rf'<table id="{name}">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", found[1] if found else "", re.DOTALL)
    return [[unescape(cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t", row)] for row in rows]


def number(cell: str) -> int | None:
    return None if cell == "få" else int(cell.replace("\u00a0", ""))


def numbers(page: str, by: str) -> list[int | None]:
    return [number(row[1]) for row in table(page, f"table-{by}")]


def drawn(page: str) -> list[str]:
    """Return the numbers that stand in the plots of calls, without those at their sides."""
    plots, _, _ = page.partition('id="head-wait"')
    return re.findall(r'<text class="number".*?>([^ ]*?)(?: ·.*?)?</text>', plots)


TABLES: Final = (
    *("language", "topic", "transfer", "gave-up", "hour", "service", "end", "wrong-key", "place"),
)


def among(calls: list[KnownCall], query: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """Count what the calls that are asked for add."""
    first, last = query.get("from", "2027-01-01"), query.get("to", str(NOW.date()))
    here = [call for call in calls if first <= str(call.answered.date()) <= last]
    return counted(here, municipality=query.get("municipality"))


@pytest.mark.parametrize("query", ASKED)
def test_every_number_on_the_page_is_what_a_recount_gives(
    shipped: Path, where: dict[str, str], calls: list[KnownCall], query: Mapping[str, str]
) -> None:
    expected = among(calls, query)
    with reading(shipped, **where, **EVERYTHING) as reads:
        page = reads("/figures", **query)
        by_day = reads("/figures", per="day", **query)
    for by in TABLES:
        counts = sorted(n for (name, _), n in expected.items() if name == by)
        assert sorted(n for n in numbers(page, by) if n) == counts, by
    assert "norsk" in [row[0] for row in table(page, "table-language")]
    days = {key: n for (name, key), n in expected.items() if name == "day"}
    assert [n for n in numbers(by_day, "day") if n] == [days[day] for day in sorted(days)]
    beside = {name: now for name, now, *_ in table(page, "beside")}
    assert number(beside["Samtaler"]) == expected["calls", ""]
    assert number(beside["Nådde noen"]) == expected["got-through", "got-through"]
    assert number(beside["Hørt om igjen, sakte"]) == expected["slowly", ""]
    [calls_first] = re.findall(r'<b id="calls">(.*?)</b>', page)
    [share_first] = re.findall(r'<b id="share">(.*?)</b>', page)
    assert number(calls_first) == expected["calls", ""]
    share = expected["got-through", "got-through"] / expected["calls", ""]
    assert share_first == f"{100 * share:.0f}\u00a0%"


@pytest.mark.parametrize("query", ASKED)
def test_what_the_rules_suppress_is_suppressed_here(
    shipped: Path, where: dict[str, str], query: Mapping[str, str]
) -> None:
    with reading(shipped, **where) as reads:
        page = reads("/figures", **query)
        tables = {by: json.loads(reads("/figures.json", by=by, **query)) for by in TABLES}
    for by, told in tables.items():
        rest = [told["rest"]] if told["rest"] else []
        assert numbers(page, by) == [*(row["calls"] for row in told["rows"]), *rest], by
    shown = [*(n for by in TABLES for n in numbers(page, by)), *map(number, drawn(page))]
    assert [n for n in shown if n is not None and n < 5] == []


def test_days_of_few_are_few(shipped: Path, where: dict[str, str], calls: list[KnownCall]) -> None:
    query = {**MARCH, "municipality": "halden"}
    days = {key: n for (name, key), n in among(calls, query).items() if name == "day"}
    with reading(shipped, **where) as reads:
        found = numbers(reads("/figures", per="day", **query), "day")
    every = [str(dt.date(2027, 3, day)) for day in range(1, 32)]
    assert found[:31] == [n if (n := days.get(day, 0)) >= 5 else None for day in every]
    assert None in found


def test_calls_are_drawn_by_spans_that_tell_nearly_all_of_them(
    shipped: Path, where: dict[str, str]
) -> None:
    with reading(shipped, **where) as reads:
        pages = [
            reads("/figures", **MARCH, municipality="halden"),
            reads("/figures", **{"from": "2026-04-01", "to": "2027-03-31"}),
        ]
    assert [re.findall(r'id="head-(day|week|month)"', page) for page in pages] == [
        ["week"],
        ["month"],
    ]
    with reading(shipped, **where, **EVERYTHING) as reads:
        assert 'id="head-day"' in reads("/figures", **MARCH)


def test_tables_for_programs_are_those_of_the_command(shipped: Path, where: dict[str, str]) -> None:
    ivr, typed = Ivr(shipped), ["--from", MARCH["from"], "--to", MARCH["to"]]
    with reading(shipped, **where) as reads:
        for more in ({}, {"by": "week"}, {"by": "topic", "municipality": "asker"}):
            options = [part for name, text in more.items() for part in (f"--{name}", text)]
            for kind in ("csv", "json"):
                command = ivr("figures", *typed, *options, f"--{kind}", **where)
                assert command.returncode == 0, command.stderr
                assert reads(f"/figures.{kind}", **MARCH, **more).strip() == command.stdout.strip()


def test_what_is_wrong_is_told_beside_the_field_and_nothing_typed_is_lost(
    shipped: Path, where: dict[str, str]
) -> None:
    wrong = {"from": "17. mai", "to": "1066-10-14", "municipality": "oslo"}
    with reading(shipped, **where) as reads:
        page = reads("/figures", **wrong)
        assert page.count('aria-invalid="true"') == 3
        assert all(f'id="{name}-wrong"' in page for name in wrong)
        assert 'value="17. mai"' in page
        assert 'value="1066-10-14"' in page
        assert (
            "den siste dagen er før"
            in reads("/figures", **{"from": "2027-03-02", "to": "2027-03-01"}).lower()
        )
    with served_studio(shipped, variables={**VARIABLES, **where}, clock=lambda: NOW) as served:
        client = served.app.test_client()
        for query in (wrong, {"by": "caller"}):
            assert client.get("/figures.json", query_string=query).status_code == 400


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("month", "1.", "3. april 2027"),
        ("last-month", "1.", "31. mars 2027"),
        ("year", "1. januar", "3. april 2027"),
        ("last-year", "1. januar", "31. desember 2026"),
    ],
)
def test_a_period_goes_along_with_the_calendar(
    shipped: Path, where: dict[str, str], name: str, first: str, last: str
) -> None:
    with reading(shipped, **where) as reads:
        page = reads("/figures", period=name)
    assert re.search(rf"Alle kommuner, {re.escape(first)} ?– ?{re.escape(last)}", page)


def test_days_before_the_journal_began_are_said_to_be_unknown(
    shipped: Path, where: dict[str, str], calls: list[KnownCall]
) -> None:
    since = min(call.answered for call in calls).date()
    with reading(shipped, **where) as reads:
        page = reads("/figures", period="last-year", ui="en")
    assert f"Nothing is known of the days before {since.day} {since:%B} 2027." in page
    assert "Few calls, or none" in page
    assert "nothing is kept" in page


def test_a_page_is_small_whatever_is_asked(shipped: Path, where: dict[str, str]) -> None:
    with reading(shipped, **where, **EVERYTHING) as reads:
        for query in ({"period": "year"}, {"from": "2026-04-01", "to": "2027-04-03", "per": "day"}):
            assert len(reads("/figures", **query).encode()) < 190_000


def test_without_a_journal_it_is_said_why_and_since_when(shipped: Path, tmp_path: Path) -> None:
    nowhere = {"JOURNAL_DIR": str(tmp_path / "journal")}
    with reading(shipped, **nowhere) as reads:
        assert "Ingen samtale er skrevet ned ennå" in reads("/figures")
        spool = tmp_path / "journal" / "spool"
        spool.mkdir(parents=True)
        entry = Entry(Event(Kind.SILENCE), quarter(NOW))
        (spool / "one.jsonl").write_bytes(to_line(1, entry))
        (tmp_path / "journal" / "journal.sqlite").write_bytes(b"no database" * 1000)
        page = reads("/figures")
    assert "Tallene kan ikke leses nå" in page
    assert "siden 3. april 2027, kl. 15.00, venter på disken" in page
    with served_studio(shipped, variables={**VARIABLES, **nowhere}, clock=lambda: NOW) as served:
        answer = served.app.test_client().get("/figures.csv")
    assert (answer.status_code, answer.mimetype) == (503, "text/plain")
    assert "The journal cannot be read" in answer.text


def test_a_hotline_that_cannot_be_read_leads_to_what_is_wrong(small: Path, tmp_path: Path) -> None:
    root = copy_of(small, tmp_path / "project")
    (root / "config" / "menu.yaml").write_text("steps: [", encoding="utf-8")
    with served_studio(root, clock=lambda: NOW) as served:
        answer = served.app.test_client().get("/figures")
    assert (answer.status_code, answer.location) == (302, "/status")


@pytest.mark.parametrize("rule", Watched)
def test_every_alarm_has_its_words(rule: Watched) -> None:
    assert {f"alarms.rule_{rule.value}", f"alarms.fix_{rule.value}"} <= all_words().keys()


def test_alarms_that_are_on_and_over_are_told_with_their_hours(
    shipped: Path, tmp_path: Path
) -> None:
    folder, began = tmp_path / "journal", NOW - dt.timedelta(hours=4)
    with reading(shipped, JOURNAL_DIR=str(folder)) as reads:
        assert "Ikke målt: ingen har sett etter ennå" in reads("/figures")
        what, fix = "The figure fee is spoken on 2027-04-05 for the last time.", "Write the next."
        alarm = Alarm("figure_expires", "fee", what, fix, began, began, 15)
        keep_state(folder, State(began, NOW, (alarm,)))
        over = Notice("cleared", "no_calls", "", urgent=True, what="", fix="", since=began, at=NOW)
        remember(folder, [over])
        page = reads("/figures")
        assert "Et tall går snart ut: fee" in page
        assert what in page
        assert "Sist sett etter 3. april 2027, kl. 15.00." in page
        [past] = table(page, "alarms")
        assert past == ["Ingen ringer", "3. april 2027, kl. 11.00", "3. april 2027, kl. 15.00"]
        keep_state(folder, State(began, began, ()))
        assert "Ikke målt: ingen har sett etter siden 3. april 2027, kl. 11.00" in reads("/figures")
