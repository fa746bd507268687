"""The map in a browser: seen, clicked, heard, printed, and walked with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ivr.map.drawing.lenses import LENSES
from tests.support.axe import violations, wider_than
from tests.support.browser import Served, page_of, served_studio
from tests.support.hotline import ROOT, SMALL, copied, copy_of

STATIC = ROOT / "ivr" / "studio" / "static"
WHIT_MONDAY = "2027-05-17T22:10"


@pytest.fixture
def map_page(studio: Served, page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{studio.url}/map")
    return page


@pytest.fixture
def small_studio(small: Path) -> Iterator[Served]:
    with served_studio(small) as served:
        yield served


def box(page: Page, name: str) -> Locator:
    return page.locator(f'a.box[data-at="{name}"]')


def test_the_whole_menu_is_seen_at_once_with_danger_first(map_page: Page) -> None:
    sheet = map_page.locator("#map")
    assert sheet.evaluate("one => one.scrollWidth <= one.clientWidth")
    expect(box(map_page, "emergency")).to_have_class(re.compile("urgent"))
    places = {
        name: box(map_page, name).bounding_box()
        for name in ("emergency", "out_of_hours", "transfer ambulance", "transfer guidance")
    }
    top = {name: found["y"] for name, found in places.items() if found is not None}
    assert top["emergency"] < top["out_of_hours"]
    assert top["transfer ambulance"] < top["transfer guidance"]
    expect(box(map_page, "emergency")).to_contain_text(re.compile(r"\d+,\d s"))


def test_a_step_is_heard_on_click(map_page: Page) -> None:
    box(map_page, "fees").click()
    panel = map_page.locator("#place")
    expect(panel.get_by_role("heading", level=2)).to_have_text("fees")
    expect(map_page).to_have_url(re.compile("step=fees"))
    expect(box(map_page, "fees")).to_have_attribute("aria-current", "true")
    panel.get_by_role("button", name="Hør alt").click()
    map_page.wait_for_function("() => document.querySelector('#place audio').currentTime > 0.2")
    expect(panel.locator("[data-hear]")).to_have_text("Stopp")
    panel.locator("[data-hear]").click()
    expect(panel.locator("[data-hear]")).to_have_text("Hør alt")
    assert panel.locator("audio").first.evaluate("one => one.paused")


def test_sentences_are_heard_one_after_the_other(map_page: Page) -> None:
    box(map_page, "fees").click()
    map_page.locator("[data-hear]").click()
    map_page.wait_for_function(
        "() => document.querySelectorAll('#place audio')[1].currentTime > 0.1"
    )
    assert map_page.locator("#place audio").first.evaluate("one => one.ended")


def test_a_step_is_heard_and_read_in_any_language_beside_the_norwegian(
    studio: Served, page: Page
) -> None:
    page.goto(f"{studio.url}/map?step=fees")
    page.get_by_label("Hør det på").select_option("fa")
    page.get_by_role("button", name="Bytt språk").click()
    first = page.locator("#place .sentences li").first
    expect(first.locator(".caller")).to_have_attribute("lang", "fa")
    expect(first.locator(".caller")).to_have_attribute("dir", "rtl")
    expect(first.locator("p[lang=nb]")).to_contain_text("Hva det koster.")
    source = first.locator("audio").get_attribute("src")
    assert source is not None
    assert source.startswith("/studio/sounds/clip/fa/")
    expect(first.get_by_role("link", name="Teksten fees.here")).to_have_attribute(
        "href", "/studio/texts?prompt=fees.here&language=fa"
    )


def test_it_is_said_where_silence_leads_and_from_where_one_comes(
    studio: Served, page: Page
) -> None:
    page.goto(f"{studio.url}/map?step=emergency&at={WHIT_MONDAY}")
    silence = page.locator("#place .silence li")
    expect(silence.first).to_contain_text("0,0 s hører emergency")
    expect(page.locator("#place .silence")).to_contain_text("det ringer hos 113")
    expect(silence.last).to_contain_text("samtalen er slutt")
    before = page.locator("#place ul:not(.ways)")
    expect(before.get_by_role("link", name="main", exact=True)).to_be_visible()


def test_on_whit_monday_in_the_evening_the_doctors_door_is_shut(studio: Served, page: Page) -> None:
    page.goto(f"{studio.url}/map")
    page.get_by_role("link", name="2. pinsedag 22.10").click()
    expect(page.get_by_label("Tidspunkt", exact=True)).to_have_value(
        re.compile(r"^\d{4}-\d\d-\d\dT22:10$")
    )
    expect(box(page, "doctor_open")).to_have_class(re.compile("shut"))
    expect(box(page, "doctor_closed")).not_to_have_class(re.compile("shut"))
    expect(box(page, "doctor_open")).to_have_attribute(
        "aria-label", re.compile("ikke på dette tidspunktet")
    )
    expect(box(page, "transfer guidance")).to_contain_text("stengt nå")
    page.get_by_label("Tidspunkt", exact=True).fill("2027-05-18T10:00")
    page.get_by_role("button", name="Vis kartet").click()
    expect(box(page, "doctor_open")).not_to_have_class(re.compile("shut"))
    expect(box(page, "transfer guidance")).not_to_contain_text("stengt nå")


def test_the_keyboard_alone_is_enough(map_page: Page) -> None:
    """The arrow keys follow the lines; Enter opens a step, Escape goes back to it."""
    box(map_page, "main").focus()
    map_page.keyboard.press("ArrowRight")
    expect(box(map_page, "emergency")).to_be_focused()
    map_page.keyboard.press("ArrowDown")
    expect(box(map_page, "out_of_hours")).to_be_focused()
    map_page.keyboard.press("ArrowLeft")
    expect(box(map_page, "main")).to_be_focused()
    map_page.keyboard.press("Enter")
    expect(map_page.locator("#place")).to_be_focused()
    map_page.keyboard.press("Tab")
    expect(map_page.get_by_role("button", name="Hør alt")).to_be_focused()
    map_page.keyboard.press("Escape")
    expect(box(map_page, "main")).to_be_focused()
    expect(map_page.locator("#place")).to_have_count(0)
    map_page.go_back()
    expect(map_page.locator("#place-name")).to_have_text("main")


def test_without_a_script_a_step_is_a_link_to_itself(studio: Served, browser: Browser) -> None:
    with page_of(browser, java_script_enabled=False) as page:
        page.goto(f"{studio.url}/map?lens=texts")
        box(page, "fees").click()
        expect(page.locator("#place-name")).to_have_text("fees")
        expect(page.locator("#place audio").first).to_be_visible()
        assert "lens=texts" in page.url
        page.get_by_role("link", name="Lukk").click()
        expect(page.locator("#place")).to_have_count(0)


def test_the_map_is_made_larger_and_whole_again_by_buttons(map_page: Page) -> None:
    drawing = map_page.locator("svg.map")
    before = drawing.bounding_box()
    map_page.get_by_role("button", name="Større").click()
    larger = drawing.bounding_box()
    map_page.get_by_role("button", name="Hele kartet").click()
    assert before is not None
    assert larger is not None
    assert larger["width"] > before["width"] * 1.2
    assert drawing.bounding_box() == before


def test_it_is_printed_on_one_a3_sheet(studio: Served, browser: Browser) -> None:
    for to in ("4700000001", "4700000011"):
        with page_of(browser) as page:
            page.goto(f"{studio.url}/map?to={to}&step=fees")
            sheet = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
        [wide, high] = map(float, re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheet)[0])
        assert (round(wide), round(high)) == (1191, 842)


def test_the_list_says_what_the_picture_says(studio: Served, page: Page) -> None:
    page.goto(f"{studio.url}/map?at={WHIT_MONDAY}")
    page.get_by_text("Kartet som liste").click()
    drawn = page.locator("a.box").evaluate_all("all => all.map(one => one.dataset.at)")
    row = page.get_by_role("row", name=re.compile("^main "))
    expect(row).to_contain_text("3 → doctor_open, når doctor er åpen, ikke nå")
    expect(row).to_contain_text("3 → doctor_closed, når doctor er stengt, tilbudt etter")
    expect(page.locator("#list tbody tr")).to_have_count(len(drawn))


def test_callers_without_a_journal_are_said_to_be_missing(map_page: Page) -> None:
    map_page.get_by_role("link", name="Samtaler").click()
    expect(map_page.locator(".note")).to_contain_text("Det finnes ingen tall over samtaler")
    expect(box(map_page, "main")).to_be_visible()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("to=4799999999", "Dette nummeret hører ikke til noen kommune."),
        ("language=xx", "Dette språket tilbys ikke her."),
        ("at=i-morgen", "Dette er ikke et tidspunkt."),
        ("at=0001-01-01T00:00", "Dette er ikke et tidspunkt."),
        ("lens=smell", "Kartet kan ikke farges slik."),
    ],
)
def test_what_is_not_understood_is_told_and_the_map_is_there(
    studio: Served, query: str, told: str
) -> None:
    answer = studio.app.test_client().get(f"/map?{query}")
    assert answer.status_code == 200
    assert told in answer.text
    assert 'data-at="main"' in answer.text


@pytest.mark.parametrize("query", ["step=nowhere", "hear=xx&step=main", "days=7000", "call=abc"])
def test_a_link_that_has_aged_still_shows_the_map(studio: Served, query: str) -> None:
    answer = studio.app.test_client().get(f"/map?{query}")
    assert (answer.status_code, 'data-at="main"' in answer.text) == (200, True)


def test_every_place_of_every_map_opens(small_studio: Served) -> None:
    client = small_studio.app.test_client()
    for to in ("4700000001", "4700000002", "4700000011"):
        page = client.get(f"/map?to={to}").text
        for step in re.findall(r'data-at="([^"]*)"', page):
            answer = client.get("/map", query_string={"to": to, "step": step, "hear": "pl"})
            assert answer.status_code == 200
            assert re.search(f'id="place"[^>]*data-at="{re.escape(step)}"', answer.text)


def test_a_folder_that_nothing_can_be_played_of_is_told_in_words(tmp_path: Path) -> None:
    with served_studio(copied(tmp_path / "project", SMALL)) as served:
        answer = served.app.test_client().get("/map")
    assert answer.status_code == 503
    assert "there are no clips yet" in answer.text
    assert "Kartet kan ikke tegnes nå" in answer.text


def test_a_folder_that_was_broken_meanwhile_is_drawn_as_callers_hear_it_and_says_why(
    small: Path, tmp_path: Path
) -> None:
    root = copy_of(small, tmp_path / "project")
    with served_studio(root) as served:
        client = served.app.test_client()
        assert "note danger" not in client.get("/map").text
        menu = root / "config" / "menu.yaml"
        menu.write_text(menu.read_text("utf-8").replace("go: fees}", "go: feez}"), "utf-8")
        client.application.extensions["studio"].line.look()
        answer = client.get("/map")
        others = [client.get(f"/{one}").text for one in ("phone", "texts", "notices/new", "hours")]
    assert answer.status_code == 200
    assert 'data-at="fees"' in answer.text
    for page in (answer.text, *others):
        assert page.count("config/menu.yaml") == 1


def test_only_clips_of_the_hotline_are_handed_out(studio: Served) -> None:
    client = studio.app.test_client()
    for file in ("nb/0123456789abcdef0123.wav", "manifest.json", "../manifest.json", "..%2Fx"):
        assert client.get(f"/sounds/clip/{file}").status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?step=main", "?lens=callers", f"?at={WHIT_MONDAY}&language=ti"]
)
def test_a_page_is_small_without_its_sounds(studio: Served, query: str) -> None:
    page = studio.app.test_client().get(f"/map{query}")
    files = set(re.findall(r'(?:href|src)="/static/([^"?]+)', page.text))
    assert files == {"studio.css", "map.css", "map.js", "icon.svg"}
    whole = len(page.data) + sum((STATIC / file).stat().st_size for file in files)
    assert whole < 200_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lens", LENSES)
def test_every_lens_is_for_everybody(
    studio: Served, browser: Browser, lens: str, scheme: Literal["light", "dark"]
) -> None:
    with page_of(browser, color_scheme=scheme) as page:
        page.goto(f"{studio.url}/map?lens={lens}&step=main&at={WHIT_MONDAY}&language=fa")
        page.get_by_text("Kartet som liste").click()
        assert violations(page) == []
        assert wider_than(page) == []
