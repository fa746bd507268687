"""A sentence is said into a microphone, judged, heard, used, and heard in the next call."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, Playwright, expect

from ivr.definition import load
from ivr.speech.clips.manifest import Manifest
from ivr.speech.clips.preview import for_any_player
from ivr.speech.dsp.mastering import measure
from ivr.speech.dsp.wav import unwrap
from ivr.speech.recordings.bindings import read_bindings
from ivr.speech.recordings.script import ScriptLine, script
from ivr.studio.pages.words import word
from tests.support.browser import Served, page_of
from tests.support.hotline import VARIABLES, served
from tests.support.ringing import Line
from tests.support.speaking import WAIT_S, Sound, spoken, with_microphone

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
        expect(page.get_by_role("status").first).to_contain_text(said("used", id=FIRST))
        expect(page.locator(".words")).not_to_have_text(line.text)
    engine, clip = clip_of(own_studio.root, line)
    assert engine == "recording"
    assert for_any_player(clip) == base64.b64decode(address.partition(",")[2]), "heard as it is"
    measured = measure(unwrap(clip))
    assert measured.level_dbov == pytest.approx(-22, abs=0.5)
    assert measured.seconds == pytest.approx(len(sound) / 48000, abs=1.0), "silence is cut"
    heard = ringing.get(ringing.call().heard[0].url)
    assert heard != before
    assert unwrap(heard).endswith(unwrap(clip))
