"""Clips that are lost or damaged while calls are taken: the call goes on in words."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from ivr.model import Hotline
from ivr.phone import Heard, ScriptedCaller
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.manifest import Manifest
from ivr.speech.dsp.wav import unwrap, wrap
from ivr.speech.tts.voice import Voice
from tests.support.hotline import copy_of
from tests.support.ringing import Line

BUILT: Final = Path("audio/built")
ENGLISH: Final = "2"
SOMALI: Final = "6"
"""The carrier has no voice for it."""


@pytest.fixture
def own(shipped: Path, tmp_path: Path) -> Path:
    """The shipped hotline with silent clips, to be changed."""
    return copy_of(shipped, tmp_path / "project")


@pytest.fixture
def ring(own: Path, serve: Callable[..., Flask], line: Line) -> Callable[[str], list[Heard]]:
    """Make a call to a server that has started with every clip in place; return what is heard."""
    own_line = Line(serve(own), line.hotline)

    def call(keys: str) -> list[Heard]:
        return [one for one in own_line.call(ScriptedCaller(keys)).heard if one.text]

    return call


def prompt(hotline: Hotline, language: str, name: str) -> str:
    return hotline.municipalities["asker"].prompts[language][name].text.template


def clip_file(project: Path, language: str, text: str) -> Path:
    clip = Manifest.load(project / BUILT / "manifest.json").clip(language, text)
    assert clip is not None
    return project / BUILT / clip.file


def missing(path: Path) -> None:
    path.unlink()


def truncated(path: Path) -> None:
    replaced(path, path.read_bytes()[:100])


def empty(path: Path) -> None:
    replaced(path, b"")


def overwritten(path: Path) -> None:
    """The same length and a good head, but another sound."""
    replaced(path, wrap(b"\x80" * len(unwrap(path.read_bytes()))))


def replaced(path: Path, content: bytes) -> None:
    path.unlink()  # the file is shared with the other tests
    path.write_bytes(content)


FAULTS: Final = [missing, truncated, empty, overwritten]


@pytest.mark.parametrize("fault", FAULTS)
def test_the_carrier_reads_aloud_what_cannot_be_played(
    own: Path,
    hotline: Hotline,
    ring: Callable[[str], list[Heard]],
    fault: Callable[[Path], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    text = prompt(hotline, "en", "fees.here")
    before = ring(f"{ENGLISH},4")
    assert {one.kind for one in before} == {"clip"}
    fault(clip_file(own, "en", text))
    after = ring(f"{ENGLISH},4")
    assert [one.text for one in after] == [one.text for one in before]
    assert [one.text for one in after if one.kind == "say"] == [text]
    assert [one.language for one in after if one.kind == "say"] == ["en-GB"]
    ring(f"{ENGLISH},4")
    [told] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert told.getMessage().startswith("en [fees.here] has lost its clip, en/")
    assert told.getMessage().endswith(". Run: ivr audio build --verify")


def after(text: str, heard: list[Heard]) -> list[str]:
    """The languages from a text on, each once for as long as it lasts."""
    begun = [one.text for one in heard].index(text)
    return [language for language, _ in groupby(one.language for one in heard[begun:])]


@pytest.mark.parametrize("fault", FAULTS)
def test_without_a_voice_of_the_carrier_the_whole_turn_is_in_the_fallback_language(
    own: Path,
    hotline: Hotline,
    ring: Callable[[str], list[Heard]],
    fault: Callable[[Path], None],
) -> None:
    chosen = prompt(hotline, "so", "answer.emergency")
    assert after(chosen, ring(f"{SOMALI},4,*")) == ["so"]
    fault(clip_file(own, "so", prompt(hotline, "so", "fees.here")))
    # One turn only: the next one is in the caller's own language again.
    assert after(chosen, ring(f"{SOMALI},4,*")) == ["so", "nb", "so"]


def test_a_clip_that_is_back_is_played_again(
    own: Path, hotline: Hotline, ring: Callable[[str], list[Heard]]
) -> None:
    path = clip_file(own, "en", prompt(hotline, "en", "fees.here"))
    content = path.read_bytes()
    overwritten(path)
    assert "say" in {one.kind for one in ring(f"{ENGLISH},4")}
    replaced(path, content)
    assert {one.kind for one in ring(f"{ENGLISH},4")} == {"clip"}


def test_a_clip_that_is_built_again_is_played_without_a_restart(
    own: Path, hotline: Hotline, ring: Callable[[str], list[Heard]]
) -> None:
    """Built again, a clip need not be the same to the byte; here another engine makes it."""
    text = prompt(hotline, "en", "fees.here")
    clip_file(own, "en", text).unlink()
    assert "say" in {one.kind for one in ring(f"{ENGLISH},4")}
    report = build([ClipRequest("en", text, Voice("espeak", "en"))], own / BUILT, jobs=1)
    assert report.built == 1
    assert {one.kind for one in ring(f"{ENGLISH},4")} == {"clip"}


def test_a_damaged_clip_is_not_sent_to_any_cache(
    own: Path, serve: Callable[..., Flask], hotline: Hotline
) -> None:
    path = clip_file(own, "en", prompt(hotline, "en", "fees.here"))
    client = serve(own).test_client()
    address = f"/audio/en/{path.name}"

    def status(address: str) -> int:
        with client.get(address) as answer:
            return answer.status_code

    assert status(address) == 200
    truncated(path)
    assert status(address) == status(address.replace("/audio/", "/audio/opening/")) == 404


def test_with_every_clip_gone_the_call_is_read_aloud_and_nobody_hears_silence(
    own: Path, ring: Callable[[str], list[Heard]]
) -> None:
    for folder in (own / BUILT).iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    heard = ring("")
    assert {one.kind for one in heard} == {"say"}
    assert {one.language for one in heard} >= {"nb-NO", "en-GB"}


def test_a_call_begins_with_silence_while_the_line_opens(line: Line) -> None:
    first, *others = [one for one in line.call(ScriptedCaller("1,4")).heard if one.kind == "clip"]
    assert "/audio/opening/nb/" in first.url
    assert not any("/opening/" in one.url for one in others)
    plain = line.get(first.url.replace("/opening/", "/"))
    assert line.get(first.url) == wrap(b"\xff" * 2800 + unwrap(plain))
