"""The `ivr` command on a project of the test's own, and on one whose hotline is running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commands import Ivr
from tests.support.hotline import copy_of


@pytest.fixture
def own(shipped: Path, tmp_path: Path) -> Ivr:
    """A project of the test's own, with its clips built."""
    return Ivr(copy_of(shipped, tmp_path / "project"))


@pytest.fixture(scope="session")
def running(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ivr]:
    """A project whose hotline is running, for as many calls as there are tests."""
    ivr = Ivr(copy_of(shipped, tmp_path_factory.mktemp("running") / "project"))
    with ivr.running():
        yield ivr
