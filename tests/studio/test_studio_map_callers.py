"""How many callers come to each place: the journal's own numbers, and no small ones."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ivr.journal.store import Store
from tests.support.axe import violations
from tests.support.browser import Served, page_of, served_studio
from tests.support.hotline import VARIABLES
from tests.support.known_calls import OSLO, KnownCall, counted, known_calls, write

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def calls() -> list[KnownCall]:
    return known_calls(500, random.Random(11), NOW - dt.timedelta(hours=12), days=20)


@pytest.fixture(scope="module")
def counting(
    small: Path, calls: list[KnownCall], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The studio of a hotline that some hundred callers have rung."""
    folder = tmp_path_factory.mktemp("journal")
    store = Store.open(f"sqlite:///{folder}/journal.sqlite", OSLO)
    write(store, calls, NOW)
    store.sum_up(NOW)
    store.close()
    with served_studio(small, variables={**VARIABLES, "JOURNAL_DIR": str(folder)}) as served:
        yield served


def text_of(page: str, place: str) -> str:
    """What is read aloud of a box."""
    found = re.search(rf'data-at="{place}"[^>]* aria-label="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_the_numbers_are_those_of_a_recount_of_the_municipality(
    counting: Served, calls: list[KnownCall]
) -> None:
    client = counting.app.test_client()
    page = client.get("/map?lens=callers&to=4700000001").text
    expected = counted(calls, municipality="asker")
    assert expected["place", "main"] > 50
    assert text_of(page, "main") == f"main, {expected['place', 'main']}"
    assert text_of(page, "languages") == f"Språk 1, {expected['place', 'languages']}"
    rung = expected["place", "dial guidance"]
    assert text_of(page, "transfer guidance").startswith(f"23 32 70 00 guidance, {rung}")


def test_few_callers_are_not_told(counting: Served) -> None:
    page = counting.app.test_client().get("/map?lens=callers").text
    assert text_of(page, "emergency") == "emergency, færre enn 5"


def test_the_period_is_said_and_chosen_and_the_lines_are_as_thick_as_they_are_many(
    counting: Served, browser: Browser
) -> None:
    with page_of(browser) as page:
        page.goto(f"{counting.url}/map?lens=callers")
        expect(page.locator(".about").first).to_contain_text("Samtaler som var innom stedet fra")
        page.get_by_role("link", name="365 dager").click()
        expect(page.locator(".about a[aria-current]")).to_have_text("365 dager")
        assert "days=365" in page.url
        to_main = page.locator("path.line").last.get_attribute("stroke-width")
        assert to_main is not None
        assert float(to_main) > 4
        assert violations(page) == []
