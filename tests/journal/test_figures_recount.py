"""A thousand calls with known paths: every figure is what a recount gives."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest

from ivr.journal.figures import Figures, Period, Question, figures
from ivr.journal.figures.tables import NEEDS
from ivr.journal.measures import BY
from ivr.journal.store import Store
from tests.support.known_calls import MUNICIPALITIES, OSLO, KnownCall, counted, known_calls, write

NOW = dt.datetime(2027, 4, 3, 13, tzinfo=dt.UTC)
TODAY = NOW.astimezone(OSLO).date()


@pytest.fixture
def calls() -> list[KnownCall]:
    # Over the night in which the clock loses an hour, and the end of two months.
    return known_calls(1000, random.Random(4), NOW, days=40)


@pytest.fixture
def store(database: str, calls: list[KnownCall]) -> Iterator[Store]:
    """Half of the calls summed up, the other half as they are just after their end."""
    store = Store.open(database, OSLO)
    for half, moment in ((calls[:500], NOW - dt.timedelta(hours=9)), (calls[500:], NOW)):
        write(store, half, moment)
        store.sum_up(NOW)
    yield store
    store.close()


def asked(store: Store, period: Period, municipality: str | None = None) -> Figures:
    with store.reading() as connection:
        return figures(connection, Question(period, OSLO, TODAY, municipality))


def told(found: Figures) -> Counter[tuple[str, str]]:
    """Return every number of the figures; the tables whose other key says little lose that one."""
    numbers = {
        (name, key): n for name, table in found.tables.items() for key, n in table.numbers.items()
    }
    assert {table.rest for table in found.tables.values()} == {0}
    return Counter({where: n for where, n in numbers.items() if where != ("silent", "pressed")})


def test_every_figure_is_what_a_recount_gives(store: Store, calls: list[KnownCall]) -> None:
    periods = [
        Period(TODAY - dt.timedelta(days=50), TODAY),
        Period(dt.date(2027, 3, 1), dt.date(2027, 3, 31)),
        Period(dt.date(2027, 3, 28), dt.date(2027, 3, 28)),
        Period(dt.date(2027, 3, 10), dt.date(2027, 4, 2)),
    ]
    for period, municipality in product(periods, [None, *MUNICIPALITIES]):
        here = [call for call in calls if period.first <= call.answered.date() <= period.last]
        found = asked(store, period, municipality)
        expected = counted(here, municipality=municipality)
        assert told(found) == expected
        assert {name for name, _ in expected} <= {*NEEDS, *BY}
        assert found.calls == expected["calls", ""] > 0
        through, vain = (expected["got-through", key] for key in ("got-through", "in-vain"))
        assert (found.through, found.tried) == (through, through + vain)
        assert found.share_of_calls == through / found.calls
        assert found.share_of_tried == through / (through + vain)


def test_the_seconds_until_a_service_rang_are_those_of_the_callers(
    store: Store, calls: list[KnownCall]
) -> None:
    waited = sorted(
        call.first_transfer for call in calls if call.first_transfer is not None and not call.probe
    )
    found = asked(store, Period(TODAY - dt.timedelta(days=50), TODAY)).first_transfer
    assert found is not None
    assert (found.of, found.step) == (len(waited), 1)
    assert found.median == waited[-(-len(waited) // 2) - 1]
    assert found.ninetieth == waited[-(-len(waited) * 9 // 10) - 1]
