"""What tests of the journal share: an empty database of either kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.journal.store import Store
from tests.support.postgres import postgres

__all__ = ["database", "postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database in which nothing is yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/journal/journal.sqlite"
    return str(request.getfixturevalue("postgres").database())


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """A journal in which nothing is yet, of a hotline in Oslo."""
    store = Store.open(database, ZoneInfo("Europe/Oslo"))
    yield store
    store.close()
