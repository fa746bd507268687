"""A thousand calls rung through the webhook: `ivr figures` says what their carrier has seen."""

from __future__ import annotations

import datetime as dt
import json
import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from flask import Flask

from ivr.journal import Event, NoJournal
from ivr.journal.measures import BY
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store
from ivr.journal.writing import DatabaseJournal, open_journal
from ivr.model import Hotline
from ivr.phone import Account, EmulatedCarrier, Outcome, ScriptedCaller
from tests.support.commands import Ivr
from tests.support.hotline import BASE_URL, MORNING, TOKEN
from tests.support.postgres import Postgres, binaries
from tests.support.processes import wait_until
from tests.support.recount import OSLO, Recounted, recount
from tests.support.ringing import CALLER, Wire

CALLS: Final = 1000
FIRST: Final = MORNING - dt.timedelta(days=40)
"""Before the night in which an hour comes twice."""

KEYS: Final = {"1": 30, "2": 18, "3": 14, "4": 10, "9": 4, "7": 3, "#": 6, "*": 4, "0": 4, "-": 12}
PERIODS: Final = [
    *((FIRST.date(), MORNING.date(), whose) for whose in (None, "asker", "halden")),
    (dt.date(2026, 10, 25), dt.date(2026, 10, 25), None),
    (dt.date(2026, 10, 20), dt.date(2026, 11, 3), None),
]
ALONE: Final = {
    "calls": "calls",
    "silent": "silent",
    "slowly": "slowly",
    "fallbacks": "fallback",
    "unknown_numbers": "unknown-number",
}
"""Numbers that stand in no table, by their names in JSON."""

OUTCOMES: Final = {"answered": 4, "busy": 3, "no-answer": 3, "failed": 1, "canceled": 1}


@dataclass(frozen=True)
class Both(NoJournal):
    """Journals that are told the same."""

    journals: tuple[DatabaseJournal, ...]

    def record(self, call: str, now: dt.datetime, *events: Event, probe: bool = False) -> None:
        for journal in self.journals:
            journal.record(call, now, *events, probe=probe)


@dataclass
class Failing:
    """A server whose answers to a request are lost now and then, however often it is tried."""

    app: Callable[..., Any]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:  # noqa: ANN401
        # The same in each try.
        token = environ.get("HTTP_I_TWILIO_IDEMPOTENCY_TOKEN", "")
        if environ["PATH_INFO"] == "/voice/turn" and zlib.crc32(token.encode()) % 250 == 0:
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [b""]
        return self.app(environ, start_response)


def drawn(dice: random.Random, weights: dict[str, int], number: int) -> list[str]:
    return dice.choices([*weights], [*weights.values()], k=number)


def caller(dice: random.Random) -> ScriptedCaller:
    keys = drawn(dice, KEYS, dice.randrange(9))
    if dice.random() < 0.5:
        keys.append("x")
    outcomes = [Outcome(word) for word in drawn(dice, OUTCOMES, 5)]  # type: ignore[arg-type]
    barge_in = round(dice.uniform(0, 9), 1) if dice.random() < 0.4 else None
    return ScriptedCaller(keys, outcomes, barge_in=barge_in)


def carrier(wire: Wire, numbers: tuple[str, ...], *, probe: bool, tells: bool) -> EmulatedCarrier:
    fields = {"Probe": "yes"} if probe else {}
    return EmulatedCarrier(
        httpx.Client(transport=httpx.WSGITransport(wire)),
        account=Account("AC" + "0" * 32, TOKEN, numbers, fields),
        voice_url=f"{BASE_URL}/voice",
        fallback_url=f"{BASE_URL}/voice/fallback",
        status_callback=f"{BASE_URL}/voice/status" if tells else None,
        media_proxy=True,
    )


def ring(app: Flask, hotline: Hotline, calls: range) -> Iterator[Recounted]:
    """Ring so often, sometimes for a test; yield what those calls add that count."""
    dice = random.Random(calls.start)
    numbers = tuple(hotline.entrances)
    wire = Wire(Failing(app))
    carriers = {
        kind: carrier(wire, numbers, probe=kind[0], tells=kind[1])
        for kind in ((False, True), (False, False), (True, True))
    }
    for number in calls:
        (kind,) = dice.choices([*carriers], [80, 17, 3])
        wire.tapped.clear()
        record = carriers[kind].call(
            caller(dice),
            to=dice.choice([*numbers, *numbers, "+4721000099"]),
            from_=dice.choice([CALLER, "anonymous", "+48000000000"]),
            at=(FIRST + dt.timedelta(minutes=dice.randrange(40 * 1440))).astimezone(OSLO),
            call_sid=f"CA{number:032x}",
        )
        if not kind[0]:
            yield recount(hotline, record, wire.tapped, end_is_told=kind[1])


@pytest.fixture
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, dict[str, str]]:
    """The settings of an SQLite and, where it is installed, a PostgreSQL that nothing is in yet."""
    found = {"sqlite": {"JOURNAL_DIR": str(tmp_path / "lite")}}
    if binaries() is not None:
        server: Postgres = request.getfixturevalue("postgres")
        folder = str(tmp_path / "server")
        found["postgresql"] = {"JOURNAL_DIR": folder, "DATABASE_URL": server.database()}
    return found


@pytest.fixture
def calls(
    kept: dict[str, dict[str, str]],
    serve: Callable[..., Flask],
    small: Path,
    small_hotline: Hotline,
) -> list[Recounted]:
    """A thousand calls; half of them summed up, the others as they are just after their end."""
    settings = [JournalSettings.read(small, given) for given in kept.values()]
    journals = tuple(open_journal(one, OSLO) for one in settings)
    app = serve(small, journal=Both(journals))
    calls: list[Recounted] = []
    for half in (0, 1):
        calls += ring(app, small_hotline, range(half * CALLS // 2, (half + 1) * CALLS // 2))
        for journal in journals:
            wait_until(lambda journal=journal: not journal.status().queued)  # type: ignore[misc]
        for one in settings if not half else ():
            store = Store.open(one.database, OSLO)
            assert store.sum_up(dt.datetime.now(dt.UTC) + dt.timedelta(hours=9)) > CALLS // 4
            store.close()
    for journal in journals:
        journal.close()
        assert not journal.status().lost
    return calls


def added(calls: list[Recounted]) -> Counter[tuple[str, str]]:
    return sum((call.counts for call in calls), Counter())


def test_every_figure_is_what_the_carrier_has_seen(
    calls: list[Recounted], kept: dict[str, dict[str, str]], small: Path
) -> None:
    everything_happens(added(calls))
    for given in kept.values():
        for first, last, municipality in PERIODS:
            options = ["--from", str(first), "--to", str(last)]
            options += ["--municipality", municipality] if municipality else []
            done = Ivr(small)("figures", "--json", *options, **given, SMALL_CELLS="0")
            assert done.returncode == 0, done.stderr
            here = [
                call
                for call in calls
                if first <= call.answered.date() <= last
                and municipality in (None, call.municipality)
            ]
            compare(json.loads(done.stdout), here)


def compare(told: dict[str, Any], calls: list[Recounted]) -> None:
    """Hold figures against the calls that they are about."""
    expected = added(calls)
    tables = {
        (table, row["key"]): row["calls"] for table, rows in told["tables"].items() for row in rows
    }
    assert +Counter(tables) == Counter(
        {place: expected[place] for place in expected if place[0] in BY}
    )
    assert {name: told[name] for name in ALONE} == {
        name: expected[table, ""] for name, table in ALONE.items()
    }
    assert told["calls"] == len(calls) > 0
    through, vain = (expected["got-through", key] for key in ("got-through", "in-vain"))
    assert (told["got_through"], told["tried"]) == (through, through + vain)
    assert told["wrong_keys"] == sum(
        n for (table, _), n in expected.items() if table == "wrong-key"
    )
    # Seconds until a transfer are kept in steps of ten.
    waited = sorted((call.waited + 5) // 10 * 10 for call in calls if call.waited is not None)
    assert told["first_transfer_median_s"] == waited[-(-len(waited) // 2) - 1]
    assert told["first_transfer_ninetieth_s"] == waited[-(-len(waited) * 9 // 10) - 1]


def everything_happens(counts: Counter[tuple[str, str]]) -> None:
    """See that the calls leave nothing out that a figure is about."""
    assert {end for table, end in counts if table == "end"} == {
        "apology",
        "goodbye",
        "hung-up",
        "untold",
    }
    assert {table for table, _ in counts} >= {*BY, "fallback", "unknown-number", "silent", "slowly"}
    outcomes = {key.rpartition("/")[2] for table, key in counts if table == "transfer"}
    assert outcomes == {*OUTCOMES}
    places = {key.partition(" ")[0] for table, key in counts if table == "place"}
    assert places >= {"languages", "announce", "dial", "instruction", "main", "emergency"}
