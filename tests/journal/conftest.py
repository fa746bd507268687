"""What tests of the journal share: an empty database of either kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.postgres import postgres

__all__ = ["database", "postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database in which nothing is yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/journal/journal.sqlite"
    return str(request.getfixturevalue("postgres").database())
