"""A sentence is changed, heard, approved; two people at once lose nothing of each other's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from ivr.definition import load
from ivr.studio.pages.dates import moment
from ivr.translation.approvals import approve, read_approvals
from ivr.translation.catalogue import sentences
from tests.support.browser import Served, page_of
from tests.support.hotline import VARIABLES
from tests.support.texts_page import Desk, card, changing, plays, served_texts, spoken_project

OSLO = ZoneInfo("Europe/Oslo")
DAY = dt.date(2026, 11, 22)
NEW = "Ile to kosztuje, naciśnij {key}."


@pytest.fixture
def texts(small: Path, tmp_path: Path) -> Iterator[Served]:
    with served_texts(small, tmp_path / "project") as served:
        yield served


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Desk:
    return Desk.of(spoken_project(small, tmp_path / "project"))


def _heard(page: Page) -> int:
    """Wait until what was typed is really playing; return its length in bytes."""
    plays(page.locator(".tried audio").first)
    sound = page.locator(".tried audio").first.get_attribute("src")
    return len(page.request.get(f"{page.url.partition('/studio')[0]}{sound}").body())


def test_a_text_is_heard_as_it_is_typed_then_saved_then_approved(texts: Served, page: Page) -> None:
    before = (texts.root / "prompts/pl.yaml").read_text(encoding="utf-8")
    page.goto(f"{texts.url}/texts?language=pl&topic=main")
    lengths = []
    for text in (NEW, "{key}."):
        field = card(page, "main.fees").locator("textarea")
        if not field.is_visible():
            changing(page, "main.fees")
        field.fill(text)
        card(page, "main.fees").get_by_role("button", name="Hør").click()
        said = card(page, "main.fees").locator(".tried .caller")
        expect(said).to_have_text(text.replace("{key}", "trzy"))
        lengths.append(_heard(page))
    assert lengths[0] > 2 * lengths[1]
    assert (texts.root / "prompts/pl.yaml").read_text(encoding="utf-8") == before
    card(page, "main.fees").locator("textarea").fill(NEW)
    card(page, "main.fees").get_by_role("button", name="Lagre", exact=True).click()
    expect(card(page, "main.fees").get_by_role("status")).to_contain_text(
        "Endret: Teksten main.fees på polsk. De som ringer, hører det om noen sekunder."
    )
    after = (texts.root / "prompts/pl.yaml").read_text(encoding="utf-8")
    assert after == before.replace("O kosztach, naciśnij {key}.", NEW)
    assembly = texts.app.extensions["studio"].line.assembly
    assert assembly.clips.has("pl", NEW.replace("{key}", "trzy"))
    made = texts.app.extensions["studio"].changes.last(1)[0].at.astimezone(OSLO)
    expect(card(page, "main.fees")).to_contain_text(
        f"Sist endret her av denne maskinen {moment(made, 'nb')}"
    )
    card(page, "main.fees").get_by_role("button", name="Godkjenn main.fees").click()
    expect(card(page, "main.fees").get_by_text("Godkjent", exact=True)).to_be_visible()
    assert read_approvals(texts.root, "pl")["main.fees"].by == "this machine"


def test_what_is_wrong_is_told_at_once_and_nothing_typed_is_lost(desk: Desk) -> None:
    before = desk.catalogue()
    answer = desk.asked("pl", "main.fees", "save", text="Naciśnij {kej}, koszt 100 zł \u0430a.")
    assert answer.status_code == 422
    assert desk.catalogue() == before
    for told in (
        "[main.fees] har mistet {key}. Skriv {key} der det hører hjemme.",
        "[main.fees] sier {kej}, og det gjør ikke den norske. Mente du [key]?",
        "siffer, som stemmer leser",
        "et annet alfabet",
        "Skriv det med ord.",
    ):
        assert told in answer.text
    assert ">Naciśnij {kej}, koszt 100 zł \u0430a.</textarea>" in answer.text


def test_a_text_that_is_too_long_is_told_in_seconds(desk: Desk) -> None:
    answer = desk.asked("pl", "retry.silence", "save", text="Proszę czekać na rozmowę. " * 30)
    assert answer.status_code == 422
    assert "sekunder; etter 20 er begynnelsen glemt" in answer.text


def test_a_text_says_before_it_is_saved_that_it_is_longer_than_anybody_remembers(
    desk: Desk,
) -> None:
    text = "Proszę czekać na rozmowę, a potem wybrać numer. " * 7
    heard = desk.asked("pl", "goodbye", "hear.text", text=text).text
    assert re.search(r"for lang: \d\d,\d s, høyst 20,0 s", heard.split('class="tried"')[1])
    heard = desk.asked("pl", "goodbye", "hear.text", text="Do widzenia.").text
    assert "av høyst 20,0 s" in heard.split('class="tried"')[1]


def test_nothing_is_no_text(desk: Desk) -> None:
    assert "Skriv hva som skal bli sagt." in desk.asked("pl", "goodbye", "save", text=" ").text
    assert "Skriv hva som skal bli sagt." in desk.asked("pl", "goodbye", "hear.text").text


def test_figures_and_numbers_are_heard_as_callers_hear_them(desk: Desk) -> None:
    heard = desk.asked("pl", "fees.card", "hear.text", text="Limit: {card_limit}.").text
    assert "Limit: 3" in heard
    heard = desk.asked("pl", "apology", "hear.text", text="Zadzwoń: {out_of_hours.number}.").text
    assert "Zadzwoń: jeden jeden sześć, jeden jeden siedem." in heard


def test_the_slow_sound_is_the_longer_one(desk: Desk) -> None:
    asked = "/sounds/said?language=pl&text=Do+widzenia&way="
    usual, slow = (desk.client.get(f"{asked}{way}").data for way in ("usual", "slow"))
    assert usual[:4] == slow[:4] == b"RIFF"
    assert len(slow) > 1.1 * len(usual)


def test_both_wordings_are_kept_together(desk: Desk) -> None:
    text, without = "Limit {card_limit} w {card_limit.year} roku.", "Jest limit."
    answer = desk.asked("pl", "fees.card", "save", text=text, without=without)
    assert answer.status_code == 303
    assert f"text: {text}" in desk.catalogue()
    assert f"without: {without}" in desk.catalogue()


def test_a_wording_that_is_needed_is_not_lost(desk: Desk) -> None:
    before = desk.catalogue()
    answer = desk.asked("pl", "fees.card", "save_approved", text="Limit {card_limit}.", without="")
    assert "Skriv også hva som skal bli sagt når" in answer.text
    assert ">Limit {card_limit}.</textarea>" in answer.text
    assert desk.catalogue() == before


def test_nobody_is_named_for_what_was_changed_by_hand(desk: Desk) -> None:
    desk.asked("pl", "main.fees", "save", text=NEW)
    was = desk.was("pl", "main.fees")
    by_hand = desk.catalogue().replace(NEW, "Ręcznie, naciśnij {key}.")
    (desk.root / "prompts/pl.yaml").write_text(by_hand, encoding="utf-8")
    answer = desk.asked("pl", "main.fees", "save", was, text="Koszty, naciśnij {key}.")
    assert "Noen har endret denne setningen mens du skrev." in answer.text
    assert "Ręcznie, naciśnij {key}." in answer.text


def test_changed_norwegian_is_to_be_looked_at_in_every_language(desk: Desk) -> None:
    # What translations were made from is known once somebody has looked.
    for language in ("pl", "en"):
        desk.asked(language, "goodbye", "looked_at")
    norwegian = "Ved fare {ambulance.number}, ellers {out_of_hours.number}. Ha det fint."
    assert desk.asked("nb", "goodbye", "save", text=norwegian).status_code == 303
    shown = desk.shown("language=pl&state=look")
    assert "Ha det fint." in shown
    assert "Oversatt fra en eldre norsk tekst:" in shown
    assert desk.asked("pl", "goodbye", "looked_at").status_code == 303
    assert 'id="goodbye"' not in desk.shown("language=pl&state=look")
    assert 'id="goodbye"' in desk.shown("language=en&state=look")


def test_two_people_on_one_sentence_see_each_others_text(texts: Served, browser: Browser) -> None:
    with page_of(browser) as anna, page_of(browser) as bo:
        for one, text in ((anna, "Od Anny, naciśnij {key}."), (bo, "Od Bo, naciśnij {key}.")):
            one.goto(f"{texts.url}/texts?language=pl&topic=main")
            changing(one, "main.fees").fill(text)
        for one in (anna, bo):
            card(one, "main.fees").get_by_role("button", name="Lagre", exact=True).click()
            expect(card(one, "main.fees").locator(".note")).to_be_visible()
        meanwhile = card(bo, "main.fees").get_by_role("alert")
        expect(meanwhile).to_contain_text("denne maskinen har endret denne setningen mens du skrev")
        expect(meanwhile).to_contain_text("Od Anny, naciśnij {key}.")
        field = card(bo, "main.fees").locator("textarea")
        expect(field).to_have_value("Od Bo, naciśnij {key}.")
        assert "main.fees: Od Anny" in (texts.root / "prompts/pl.yaml").read_text(encoding="utf-8")
        card(bo, "main.fees").get_by_role("button", name="Lagre", exact=True).click()
        expect(card(bo, "main.fees").get_by_role("status")).to_contain_text(
            "Endret: Teksten main.fees på polsk"
        )
        assert "main.fees: Od Bo" in (texts.root / "prompts/pl.yaml").read_text(encoding="utf-8")


def test_two_people_on_two_sentences_of_a_file_both_save(desk: Desk) -> None:
    was = {key: desk.was("pl", key) for key in ("main.fees", "goodbye")}
    bye = "W razie zagrożenia {ambulance.number}, inaczej {out_of_hours.number}. Na razie."
    assert desk.asked("pl", "main.fees", "save", was["main.fees"], text=NEW).status_code == 303
    assert desk.asked("pl", "goodbye", "save", was["goodbye"], text=bye).status_code == 303
    assert f"main.fees: {NEW}" in desk.catalogue()
    assert "Na razie." in desk.catalogue()
    assert "  # The last words.\n  goodbye:" in desk.catalogue()


def test_nobody_approves_what_they_have_not_seen(desk: Desk) -> None:
    was = {key: desk.was("pl", key) for key in ("main.fees", "retry.silence")}
    desk.asked("pl", "main.fees", "save", text=NEW)
    alone = desk.asked("pl", "main.fees", "approve", was["main.fees"])
    assert NEW in alone.text
    assert alone.status_code == 422
    form = {"language": "pl", "key": [*was], "was": [*was.values()]}
    answer = desk.client.post("/texts/approve", data=form, follow_redirects=True)
    assert "Endret: Godkjent: retry.silence på polsk" in answer.text
    assert "Ikke godkjent: 1." in answer.text
    assert [*read_approvals(desk.root, "pl")] == ["retry.silence"]


def test_an_approval_is_taken_back(desk: Desk) -> None:
    desk.asked("pl", "goodbye", "approve")
    assert [*read_approvals(desk.root, "pl")] == ["goodbye"]
    desk.asked("pl", "goodbye", "withdraw")
    assert read_approvals(desk.root, "pl") == {}


def test_a_text_that_no_address_can_hold_is_not_tried(desk: Desk) -> None:
    heard = desk.asked("pl", "goodbye", "hear.text", text="Żółw " * 400)
    assert "Høyst 20 sekunder" in heard.text
    assert "/sounds/said" not in heard.text


def test_the_last_change_is_undone_with_one_click(texts: Served, page: Page) -> None:
    before = (texts.root / "prompts/pl.yaml").read_bytes()
    page.goto(f"{texts.url}/texts?language=pl&topic=main")
    changing(page, "main.fees").fill(NEW)
    card(page, "main.fees").get_by_role("button", name="Lagre", exact=True).click()
    card(page, "main.fees").get_by_role("button", name="Angre: Teksten main.fees på polsk").click()
    expect(page.get_by_role("status")).to_contain_text("Teksten main.fees på polsk")
    assert (texts.root / "prompts/pl.yaml").read_bytes() == before


def test_where_drafts_are_not_offered_a_change_is_approved_with_it(
    small: Path, tmp_path: Path
) -> None:
    root = spoken_project(small, tmp_path / "project")
    files = load(root, VARIABLES).files
    for language in ("nb", "pl"):
        approve(root, language, sentences(files[f"prompts/{language}"]), "interpreter", DAY)
    strict = Desk.of(root, drafts=False)
    refused = strict.asked("pl", "main.fees", "save", text=NEW)
    assert refused.status_code == 422
    assert NEW in refused.text
    assert NEW not in strict.catalogue()
    assert strict.asked("pl", "main.fees", "save_approved", text=NEW).status_code == 303
    assert NEW in strict.catalogue()


def test_the_page_works_without_a_script(texts: Served, browser: Browser) -> None:
    with page_of(browser, java_script_enabled=False) as page:
        page.goto(f"{texts.url}/texts")
        page.get_by_label("Søk i teksten").fill("main.fees")
        page.get_by_label("Språk").select_option("pl")
        page.get_by_role("button", name="Vis").click()
        changing(page, "main.fees").fill(NEW)
        card(page, "main.fees").get_by_role("button", name="Hør").click()
        expect(card(page, "main.fees").locator(".tried audio")).to_have_count(2)
        expect(card(page, "main.fees").locator("textarea")).to_have_value(NEW)
        card(page, "main.fees").get_by_role("button", name="Lagre", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Endret: Teksten main.fees på polsk")
        expect(card(page, "main.fees").locator("p.caller")).to_have_text(NEW)


def test_the_keyboard_alone_is_enough(texts: Served, page: Page) -> None:
    page.goto(f"{texts.url}/texts?language=pl&prompt=main.fees")
    card(page, "main.fees").locator("details.change > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type(NEW)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _heard(page)
    expect(page.get_by_role("button", name="Hør")).to_be_focused()
    card(page, "main.fees").get_by_role("button", name="Lagre", exact=True).focus()
    page.keyboard.press("Enter")
    expect(card(page, "main.fees").locator(".note")).to_be_focused()
    expect(card(page, "main.fees").locator(".note")).to_contain_text(
        "Endret: Teksten main.fees på polsk"
    )


def test_a_language_that_no_engine_speaks_is_to_be_recorded(small: Path, tmp_path: Path) -> None:
    root = spoken_project(small, tmp_path / "project")
    path = root / "prompts/pl.yaml"
    text = path.read_text(encoding="utf-8").replace("engine: espeak", "engine: none")
    path.write_text(text, encoding="utf-8")
    desk = Desk.of(root)
    heard = desk.asked("pl", "goodbye", "hear.text", text="Do widzenia.")
    assert "Ingen maskinstemme kan polsk. Ta teksten opp i stedet." in heard.text
    assert "/recording?language=pl&amp;prompt=goodbye" in heard.text
