"""The safety clips of Norwegian and English in the natural voice, as a recogniser hears them.

The accepted figures lie in audio/ear.toml. Whoever makes a voice worse finds out here.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from ivr.definition import Loaded
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.heard import heard_lines, spoken_clips
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.dsp.mastering import master
from ivr.speech.ear.accepted import read_accepted
from ivr.speech.ear.doubts import doubts
from ivr.speech.ear.figures import SAFETY, figures_of
from ivr.speech.ear.hearing import Hearing, Spoken, hear
from ivr.speech.recordings.script import script
from ivr.speech.tts.engines import engine
from ivr.speech.tts.voice import Voice
from tests.support.hotline import ROOT, once

ACCEPTED: Final = ROOT / "audio" / "ear.toml"
ENGINE: Final = "kokoro"


@pytest.fixture(scope="session")
def spoken(loaded: Loaded, tmp_path_factory: pytest.TempPathFactory) -> list[Spoken]:
    lines = {code: heard_lines(loaded, code) for code in ("nb", "en")}

    def make(folder: Path) -> None:
        asked = [
            ClipRequest(code, line.text, _voice(loaded, code))
            for code in lines
            for line in lines[code]
        ]
        assert build(asked, folder, jobs=1).complete

    folder = once(tmp_path_factory, "natural", make)
    return list(spoken_clips(loaded, folder, Manifest.load(folder / MANIFEST_NAME), lines))


def _voice(loaded: Loaded, code: str) -> Voice:
    return Voice(ENGINE, code, loaded.hotline.languages[code].voice.words_per_minute)


@pytest.fixture(scope="session")
def sheet(loaded: Loaded) -> list[str]:
    return sorted(text for code, text in loaded.texts if code == "en")


@pytest.fixture(scope="session")
def hearings(spoken: list[Spoken], sheet: list[str]) -> list[Hearing]:
    return [hear(clip, sheet if clip.language == "en" else ()) for clip in spoken]


def test_norwegian_and_english_are_understood_as_well_as_was_accepted(
    hearings: list[Hearing],
) -> None:
    before = read_accepted(ACCEPTED)
    for now in figures_of(hearings, SAFETY):
        then = before[now.language, now.engine, now.selection]
        assert list(now.worse_than(then)) == [], "look at the voice, or ivr audio ear --accept"


def test_good_clips_are_not_doubted(hearings: list[Hearing]) -> None:
    assert doubts(hearings, {}) == []


def test_planted_faults_are_each_named_and_nothing_else(
    spoken: list[Spoken], hearings: list[Hearing], sheet: list[str], loaded: Loaded
) -> None:
    """Cut at three fifths, another sentence, another language, another key, silence."""
    ids = {line.text: line.id for line in script(loaded, "en")}
    mine = [clip for clip in spoken if clip.language == "en"]
    cut, other, foreign, silent = _four(mine)
    norwegian = max((clip for clip in spoken if clip.language == "nb"), key=lambda one: one.seconds)
    planted = {
        cut.id: (replace(cut, coded=cut.coded[: len(cut.coded) * 3 // 5]), "clip-cut"),
        other.id: (replace(other, coded=cut.coded), "clip-of-another-text"),
        foreign.id: (replace(foreign, coded=norwegian.coded), None),
        silent.id: (replace(silent, coded=b"\xff" * 24000), "clip-silent"),
    }
    heard = [
        hear(planted[one.id][0], sheet) if one.id in planted else one
        for one in hearings
        if one.language == "en"
    ]
    found = {one.hearing.id: one.problem for one in doubts(heard, ids)}
    assert found.keys() == planted.keys()
    for id_, (_, code) in planted.items():
        # What sounds like no language at all may be told as not understood.
        assert found[id_].code in ({code} if code else _FOREIGN), (id_, found[id_])
    assert f"it says the text of {cut.id}:" in found[other.id].cause


_FOREIGN: Final = {"clip-in-another-language", "clip-not-understood"}


def _four(clips: Sequence[Spoken]) -> list[Spoken]:
    """Take the longest clips, of which there is enough to be cut or swapped."""
    return sorted(clips, key=lambda one: -one.seconds)[:4]


def test_a_clip_with_another_key_is_named(
    hearings: list[Hearing], spoken: list[Spoken], loaded: Loaded
) -> None:
    clip = next(one for one in spoken if one.language == "en" and one.sets)
    [keys, *_] = clip.sets
    wrong = random.Random(113).choice([key for key in keys.texts if key != keys.right])
    speech = engine(ENGINE).synthesise(keys.texts[wrong], _voice(loaded, "en"))
    bad = hear(replace(clip, coded=master(speech)))
    assert bad.named[keys.kind] == (keys.right, wrong)
    rest = [one for one in hearings if one.language == "en" and one.id != clip.id]
    [found] = doubts([bad, *rest], {})
    assert found.problem.code == "clip-names-another"
