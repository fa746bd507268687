"""The `ivr` command on a project of the test's own, and on one whose hotline is running."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commands import Ivr


@pytest.fixture
def own(shipped: Path, tmp_path: Path) -> Ivr:
    """A project of the test's own, with its clips built."""
    return Ivr(Path(shutil.copytree(shipped, tmp_path / "project")))


@pytest.fixture(scope="session")
def running(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ivr]:
    """A project whose hotline is running, for as many calls as there are tests."""
    project = tmp_path_factory.mktemp("running") / "project"
    ivr = Ivr(Path(shutil.copytree(shipped, project)))
    with ivr.running():
        yield ivr
