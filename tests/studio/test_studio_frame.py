"""Every page opens, in both languages, and complains of nothing."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from ivr.studio.pages.frame import PLACES
from ivr.studio.pages.words import all_words
from tests.support.axe import violations, wider_than
from tests.support.browser import Served, page_of
from tests.support.hotline import ROOT

PAGES = [place.view.partition(".")[0] for place in PLACES]


@pytest.mark.parametrize("ui", ["nb", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_asks_its_question(studio: Served, page: Page, name: str, ui: str) -> None:
    page.goto(f"{studio.url}/{name}?ui={ui}")
    expect(page.get_by_role("heading", level=1)).to_have_text(all_words()[f"{name}.heading"][ui])
    expect(page.locator("html")).to_have_attribute("lang", ui)
    expect(page.locator("[aria-current=page]")).to_have_text(all_words()[f"{name}.nav"][ui])


@pytest.mark.parametrize("key", all_words())
def test_every_word_is_there_in_both_languages(key: str) -> None:
    texts = all_words()[key]
    assert set(texts) == {"nb", "en"}
    assert all(text == text.strip() and text for text in texts.values())
    places = {ui: sorted(re.findall(r"{(\w*)[^}]*}", text)) for ui, text in texts.items()}
    assert places["nb"] == places["en"]


def test_a_page_that_is_not_there_is_told_in_words(studio: Served) -> None:
    answer = studio.app.test_client().get("/nothing")
    assert answer.status_code == 404
    assert "Denne siden finnes ikke" in answer.text


@pytest.mark.parametrize("ui", ["nb", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_for_everybody(
    studio: Served, browser: Browser, name: str, scheme: Literal["light", "dark"], ui: str
) -> None:
    with page_of(browser, color_scheme=scheme) as page:
        page.goto(f"{studio.url}/{name}?ui={ui}")
        assert violations(page) == []
        assert wider_than(page) == []


def test_the_navigation_is_a_line_on_a_telephone_and_shows_where_one_is(
    studio: Served, page: Page
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for place in PLACES[::3]:
        page.goto(f"{studio.url}/{place.view.partition('.')[0]}")
        box = page.locator(".top").bounding_box()
        assert box is not None
        assert box["height"] < 50
        expect(page.locator(".top [aria-current=page]")).to_be_in_viewport(ratio=0.9)
        page.get_by_role("link", name="Brukere").focus()
        expect(page.get_by_role("link", name="Brukere")).to_be_in_viewport(ratio=0.9)


def test_what_the_style_notes_name_is_in_the_stylesheet() -> None:
    notes = (ROOT / "docs/style-notes.md").read_text(encoding="utf-8")
    sheet = (ROOT / "ivr/studio/static/studio.css").read_text(encoding="utf-8")
    tokens = re.findall(r"`(--[a-z-]+)`", notes)
    named = [row.split("|")[1] for row in notes.splitlines() if row.startswith("| `")]
    classes = re.findall(r"\.[a-z]+", " ".join(named))
    assert len(tokens) > 10
    assert len(classes) > 10
    for name in tokens:
        assert f"  {name}: " in sheet
    for name in classes:
        assert re.search(rf"{re.escape(name)}\b", sheet), name


def test_on_paper_a_page_says_what_it_says_on_the_screen(studio: Served, page: Page) -> None:
    page.emulate_media(media="print")
    page.goto(f"{studio.url}/texts")
    expect(page.get_by_role("row", name="polsk")).to_be_visible()
    page.goto(f"{studio.url}/hours")
    expect(page.get_by_role("rowheader", name="Veiledning Helsenorge").first).to_be_visible()
    expect(page.get_by_role("button").first).to_be_hidden()
    expect(page.get_by_role("link", name="In English")).to_be_hidden()
