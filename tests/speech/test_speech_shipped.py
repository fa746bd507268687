"""Clips of the shipped project: clean, short enough, and equally loud in every language.

Of each language an engine speaks: the texts that take longest to say, the shortest, and some drawn
by lot, in both renditions. `ivr audio check` measures all of what is built.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import soundfile

from ivr.definition import load
from ivr.model.length import expected_seconds
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.inspection import clip_problems
from ivr.speech.clips.manifest import Manifest
from ivr.speech.clips.requests import clip_requests
from ivr.speech.dsp.level import active_level
from tests.support.hotline import ROOT

UNHEARD: Final = {"so", "ps", "se"}
"""Languages that wait for a speaker: no engine knows them."""
LONGEST: Final = 4
DRAWN: Final = 6
SEED: Final = 113


def sampled(requests: list[ClipRequest]) -> list[ClipRequest]:
    """The texts of one language that are kept, in both renditions."""
    texts = sorted(
        {one.text for one in requests}, key=lambda text: (expected_seconds(text, 150), text)
    )
    drawn = random.Random(SEED).sample(texts[1:-LONGEST], DRAWN)
    kept = {texts[0], *texts[-LONGEST:], *drawn}
    return [one for one in requests if one.text in kept]


@pytest.fixture(scope="module")
def requests() -> list[ClipRequest]:
    every = clip_requests(load(ROOT, {}))
    spoken = {one.language for one in every} - UNHEARD
    return [
        one
        for code in sorted(spoken)
        for one in sampled([request for request in every if request.language == code])
    ]


@pytest.fixture(scope="module")
def folder(requests: list[ClipRequest], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clips, as `make setup` builds them."""
    built = tmp_path_factory.mktemp("spoken")
    assert build(requests, built).complete
    return built


def test_every_language_with_an_engine_is_heard_in_both_renditions(
    requests: list[ClipRequest], folder: Path
) -> None:
    clips = Counter(
        (one.language, one.rendition) for one in Manifest.load(folder / "manifest.json")
    )
    assert set(clips.values()) == {1 + LONGEST + DRAWN}
    assert len(clips) == 2 * 13
    assert {language for language, _ in clips} == {one.language for one in requests}


def test_no_clip_has_a_fault(requests: list[ClipRequest], folder: Path) -> None:
    """None is too long for a listener's memory, too loud, too quiet or clipped."""
    listed = Manifest.load(folder / "manifest.json")
    faults = {one: clip_problems(one, listed.clip(*one.key), folder) for one in requests}
    assert {one: found for one, found in faults.items() if found} == {}


def test_every_clip_is_as_loud_as_every_other(folder: Path) -> None:
    """Within 2 dB over all languages and both renditions, measured from the files."""
    levels = {}
    for path in folder.glob("*/*.wav"):
        samples, rate = soundfile.read(path, dtype="float32")
        assert rate == 8000
        level = active_level(samples, rate)
        assert level is not None, path
        assert np.abs(samples).max() <= 10 ** (-2.95 / 20), path
        levels[path] = level.dbov
    assert len(levels) == 13 * 2 * (1 + LONGEST + DRAWN)
    assert max(levels.values()) - min(levels.values()) <= 2.0
    assert all(abs(level + 22.0) <= 1.0 for level in levels.values())
