"""What the journal costs callers, and the disk: turns with it and without, in pairs.

The production server with two workers keeps a journal whose database is there, away, locked by
somebody else or slow; the same server without a journal stands beside it. Callers ask the two by
turns, for half a second each, so that both meet the machine as it is; what is told is the median of
the pairs, with the half of them that lies around it, which is the noise. Then events of known calls
are written as fast as they can be. Run `python -m benchmarks.journal`.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import click
import httpx

from benchmarks.publishing import BASE_URL, PATIENCE_S, ROOT, TOKEN, project
from benchmarks.table import figure, ratio, table
from ivr.definition import load
from ivr.journal.events import Entry, Event, Kind, quarter
from ivr.journal.settings import FILE
from ivr.journal.store import Store
from ivr.journal.writing.writer import BATCH
from ivr.phone import sign
from tests.support.postgres import Postgres, postgres_server
from tests.support.processes import free_port

_OFF: Final = "off"
_MENU: Final = "/voice/turn?m=asker&at=step&l=nb&n=main&b=1800000000"
_HEAD: Final = (
    "",
    "turns",
    "failed",
    "p50 ms",
    "p99 ms",
    "turns/s",
    "p50 to off",
    "half of the pairs",
)
_KEPT: Final = ("-m", "ivr.web.server")
_WITHOUT: Final = """
import os
from ivr.web.publishing import Server
from ivr.web.server import Listening, gunicorn_settings
from ivr.web.wsgi import started
Server(*started(), gunicorn_settings(Listening.from_environ(os.environ))).run()
"""
_NOT_KEPT: Final = ("-c", _WITHOUT)
"""The same server, and none of its requests leaves anything in a journal."""

_SLOW: Final = """
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN PERFORM pg_sleep(1); RETURN NULL; END';
CREATE TRIGGER slowly BEFORE INSERT ON event FOR EACH STATEMENT EXECUTE FUNCTION slowly();
"""


@dataclass
class Turns:
    """What callers had of one server.

    Attributes:
        seconds: Of each turn.
        rates: Turns a second, a figure for each time its turn came.
        middles: The median of each time, in seconds.
        failed: Turns that were not answered.
    """

    seconds: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    middles: list[float] = field(default_factory=list)
    failed: int = 0

    def ask(self, url: str, called: str, *, callers: int, for_s: float) -> None:
        """Have callers press a key that is answered with the menu, one after the other."""
        began = time.monotonic()
        with ThreadPoolExecutor(callers) as pool:
            asked = [pool.submit(_ask, url, called, began + for_s) for _ in range(callers)]
        some = [spent for one in asked for spent in one.result()]
        self.failed += sum(spent is None for spent in some)
        answered = [spent for spent in some if spent is not None]
        self.seconds += answered
        self.rates.append(len(answered) / (time.monotonic() - began))
        self.middles.append(statistics.median(answered))


def _ask(url: str, called: str, latest: float) -> list[float | None]:
    spent: list[float | None] = []
    with httpx.Client(timeout=PATIENCE_S) as client:
        while time.monotonic() < latest:
            sid = f"CA{random.getrandbits(128):032x}"
            form = {"CallSid": sid, "From": "+4700000099", "To": called, "Digits": "#"}
            headers = {"X-Twilio-Signature": sign(TOKEN, BASE_URL + _MENU, form)}
            began = time.monotonic()
            answer = client.post(url + _MENU, data=form, headers=headers)
            took = time.monotonic() - began
            spent.append(took if answer.status_code == 200 else None)  # noqa: PLR2004 - HTTP's own
    return spent


@contextmanager
def _server(folder: Path, journal: Path, database: str, *command: str) -> Iterator[str]:
    """Start a server."""
    port = free_port()
    env = {
        **os.environ,
        "HOTLINE_ROOT": str(folder),
        "OFFER_DRAFTS": "yes",
        "PORT": str(port),
        "PUBLIC_BASE_URL": BASE_URL,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "WEB_CONCURRENCY": "2",
        "JOURNAL_DIR": str(journal),
        "DATABASE_URL": database,
    }
    with (journal.parent / "log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - one of the two above
            [sys.executable, *command], cwd=ROOT, env=env, stderr=log
        )
    try:
        _until_healthy(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _until_healthy(url: str) -> None:
    latest = time.monotonic() + PATIENCE_S
    while time.monotonic() < latest:
        try:
            httpx.get(f"{url}/healthz").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise click.ClickException(f"no server within {PATIENCE_S:.0f} s")


@contextmanager
def _database(condition: str, folder: Path, server: Postgres) -> Iterator[str]:
    """Give a database in a condition."""
    file = f"sqlite:///{folder / FILE}"
    if condition == "on":
        yield file
    elif condition == "postgresql":
        yield server.database()
    elif condition == "away":
        yield "postgresql+psycopg://ivr@127.0.0.1:1/journal"
    elif condition == "locked":
        Store.open(file, ZoneInfo("Europe/Oslo")).close()
        with closing(sqlite3.connect(folder / FILE)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield file
    else:
        address = server.database()
        Store.open(address, ZoneInfo("Europe/Oslo")).close()
        server.execute(_SLOW, address.rpartition("/")[2])
        yield address


_CONDITIONS: Final = ("on", "postgresql", "away", "locked", "slow")


@click.command()
@click.option("--rounds", default=40, show_default=True, help="How often each server is asked.")
@click.option("--seconds", default=0.5, show_default=True, help="How long each time.")
@click.option("--callers", default=4, show_default=True, help="Callers who ask at a time.")
@click.option("--calls", default=10_000, show_default=True, help="Calls that are written at last.")
@click.option("--only", multiple=True, type=click.Choice(_CONDITIONS), help="One condition.")
def main(rounds: int, seconds: float, callers: int, calls: int, only: tuple[str, ...]) -> None:
    """Print what turns take with a journal in each condition, and without one."""
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory(prefix="journal-") as name, postgres_server() as server:
        folder = project(Path(name))
        called = next(iter(load(folder, {}).hotline.entrances))
        for condition in only or _CONDITIONS:
            place = folder / condition / "journal"
            place.mkdir(parents=True)
            with ExitStack() as stack:
                database = stack.enter_context(_database(condition, place, server))
                urls = [
                    stack.enter_context(_server(folder, place, "", *_NOT_KEPT)),
                    stack.enter_context(_server(folder, place, database, *_KEPT)),
                ]
                turns = [Turns(), Turns()]
                for number in range(rounds):
                    for which in ((0, 1), (1, 0))[number % 2]:
                        turns[which].ask(urls[which], called, callers=callers, for_s=seconds)
            rows += _rows(condition, *turns)
        click.echo(table("Turns", _HEAD, rows))
        click.echo()
        addresses = {"SQLite": f"sqlite:///{folder}/rate.sqlite", "PostgreSQL": server.database()}
        written = [[kind, *_written(address, calls)] for kind, address in addresses.items()]
    click.echo(table("Writing", ("", "calls", "events", "events/s", "bytes a call"), written))


def _rows(condition: str, off: Turns, on: Turns) -> Iterator[list[str]]:
    for name, turns in ((_OFF, off), (condition, on)):
        ordered = sorted(turns.seconds)
        cells = (1000 * statistics.median(ordered), 1000 * ordered[len(ordered) * 99 // 100])
        row = [name, str(len(ordered)), str(turns.failed), *(figure(cell, 2) for cell in cells)]
        row.append(figure(statistics.median(turns.rates)))
        pairs = [one / other for one, other in zip(turns.middles, off.middles, strict=True)]
        low, middle, high = statistics.quantiles(pairs)
        told = [ratio(middle, 1.0), f"{ratio(low, 1.0)} to {ratio(high, 1.0)}"]
        yield row + ([""] * len(told) if turns is off else told)


def _written(address: str, calls: int) -> Sequence[str]:
    """Write calls of seven events; return how fast, and what each takes on the disk."""
    now = dt.datetime.now(dt.UTC)
    shapes = (
        Event(Kind.ANSWERED, "asker", "shared", at="languages"),
        Event(Kind.KEY, "asker", at="languages", key="1"),
        Event(Kind.LANGUAGE, "asker", language="nb"),
        Event(Kind.REACHED, "asker", language="nb", at="step", name="main", seconds=9),
        Event(Kind.KEY, "asker", language="nb", at="step", name="main", key="3"),
        Event(Kind.REACHED, "asker", language="nb", at="step", name="fees", topic="fees"),
        Event(Kind.ENDED, "asker", outcome="hung-up", seconds=31),
    )
    entries = [
        Entry(event, quarter(now), call.to_bytes(16)) for call in range(calls) for event in shapes
    ]
    store = Store.open(address, ZoneInfo("Europe/Oslo"))
    before, began, numbers = _size(store, address), time.monotonic(), count(1)
    for first in range(0, len(entries), BATCH):
        store.write(entries[first : first + BATCH], now, writer="benchmark", batch=next(numbers))
    spent = time.monotonic() - began
    size = _size(store, address) - before
    store.close()
    return str(calls), str(len(entries)), figure(len(entries) / spent), figure(size / calls)


def _size(store: Store, address: str) -> int:
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(address.removeprefix("sqlite:///")).stat().st_size
    with store.reading() as connection:
        size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar()
    return int(size or 0)


if __name__ == "__main__":
    main()
