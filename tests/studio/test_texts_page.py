"""What is said, and is it right? What waits is seen first, and every choice is a link."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from ivr.studio.people.roles import Person, Role
from ivr.studio.texts.filters import A_PAGE
from tests.support.axe import violations, wider_than
from tests.support.browser import Served, page_of
from tests.support.texts_page import Desk, card, changing, plays

KEYS = re.compile(r'<article class="card sentence" id="([^"]+)"')


@pytest.fixture
def desk(small: Path) -> Desk:
    """The texts of the small hotline; look, but do not change anything."""
    return Desk.of(small)


def test_what_waits_is_seen_first_and_no_sentence(studio: Served, page: Page) -> None:
    page.goto(f"{studio.url}/texts")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Dette venter")
    expect(page.locator("article")).to_have_count(0)
    waiting = page.get_by_role("link", name="polsk, Ikke godkjent: ")
    number = int(waiting.inner_text())
    waiting.click()
    expect(page.get_by_role("heading", level=2).first).to_have_text(f"{number} setninger på polsk")
    expect(page.locator("article")).to_have_count(A_PAGE)


def test_pages_of_sentences_go_on_where_the_former_ends(desk: Desk) -> None:
    first, second = (KEYS.findall(desk.shown(f"language=nb&page={n}")) for n in (1, 2))
    assert len(first) == A_PAGE
    assert second
    assert not {*first} & {*second}
    assert "language=nb&amp;page=2" in desk.shown("language=nb")
    assert KEYS.findall(desk.shown("language=nb&page=99"))  # the last one there is


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=KARTE", ["fees.card"]),  # kartę, whatever its accents and case
        ("search=det+koster", ["main.fees", "topic.fees"]),  # in the Norwegian beside it
        ("search=emergency.dial", ["emergency.dial"]),
        ("topic=retry", ["retry.silence", "retry.options", "retry.person"]),
        ("prompt=goodbye", ["goodbye"]),
        ("prompt=no.such", []),
        ("state=look", []),
        ("state=approved", []),
    ],
)
def test_a_filter_is_a_link(desk: Desk, query: str, found: list[str]) -> None:
    shown = KEYS.findall(desk.shown(f"language=pl&{query}"))
    assert [key for key in shown if not key.startswith("topic.")] == [
        key for key in found if not key.startswith("topic.")
    ]


def test_where_a_sentence_is_heard_is_told_in_words(desk: Desk) -> None:
    assert "Hovedmenyen, tredje (tast 3)." in desk.shown("language=pl&prompt=main.fees")
    assert "Etter tast 3, første." in desk.shown("language=pl&prompt=fees.card")
    assert "The main menu, third (key 3)." in desk.shown("ui=en&language=pl&prompt=main.fees")


def test_no_page_of_any_language_is_heavy(studio: Served) -> None:
    client = studio.app.test_client()
    for language in ("nb", "ar", "ti", "ru"):
        assert len(client.get(f"/texts?language={language}").data) < 200_000


def test_whoever_may_only_look_sees_no_form_and_changes_nothing(small: Path) -> None:
    desk = Desk.of(small, Person("guest", Role.LOOK))
    shown = desk.shown("language=pl&prompt=goodbye")
    assert "Do widzenia" in shown
    assert "<textarea" not in shown
    for path in ("sentence", "approve", "import", "import/confirm"):
        assert desk.client.post(f"/texts/{path}", data={"language": "pl"}).status_code == 403
    assert desk.client.get("/sounds/said?language=pl&text=x").status_code == 403
    exported = desk.client.get("/texts/export?language=pl&kind=po")
    assert b"Do widzenia" in exported.data


def test_what_there_is_not_is_told_in_words(desk: Desk) -> None:
    for path in (
        "/texts?language=xx",
        "/texts/export?language=pl&kind=exe",
        "/texts/export?kind=po",
        "/sounds/clip/pl/none.wav",
        "/sounds/clip/../../config/hotline.yaml",
    ):
        answer = desk.client.get(path)
        assert answer.status_code == 404
        assert "Denne siden finnes ikke" in answer.text


def test_a_text_from_right_to_left_stands_so_and_is_heard(studio: Served, page: Page) -> None:
    page.goto(f"{studio.url}/texts?language=ar&prompt=main.fees")
    said = card(page, "main.fees").locator("p.caller")
    expect(said).to_have_attribute("lang", "ar")
    expect(said).to_have_attribute("dir", "rtl")
    field = changing(page, "main.fees")
    expect(field).to_have_attribute("dir", "rtl")
    field.fill("لِتَعْرِفَ كَمْ تَدْفَعُ الْيَوْمَ، اِضْغَطْ {key}.")
    card(page, "main.fees").get_by_role("button", name="Hør").click()
    expect(card(page, "main.fees").locator(".tried")).to_contain_text("أَرْبَعَهْ")
    plays(page.locator(".tried audio").first)


def test_the_clip_that_callers_hear_plays(studio: Served, page: Page) -> None:
    page.goto(f"{studio.url}/texts?language=pl&prompt=main.fees")
    page.locator("audio").first.evaluate("sound => sound.play()")
    plays(page.locator("audio").first)


@pytest.mark.parametrize("ui", ["nb", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_card_with_mistakes_is_for_everybody(
    studio: Served, browser: Browser, scheme: Literal["light", "dark"], ui: str
) -> None:
    with page_of(browser, color_scheme=scheme) as page:
        page.goto(f"{studio.url}/texts?language=ur&topic=fees&ui={ui}")
        changing(page, "fees.doctor").fill("{kej")
        card(page, "fees.doctor").locator("button[value='hear.text']").click()
        expect(card(page, "fees.doctor").locator(".faults")).to_be_visible()
        page.locator("details.exchange > summary").click()
        assert violations(page) == []
        assert wider_than(page) == []


def test_the_first_page_fits_a_narrow_telephone(studio: Served, page: Page) -> None:
    page.goto(f"{studio.url}/texts")
    assert wider_than(page) == []
