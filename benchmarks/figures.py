"""How long figures take over ten million events, on SQLite and PostgreSQL.

Some thousand calls are written as the journal writes them, which gives the rate; the database then
copies them until there are enough, and their days to three years of daily sums. Prints bytes a
call, calls a second, and the milliseconds of each figure, the median of several.
Run `python -m benchmarks.figures`. It takes some 3 GB of disk, which it gives back.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import click
from sqlalchemy import Connection, func, select, text

from benchmarks.table import figure, table
from ivr.definition import load
from ivr.journal.figures import Period, Question, figures
from ivr.journal.figures.answer import answer
from ivr.journal.figures.tables import NEEDS
from ivr.journal.store import Store
from ivr.journal.store.tables import CALL, DAILY, EVENT
from ivr.model import Hotline
from tests.support.hotline import ROOT
from tests.support.known_calls import OSLO, known_calls, write
from tests.support.postgres import postgres_server

NOW: Final = dt.datetime(2027, 4, 30, 13, tzinfo=dt.UTC)
TODAY: Final = NOW.astimezone(OSLO).date()
_DAYS: Final = 30
_APART: Final = 31
"""Days that those calls may touch."""
_YEARS: Final = 3
_TIMES: Final = 3
_LIVE: Final = 500
"""Calls that are not in the daily sums yet."""


@contextmanager
def _databases() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="figures-") as folder, postgres_server() as server:
        yield {
            "SQLite": f"sqlite:///{folder}/journal/journal.sqlite",
            "PostgreSQL": server.database(),
        }


def _written(store: Store, calls: int) -> float:
    """Write calls as the journal does, and return the seconds they took with their summing up."""
    made = known_calls(calls, random.Random(1), NOW, _DAYS)  # noqa: S311 - no secret
    began = time.perf_counter()
    write(store, made, NOW)
    store.sum_up(NOW + dt.timedelta(hours=9))
    took = time.perf_counter() - began
    live = known_calls(_LIVE, random.Random(2), NOW, 1)  # noqa: S311 - no secret
    write(store, live, NOW)
    return took


def _copied(connection: Connection, events: int) -> None:
    """Copy the calls with their events until there are enough of them."""
    there = connection.scalar(select(func.count()).select_from(EVENT)) or 1
    step = connection.scalar(select(func.max(CALL.c.id))) or 1
    copies = -(-events // there) - 1
    more = f"SELECT nr + 1 FROM copy WHERE nr < {copies}"  # noqa: S608 - a number
    numbers = f"WITH RECURSIVE copy(nr) AS (SELECT 1 UNION ALL {more})"
    call = ", ".join(c.name for c in CALL.c if c.name not in ("id", "tag", "former", "summed"))
    event = ", ".join(f'"{c.name}"' for c in EVENT.c if c.name not in ("id", "call"))
    connection.execute(
        text(
            f"INSERT INTO call (id, {call}, summed) {numbers} "  # noqa: S608 - names of columns
            f"SELECT id + nr * {step}, {call}, TRUE FROM call CROSS JOIN copy"
        )
    )
    connection.execute(
        text(
            f"INSERT INTO event (call, {event}) {numbers} "  # noqa: S608 - names of columns
            f"SELECT call + nr * {step}, {event} FROM event CROSS JOIN copy WHERE call IS NOT NULL"
        )
    )
    rows = connection.execute(select(DAILY)).all()
    for month in range(1, 12 * _YEARS):
        shift = dt.timedelta(days=_APART * month)
        earlier = [row._asdict() | {"day": row.day - shift} for row in rows]
        connection.execute(DAILY.insert(), earlier)


def _bytes(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    size = (
        "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ('call', 'event')"
    )
    return int(connection.exec_driver_sql(size).scalar_one())


def _asked() -> Iterator[tuple[str, list[Question]]]:
    firsts = TODAY.replace(day=1), TODAY.replace(year=TODAY.year - 1)
    periods = [Period(first, TODAY) for first in firsts]
    for name, wanted in {"everything": tuple(NEEDS), **{name: (name,) for name in NEEDS}}.items():
        yield name, [Question(period, OSLO, TODAY, None, 5, wanted) for period in periods]


def _milliseconds(store: Store, ask: Callable[[Connection], object]) -> float:
    took = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        with store.reading() as connection:
            ask(connection)
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def _spent(store: Store, hotline: Hotline) -> Iterator[list[str]]:
    """Yield the milliseconds of each figure, and of a page with the period before beside it."""
    whole: list[Question] = []
    for name, questions in _asked():
        whole = whole or questions
        asks = [partial(figures, asked=question) for question in questions]
        yield [name, *(figure(_milliseconds(store, ask)) for ask in asks)]
    pages = [partial(answer, hotline=hotline, asked=one, by=None, source="") for one in whole]
    yield ["a page", *(figure(_milliseconds(store, page)) for page in pages)]


@click.command()
@click.option("--events", default=10_000_000, show_default=True, help="Events in each database.")
@click.option("--calls", default=20_000, show_default=True, help="Calls written one by one.")
def main(events: int, calls: int) -> None:
    """Print what a journal of so many events costs, and how long its figures take."""
    hotline = load(ROOT, {}).hotline
    with _databases() as databases:
        for name, database in databases.items():
            store = Store.open(database, OSLO)
            took = _written(store, calls)
            with store.engine.connect() as connection:
                with connection.begin():
                    _copied(connection, events)
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
                there = connection.scalar(select(func.count()).select_from(EVENT)) or 0
                kept = connection.scalar(select(func.count()).select_from(CALL)) or 1
                size = _bytes(connection)
            click.echo(f"{name}: {there} events of {kept} calls, {size / kept:.0f} bytes a call,")
            click.echo(f"{calls / took:.0f} calls a second written and summed up")
            spent = [*_spent(store, hotline)]
            click.echo(table("Milliseconds", ("", "month", "year"), spent))
            store.close()


if __name__ == "__main__":
    sys.exit(main())
