"""The shipped hotline for every test: its files, what they say, its application, a telephone."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from ivr.definition import Loaded, load
from ivr.model import Hotline

pytest.register_assert_rewrite("tests.support")

from tests.support.hotline import SMALL, VARIABLES, copied, once, served, with_clips  # noqa: E402 - rewritten
from tests.support.ringing import Line  # noqa: E402 - rewritten

# A shell lets a job in the background ignore Ctrl-C, and so would all that the job starts.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A slow machine is no failure: no test here is timed.
settings.register_profile("hotline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hotline")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh-broken", action="store_true", help="Write what tests/broken expects anew."
    )
    parser.addoption(
        "--refresh-maps", action="store_true", help="Draw the files in tests/map/golden anew."
    )
    parser.addoption(
        "--refresh-calls",
        action="store_true",
        help="Write the conversations in tests/calls/*.yaml anew; read the differences in git.",
    )


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the shipped project with silent clips; look, but do not change it."""
    folder = once(tmp_path_factory, "shipped", lambda folder: with_clips(copied(folder)))
    before = _stamps(folder)
    yield folder
    assert _stamps(folder) == before, "a test has changed what every test looks at"


def _stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    found = ((path, path.stat()) for path in folder.rglob("*"))
    return {path: (status.st_size, status.st_mtime_ns) for path, status in found}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with its clips, for what needs no size; look, but do not change it."""
    return once(tmp_path_factory, "small", lambda folder: with_clips(copied(folder, SMALL)))


@pytest.fixture(scope="session")
def small_hotline() -> Hotline:
    return load(SMALL, VARIABLES).hotline


@pytest.fixture(scope="session")
def loaded(shipped: Path) -> Loaded:
    """The shipped hotline with a SIP trunk, so that every service can be dialled."""
    return load(shipped, VARIABLES)


@pytest.fixture(scope="session")
def hotline(loaded: Loaded) -> Hotline:
    return loaded.hotline


@pytest.fixture(scope="session")
def serve(shipped: Path) -> Callable[..., Flask]:
    """Make the application, from the shipped project or another one, with settings of its own."""
    return lambda root=shipped, *arguments, **settings: served(root, *arguments, **settings)


@pytest.fixture(scope="session")
def line(serve: Callable[..., Flask], hotline: Hotline) -> Line:
    return Line(serve(), hotline)
