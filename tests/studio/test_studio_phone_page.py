"""The phone in a real browser: rung by mouse and by keyboard, heard, and seen as it is heard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ivr.phone import read_wav
from tests.support.axe import violations, wider_than
from tests.support.browser import Served, page_of, served_studio

expect.set_options(timeout=20_000)  # a busy machine is slow, and no failure

MORNING = "2026-11-25T10:00"
"""A Wednesday, when everybody is at work."""

WATCHED = """
  window.sounds = [];
  const Plain = window.Audio;
  window.Audio = function (source) {
    const sound = new Plain(source);
    sound.playbackRate = window.rate ?? 1;
    if (source) window.sounds.push(sound);
    return sound;
  };
"""
"""Every sound that the page plays, to be looked at; what it plays it plays."""

FAST = "window.rate = 10;"
"""A call of a minute in six seconds: its clock is the sound's."""

BLOCKED = "addEventListener('load', () => document.querySelector('[data-hook]').click());"
"""A page that rings before anybody has touched it."""

PLAYS = "window.sounds.length && window.sounds.at(-1).currentTime > 0.3"


def until(page: Page, fact: str) -> None:
    """Wait for a fact of the page; its policy lets nobody wait with an expression of their own."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
          const late = setTimeout(() => fail(new Error("not in time")), 30000);
          const look = () => {{
            if ({fact}) {{ clearTimeout(late); done(); }} else setTimeout(look, 40);
          }};
          look();
        }})"""
    )


def opened(page: Page, studio: Served, query: str = "", *scripts: str) -> Page:
    for script in (WATCHED, *scripts):
        page.add_init_script(script)
    page.goto(f"{studio.url}/phone{query}")
    return page


def rows(page: Page) -> list[str]:
    return page.locator("[data-rows] > li .caller").all_text_contents()


def ringing(page: Page, studio: Served) -> None:
    """Go as far as a telephone that rings: Norwegian, then somebody to talk to."""
    opened(page, studio, f"?at={MORNING}", FAST)
    page.get_by_role("button", name="Ring", exact=True).click()
    until(page, PLAYS)
    page.keyboard.press("1")
    expect(page.get_by_text("Er noen i fare, trykk én.")).to_be_visible()
    page.keyboard.press("0")
    expect(page.locator("[data-side=ringing]")).to_be_visible(timeout=30_000)


def test_the_first_thing_seen_is_a_telephone_that_can_ring(studio: Served, page: Page) -> None:
    """With its number, and no form before it."""
    opened(page, studio)
    expect(page.locator("[data-number]")).to_have_text("+47 00 00 00 01")
    expect(page.get_by_role("button", name="Ring", exact=True)).to_be_visible()
    expect(page.locator("#at")).to_be_hidden()
    assert page.locator("[data-key]").count() == 12


def test_a_call_by_mouse_is_heard_and_a_key_cuts_the_sentence(studio: Served, page: Page) -> None:
    opened(page, studio)
    page.get_by_role("button", name="Ring", exact=True).click()
    until(page, PLAYS)
    expect(page.locator("[data-doing]")).to_have_text("I samtale")
    assert rows(page) == ["Ved fare for liv, legg på og ring én én tre."]
    page.locator("[data-rows] > li").first.evaluate("row => { row.isTheSame = true; }")
    page.get_by_role("button", name="4 GHI").click()
    expect(page.locator("[data-rows] > li").nth(1)).to_contain_text("Tast 4")
    # A screen reader is told each sentence once.
    assert page.locator("[data-rows] > li").first.evaluate("row => row.isTheSame")
    expect(page.locator("[data-rows] > li .cut").first).to_be_visible()
    arabic = page.locator("[data-rows] > li .caller").nth(1)
    expect(arabic).to_have_attribute("lang", "ar")
    expect(arabic).to_have_attribute("dir", "rtl")
    assert arabic.evaluate("one => getComputedStyle(one).direction") == "rtl"
    expect(page.locator("[data-rows] > li .meaning").first).to_have_text(
        "Ved fare for liv, legg på og ring én én tre."
    )
    until(page, f"{PLAYS} && window.sounds.length === 2")
    page.get_by_role("button", name="Legg på").click()
    expect(page.locator("[data-rows] > li").last).to_contain_text("Den som ringte, la på")
    expect(page.locator("[data-trouble]")).to_be_hidden()


def test_a_call_by_keyboard_alone(studio: Served, page: Page) -> None:
    """Enter rings and hangs up, digits press, Space holds the sound."""
    opened(page, studio)
    page.keyboard.press("Enter")
    until(page, PLAYS)
    page.keyboard.press("Space")
    expect(page.locator("[data-doing]")).to_have_text("Lyden er stoppet")
    assert page.evaluate("window.sounds.every(sound => sound.paused)")
    page.keyboard.press("Space")
    expect(page.locator("[data-doing]")).to_have_text("I samtale")
    until(page, "!window.sounds.at(-1).paused")
    page.keyboard.press("2")
    expect(page.locator("[data-rows] > li").last).to_contain_text("press one")
    page.keyboard.press("#")
    expect(page.get_by_text("Tast # (firkant)")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-rows] > li").last).to_contain_text("Den som ringte, la på")


def test_keys_that_are_pressed_before_the_answer_are_pressed_then(
    studio: Served, page: Page
) -> None:
    """In their order: whoever knows the way waits for nothing."""
    opened(page, studio)
    with page.expect_response("**/call?*"):
        page.evaluate(
            """() => {
              document.querySelector('[data-hook]').click();
              for (const key of ['1', '3']) document.querySelector(`[data-key="${key}"]`).click();
            }"""
        )
    until(page, PLAYS)
    keys = page.locator("[data-rows] > [data-kind=key]")
    expect(keys).to_have_count(2)
    assert [text.split()[-1] for text in keys.all_inner_texts()] == ["1", "3"]


def test_the_keys_of_a_form_are_its_own(studio: Served, page: Page) -> None:
    """What is typed into a field presses nothing, and Enter there does not hang up."""
    opened(page, studio)
    page.get_by_role("button", name="Ring", exact=True).click()
    until(page, PLAYS)
    page.locator("summary").click()
    page.locator("#keys").fill("4")
    page.locator("#keys").press("5")
    page.locator("#to").focus()
    page.keyboard.press("1")
    expect(page.locator("#keys")).to_have_value("45")
    assert page.locator("[data-kind=key]").count() == 0
    expect(page.get_by_role("button", name="Legg på")).to_be_visible()


def test_a_moment_that_is_picked_is_when_the_call_is_made(studio: Served, page: Page) -> None:
    opened(page, studio)
    page.locator("summary").click()
    page.get_by_role("link", name="2. pinsedag 22.10").click()
    page.locator("#to").select_option("+4700000011")
    expect(page.locator("[data-whose]")).to_have_text("Halden")
    page.get_by_role("button", name="Ring", exact=True).click()
    expect(page.locator("[data-moment]")).to_contain_text(re.compile(r"^mandag .* kl\. 22\.10$"))
    expect(page.locator("[data-number]")).to_have_text("+47 00 00 00 11")


@pytest.mark.parametrize(
    ("button", "told", "then"),
    [
        ("Opptatt", "Det var opptatt", "Veiledning Helsenorge"),
        ("Tar ikke telefonen", "Ingen tok telefonen", "Veiledning Helsenorge"),
        ("Kommer ikke frem", "Anropet kom ikke frem", "Veiledning Helsenorge"),
        ("Telefonsvarer", "De snakker sammen", "Ha det bra"),
    ],
)
def test_whoever_is_rung_does_what_is_decided(
    studio: Served, page: Page, button: str, told: str, then: str
) -> None:
    """And the caller hears what comes of it."""
    ringing(page, studio)
    expect(page.locator("[data-service]")).to_contain_text("+47 23 32 70 00: Nå ringer vi")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(told)).to_be_visible(timeout=30_000)
    after = page.locator("[data-kind=rings] ~ [data-kind=said]").first
    expect(after).to_contain_text(then, timeout=30_000)


def test_the_whisper_is_heard_as_the_callee(studio: Served, page: Page) -> None:
    """The page changes sides, then the two talk until one hangs up."""
    ringing(page, studio)
    page.get_by_role("button", name="Svarer", exact=True).click()
    expect(page.locator("[data-side=whisper]")).to_be_visible()
    expect(page.locator("[data-whispered]")).to_have_text("Samtale fra helselinjen.")
    until(page, PLAYS)
    expect(page.locator("[data-side=talk]")).to_be_visible(timeout=30_000)
    assert page.locator("[data-kind=whisper] .caller").all_text_contents()[:2] == [
        "Samtale fra helselinjen.",
        "Den som ringer, snakker norsk.",
    ]
    page.get_by_role("button", name="Den som ringte, legger på").click()
    expect(page.locator("[data-rows] > li").last).to_contain_text("Den som ringte, la på")


def finished(page: Page, studio: Served) -> str:
    """Make a short call to its end and return its link."""
    opened(page, studio, f"?at={MORNING}", FAST)
    page.get_by_role("button", name="Ring", exact=True).click()
    until(page, PLAYS)
    page.keyboard.press("4")
    expect(page.locator("[data-rows] > li .caller").nth(3)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-doing]")).to_have_text("Samtalen er over")
    return page.get_by_role("link", name="Lenke til samtalen").get_attribute("href") or ""


def test_a_link_is_the_call_again(studio: Served, browser: Browser) -> None:
    """On another machine too: nothing sounds before a click, then the same is heard."""
    with page_of(browser) as page:
        link = finished(page, studio)
        first = page.locator("[data-rows]").inner_text()
        assert page.url.endswith(link)
    with page_of(browser) as page:
        opened(page, studio, link.removeprefix("/studio/phone"), FAST)
        assert page.evaluate("window.sounds.length") == 0
        assert page.locator("[data-rows]").inner_text() == first
        page.get_by_role("button", name="Spill av samtalen").click()
        until(page, PLAYS)
        expect(page.locator("[data-doing]")).to_have_text("Samtalen er over", timeout=30_000)
        assert page.locator("[data-rows]").inner_text() == first
        page.get_by_role("button", name="Spill av igjen").click()
        until(page, PLAYS)


def test_who_hangs_up_twice_has_hung_up(studio: Served, page: Page) -> None:
    """Before the first is answered."""
    opened(page, studio)
    page.keyboard.press("Enter")
    until(page, PLAYS)
    page.get_by_role("button", name="Legg på").dblclick()
    expect(page.locator("[data-doing]")).to_have_text("Samtalen er over")
    expect(page.locator("[data-trouble]")).to_be_hidden()


def test_a_call_is_the_same_in_the_other_language(studio: Served, page: Page) -> None:
    finished(page, studio)
    page.get_by_role("link", name="In English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What does a caller hear?")
    expect(page.locator("[data-kind=key]")).to_have_text(re.compile("Key 4"))
    expect(page.locator(".meaning").last).to_contain_text("press")


def test_the_sound_can_be_kept(studio: Served, page: Page, tmp_path: Path) -> None:
    """As long as the call was, and with the key that was pressed."""
    finished(page, studio)
    with page.expect_download() as kept:
        page.get_by_role("link", name="Lyden som WAV").click()
    file = tmp_path / "call.wav"
    kept.value.save_as(file)
    wav = read_wav(file.read_bytes())
    gone = float(re.findall(r"_h-([0-9.]+)", page.url)[0])
    assert wav.seconds == pytest.approx(gone, abs=0.02)
    assert any(wav.raw)
    expect(page.get_by_role("link", name="Vis på kartet")).to_have_attribute(
        "href", re.compile(r"^/studio/map\?to=%2B4700000001&.*&passed=languages,main$")
    )


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Pages that may complain: what they load is gone."""
    context = browser.new_context()
    yield context
    context.close()


def test_a_server_that_is_gone_is_heard_as_callers_would(
    shipped: Path, context: BrowserContext
) -> None:
    page = context.new_page()
    with served_studio(shipped) as served:
        opened(page, served)
        page.get_by_role("button", name="Ring", exact=True).click()
        until(page, PLAYS)
    page.keyboard.press("1")
    expect(page.locator("[data-gone]")).to_be_visible()
    expect(page.locator("[data-gone] .caller")).to_contain_text("én én tre")
    expect(page.get_by_role("button", name="Ring", exact=True)).to_be_visible()


def test_where_the_browser_keeps_silent_the_words_run_on(studio: Served, page: Page) -> None:
    """And it says why; one click, and the sound goes on where the words are."""
    # Whoever asks the page for anything is a person to it, who has touched it.
    with page.expect_response("**/sound.wav*"):
        opened(page, studio, "", BLOCKED)
    expect(page.locator("[data-trouble]")).to_contain_text("klikket én gang")
    expect(page.locator("[data-rows] > li .caller").nth(1)).to_be_visible(timeout=15_000)
    page.locator("h1").click()
    expect(page.locator("[data-trouble]")).to_be_hidden()
    until(page, "!window.sounds.at(-1).paused && window.sounds.at(-1).currentTime > 4")


def test_where_the_sound_cannot_be_had_the_words_run_on(
    studio: Served, context: BrowserContext
) -> None:
    page = context.new_page()
    page.route("**/sound.wav*", lambda route: route.abort())
    opened(page, studio)
    page.get_by_role("button", name="Ring", exact=True).click()
    expect(page.locator("[data-trouble]")).to_contain_text("kunne ikke hentes")
    expect(page.locator("[data-rows] > li .caller").nth(1)).to_be_visible(timeout=15_000)
    page.keyboard.press("1")
    expect(page.get_by_text("Tast 1", exact=True)).to_be_visible()


def test_without_a_script_the_page_is_a_form(studio: Served, browser: Browser) -> None:
    """Which shows the whole conversation, and a player for its sound."""
    with page_of(browser, java_script_enabled=False) as page:
        page.goto(f"{studio.url}/phone")
        page.locator("summary").click()
        page.locator("#keys").fill("4,1")
        page.locator("#otherwise").select_option("busy")
        page.get_by_role("button", name="Vis hele samtalen").click()
        expect(page.get_by_text("Tast 4", exact=True)).to_be_visible()
        expect(page.get_by_text("Det var opptatt").first).to_be_attached()
        expect(page.locator("audio")).to_have_attribute("src", re.compile(r"sound\.wav\?call="))


def test_a_call_moves_through_a_map_in_another_tab_and_is_shown_on_one(
    studio: Served, browser: Browser
) -> None:
    with page_of(browser) as page:
        opened(page, studio)
        map_ = page.context.new_page()
        map_.goto(f"{studio.url}/map")
        page.get_by_role("button", name="Ring", exact=True).click()
        until(page, PLAYS)
        for key, place in (("4", "main"), ("4", "fees"), ("*", "main")):
            page.keyboard.press(key)
            expect(map_.locator("a.here")).to_have_attribute("data-at", place)
            expect(map_.locator(".call")).to_contain_text(f"Samtalen er her: {place}")
        page.get_by_role("button", name="Legg på").click()
        expect(map_.locator(".call")).to_have_text("Samtalen er slutt.")
        expect(map_.locator("a.here")).to_have_count(0)
        page.get_by_role("link", name="Vis på kartet").click()
        expect(page.locator(".passed li")).to_have_text(["Språk 1", "main", "fees", "main"])
        expect(page.locator("a.passed")).to_have_count(3)
        expect(page.get_by_label("Språk", exact=True)).to_have_value("ar")


def test_a_call_to_another_municipality_is_on_another_map(studio: Served, browser: Browser) -> None:
    with page_of(browser) as page:
        opened(page, studio, "?to=4700000011")
        map_ = page.context.new_page()
        map_.goto(f"{studio.url}/map?to=4700000001")
        page.get_by_role("button", name="Ring", exact=True).click()
        expect(map_.locator(".call")).to_contain_text("en annen kommune")
        expect(map_.locator("a.here")).to_have_count(0)


@pytest.mark.parametrize("ui", ["nb", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_call_is_for_everybody(
    studio: Served, browser: Browser, scheme: Literal["light", "dark"], ui: str
) -> None:
    """While it is heard, after it, and with what can be set before it; on a telephone too."""
    with page_of(browser, color_scheme=scheme) as page:
        opened(page, studio, f"?ui={ui}")
        page.locator("summary").click()
        page.locator("[data-hook]").click()
        until(page, PLAYS)
        page.keyboard.press("4")
        expect(page.locator("[data-rows] > li .caller").nth(1)).to_be_visible()
        assert violations(page) == []
        assert wider_than(page) == []
        page.locator("[data-hook]").click()
        expect(page.locator("[data-after]")).to_be_visible()
        assert violations(page) == []
        assert wider_than(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_callees_side_is_for_everybody(
    studio: Served, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    with page_of(browser, color_scheme=scheme) as page:
        ringing(page, studio)
        assert violations(page) == []
        page.keyboard.press("Space")
        page.get_by_role("button", name="Fortsett").click()
        page.get_by_role("button", name="Svarer", exact=True).click()
        expect(page.locator("[data-side=whisper]")).to_be_visible()
        assert violations(page) == []
        assert wider_than(page) == []
