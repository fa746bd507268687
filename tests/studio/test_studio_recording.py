"""A sentence is said into a microphone, judged, heard, used, and heard in the next call."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from ivr.definition import load
from ivr.speech.clips.manifest import Manifest
from ivr.speech.clips.preview import for_any_player
from ivr.speech.dsp.mastering import measure
from ivr.speech.dsp.wav import unwrap
from ivr.speech.recordings.bindings import read_bindings
from ivr.speech.recordings.script import ScriptLine, script
from ivr.studio.pages.words import word
from tests.support.axe import violations, wider_than
from tests.support.browser import Served, page_of
from tests.support.hotline import VARIABLES, served, with_clips
from tests.support.ringing import Line
from tests.support.speaking import WAIT_S, Sound, as_file, spoken, with_microphone

expect.set_options(timeout=60_000)  # judged and kept in seconds; in more where all is busy

FIRST: Final = "answer.emergency"


def line_of(root: Path, id_: str = FIRST, language: str = "nb") -> ScriptLine:
    lines = script(load(root, VARIABLES), language)
    return next(line for line in lines if line.id == id_)


def begun(page: Page, studio: Served, query: str = "language=nb") -> None:
    """Open the page, and agree to what it asks."""
    page.goto(f"{studio.url}/recording?{query}")
    page.get_by_role("button", name=said("agree")).click()
    expect(page.locator("#record")).to_be_visible()


def said(name: str, **values: object) -> str:
    return word(f"recording.{name}", "nb", **values)


def until_said(page: Page, sound: Sound) -> None:
    """Wait until as much is recorded as the microphone has to hear."""
    seconds = WAIT_S + len(sound) / 48000 + 0.7
    until(
        page, f"Number(document.querySelector('#clock').textContent.replace(',', '.')) > {seconds}"
    )


def until(page: Page, condition: str) -> None:
    """Wait for something that the page shows, in an expression of its own language."""
    page.evaluate(
        f"() => new Promise(done => {{ const look = () => {condition} ? done() :"
        " requestAnimationFrame(look); look(); })"
    )


def clip_of(root: Path, line: ScriptLine, language: str = "nb") -> tuple[str, bytes]:
    """Where callers' sound of a line comes from, and its file."""
    clip = Manifest.load(root / "audio/built/manifest.json").clip(language, line.text)
    assert clip is not None
    return clip.engine, (root / "audio/built" / clip.file).read_bytes()


def test_a_sentence_is_recorded_used_and_heard_in_the_next_call(
    own_studio: Served, driver: Playwright, tmp_path: Path
) -> None:
    line = line_of(own_studio.root)
    sound = spoken(line.text)
    ringing = Line(served(own_studio.root), load(own_studio.root, VARIABLES).hotline)
    before = ringing.get(ringing.call().heard[0].url)
    with with_microphone(driver, tmp_path / "said.wav", sound) as browser, page_of(browser) as page:
        begun(page, own_studio)
        expect(page.locator(".words")).to_have_text(line.text)
        page.get_by_role("button", name=said("record")).click()
        expect(page.locator("#state")).to_have_text(said("speak_now"))
        expect(page.locator("#level-words")).to_have_text(said("level_good"))
        until_said(page, sound)
        page.get_by_role("button", name=said("stop")).click()
        expect(page.get_by_role("heading", name=said("good"))).to_be_focused()
        assert read_bindings(own_studio.root / "audio/recordings", "nb") == {}, "nothing is kept"
        page.get_by_role("button", name=said("hear")).click()
        until(page, "document.querySelector('#heard').currentTime > 0.2")
        address = page.locator("#heard").get_attribute("src") or ""
        page.get_by_role("button", name=said("use")).click()
        expect(page.get_by_text(f"Opptak (nb): {FIRST}").first).to_be_visible()
        expect(page.locator(".words")).not_to_have_text(line.text)
    engine, clip = clip_of(own_studio.root, line)
    assert engine == "recording"
    shown = base64.b64decode(address.partition(",")[2])
    kept, heard = (np.frombuffer(wav[44:], "<i2") for wav in (for_any_player(clip), shown))
    # A sum of the loudness may end otherwise in its last bit, which turns a sample by a step.
    assert np.count_nonzero(kept != heard) < 5, "as it was heard"
    assert kept == pytest.approx(heard, rel=0.07, abs=16)
    measured = measure(unwrap(clip))
    assert measured.level_dbov == pytest.approx(-22, abs=0.5)
    assert measured.seconds == pytest.approx(len(sound) / 48000, abs=1.0), "silence is cut"
    rung = ringing.get(ringing.call().heard[0].url)
    assert rung != before
    assert unwrap(rung).endswith(unwrap(clip))


@pytest.mark.parametrize(
    ("loudness", "wrong", "can_be_used"),
    [(0.0005, "wrong_silent", False), (8.0, "wrong_clipped", True)],
)
def test_what_is_too_quiet_or_too_loud_is_told_in_words(
    own_studio: Served,
    driver: Playwright,
    tmp_path: Path,
    loudness: float,
    wrong: str,
    *,
    can_be_used: bool,
) -> None:
    sound = np.clip(loudness * spoken(line_of(own_studio.root).text), -1, 1)
    with with_microphone(driver, tmp_path / "said.wav", sound) as browser, page_of(browser) as page:
        begun(page, own_studio)
        page.get_by_role("button", name=said("record")).click()
        level = said("level_loud" if can_be_used else "level_quiet")
        expect(page.locator("#level-words")).to_have_text(level)
        until_said(page, sound)
        page.get_by_role("button", name=said("stop")).click()
        expect(page.get_by_text(said(wrong))).to_be_visible()
        expect(page.get_by_role("button", name=said("use_anyway"))).to_have_count(int(can_be_used))
        page.keyboard.press("n")  # which uses what is good, and nothing else
        if can_be_used:
            page.get_by_role("button", name=said("use_anyway")).click()
            expect(page.get_by_text(f"Opptak (nb): {FIRST}").first).to_be_visible()
            kept = read_bindings(own_studio.root / "audio/recordings", "nb")
            assert kept[FIRST].accepted == ("clipped",)
        assert violations(page) == []


def test_the_keyboard_alone_is_enough(
    own_studio: Served, driver: Playwright, tmp_path: Path
) -> None:
    line = line_of(own_studio.root)
    sound = spoken(line.text)
    with with_microphone(driver, tmp_path / "said.wav", sound) as browser, page_of(browser) as page:
        begun(page, own_studio)
        page.keyboard.press("s")
        expect(page.locator(".words")).not_to_have_text(line.text)
        page.go_back()
        expect(page.locator(".words")).to_have_text(line.text)
        page.keyboard.press("Space")
        until_said(page, sound)
        page.keyboard.press("Space")
        expect(page.get_by_role("heading", name=said("good"))).to_be_focused()
        page.keyboard.press("h")
        until(page, "document.querySelector('#heard').currentTime > 0.1")
        page.keyboard.press("r")
        until_said(page, sound)
        page.keyboard.press("Space")
        expect(page.locator("#verdict")).to_be_focused()
        page.locator("#skip").focus()
        assert violations(page) == []
        assert wider_than(page) == []


def test_whoever_refuses_the_microphone_is_told_what_to_do(
    own_studio: Served, browser: Browser
) -> None:
    with page_of(browser) as page:
        begun(page, own_studio)
        page.get_by_role("button", name=said("record")).click()
        told = page.get_by_role("alert")
        expect(told).to_be_visible()
        assert told.inner_text() in {said("mic_refused"), said("mic_absent")}
        expect(page.get_by_label(said("file"))).to_be_visible()
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_file_is_taken_without_a_script(
    own_studio: Served, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    line = line_of(own_studio.root, language="fa")
    sound = as_file(spoken(line.text, "fa"), "FLAC")
    with page_of(browser, java_script_enabled=False, color_scheme=scheme) as page:
        page.goto(f"{own_studio.url}/recording?language=fa&id={FIRST}")
        page.get_by_role("button", name=said("agree")).click()
        expect(page.locator(".words")).to_have_attribute("dir", "rtl")
        page.get_by_role("button", name=said("send")).click()
        expect(page.get_by_text(said("no_file"))).to_be_visible()
        file = {"name": "opptak.flac", "mimeType": "audio/flac", "buffer": sound}
        page.get_by_label(said("file")).set_input_files(file)  # type: ignore[arg-type] # a file
        page.get_by_role("button", name=said("send")).click()
        expect(page.locator("#verdict")).to_be_visible()
        page.get_by_role("button", name=re.compile("^(Bruk|Jeg har hørt)")).click()
        expect(page.get_by_text(f"Opptak (fa): {FIRST}").first).to_be_visible()
        assert clip_of(own_studio.root, line, "fa")[0] == "recording"
        page.get_by_role("button", name=word("history.undo", "nb")).first.click()
        expect(page.get_by_text(f"Angret: Opptak (fa): {FIRST}").first).to_be_visible()
    assert clip_of(own_studio.root, line, "fa")[0] == "espeak"
    assert read_bindings(own_studio.root / "audio/recordings", "fa") == {}


def test_of_two_who_record_one_sentence_the_second_is_asked(
    own_studio: Served, browser: Browser
) -> None:
    root = own_studio.root
    line = line_of(root)
    mine = {"name": "mine.wav", "mimeType": "audio/wav", "buffer": as_file(spoken(line.text))}
    theirs = {**mine, "buffer": as_file(spoken(line.text, words_per_minute=150))}
    with page_of(browser) as first, page_of(browser) as second:
        for page, file in ((first, theirs), (second, mine)):
            begun(page, own_studio)
            page.get_by_text(said("upload")).click()
            page.get_by_label(said("file")).set_input_files(file)  # type: ignore[arg-type] # a file
            page.get_by_role("button", name=said("send")).click()
            expect(page.get_by_role("heading", name=said("good"))).to_be_focused()
        first.get_by_role("button", name=said("use")).click()
        expect(first.locator(".words")).not_to_have_text(line.text)
        kept = read_bindings(root / "audio/recordings", "nb")[FIRST]
        second.get_by_role("button", name=said("use")).click()
        expect(second.get_by_text(said("overtaken"))).to_be_visible()
        assert violations(second) == []
        assert read_bindings(root / "audio/recordings", "nb")[FIRST] == kept
        second.get_by_role("button", name=said("use_mine")).click()
        expect(second.locator(".words")).not_to_have_text(line.text)
        assert read_bindings(root / "audio/recordings", "nb")[FIRST] != kept


def test_nothing_is_bound_to_words_that_were_not_said(own_studio: Served, browser: Browser) -> None:
    root, line = own_studio.root, line_of(own_studio.root)
    file = {"name": "said.wav", "mimeType": "audio/wav", "buffer": as_file(spoken(line.text))}
    with page_of(browser, java_script_enabled=False) as page:
        begun_without_script(page, own_studio)
        page.get_by_label(said("file")).set_input_files(file)  # type: ignore[arg-type] # a file
        page.get_by_role("button", name=said("send")).click()
        expect(page.get_by_role("heading", name=said("good"))).to_be_visible()
        catalogue = root / "prompts" / "nb.yaml"
        text = catalogue.read_text(encoding="utf-8")
        changed = text.replace("Ved fare for liv, legg på", "Er liv i fare, legg på")
        assert changed != text
        catalogue.write_text(changed, encoding="utf-8")
        with_clips(root)
        own_studio.app.extensions["studio"].line.look()
        page.get_by_role("button", name=said("use")).click()
        expect(page.get_by_text(said("text_changed"))).to_be_visible()
        expect(page.locator(".words")).to_contain_text("Er liv i fare")
        expect(page.locator("#use")).to_have_count(0)
    assert read_bindings(root / "audio/recordings", "nb") == {}


def begun_without_script(page: Page, studio: Served) -> None:
    page.goto(f"{studio.url}/recording?language=nb")
    page.get_by_role("button", name=said("agree")).click()
