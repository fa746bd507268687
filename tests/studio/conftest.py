"""The studio of the shipped hotline, and a browser in which it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.support.browser import Served, chromium, opened, page_of, served_studio
from tests.support.hotline import copy_of


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What starts browsers."""
    if chromium() is None:
        pytest.skip("make servers has not brought chromium")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    """Chromium, started once for all tests of a process."""
    started = opened(driver)
    yield started
    started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with page_of(browser) as page:
        yield page


@pytest.fixture(scope="session")
def studio(shipped: Path) -> Iterator[Served]:
    """The studio of the shipped project; look, but do not change anything."""
    with served_studio(shipped) as served:
        yield served


@pytest.fixture
def own_studio(shipped: Path, tmp_path: Path) -> Iterator[Served]:
    """The studio of a copy of the shipped project, which a test may change."""
    with served_studio(copy_of(shipped, tmp_path / "project")) as served:
        yield served


@pytest.fixture
def client(own_studio: Served) -> FlaskClient:
    """Somebody at the studio that may be changed, without a browser."""
    own_studio.app.config["WTF_CSRF_ENABLED"] = False
    return own_studio.app.test_client()


@pytest.fixture
def project(own_studio: Served) -> Path:
    """The folder of the studio that may be changed."""
    return own_studio.root
