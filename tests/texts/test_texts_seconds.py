"""No text outlasts a listener's memory: 20 seconds from its first sound to its last."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from ivr.hotline import Loaded, load
from ivr.hotline.values import VoiceChoice
from ivr.speech import NORMAL, Voice, engine
from ivr.speech.length import LONGEST_S, expected_seconds
from ivr.speech.mastering import master
from ivr.speech.standard import PACING, RATE_HZ
from ivr.speech.voice import NO_ENGINE

ROOT = Path(__file__).parents[2]
LANGUAGES = sorted(path.stem for path in (ROOT / "prompts").glob("*.yaml"))
LONG_S = 13.0
"""Texts that are estimated to be shorter are half as long again at most: none comes near."""
EVERY = 8
"""Of the long texts, so many are one in the sample that the estimate is held against."""
MARGIN = 1.05
"""How much farther from its estimate a text may be than any of the sample."""


@pytest.fixture(scope="module")
def shipped_texts() -> Loaded:
    return load(ROOT, {"SIP_TRUNK": "trunk.example"})


def sounds(text: str, voice: VoiceChoice) -> float:
    """Seconds of a text as callers hear it, without the silence that belongs to the pause."""
    spoken = Voice(voice.engine, voice.voice, voice.words_per_minute)
    clip = master(engine(voice.engine).synthesise(text, spoken))
    return len(clip) / RATE_HZ - PACING[NORMAL].pause_s


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_over_within_twenty_seconds(language: str, shipped_texts: Loaded) -> None:
    """Heard where an engine speaks it; estimated where only people do.

    Of what an engine speaks, sound is made where the estimate comes near the limit. How far
    the estimate may be off is told by a sample, and what is heard must not belie it.
    """
    voice = shipped_texts.hotline.languages[language].voice
    texts = {text for code, text in shipped_texts.texts if code == language}
    estimates = {text: expected_seconds(text, voice.words_per_minute) for text in texts}
    if voice.engine == NO_ENGINE:
        assert {text: s for text, s in estimates.items() if s > LONGEST_S} == {}
        return
    long = sorted((t for t in texts if estimates[t] >= LONG_S), key=lambda t: (estimates[t], t))
    heard = {text: sounds(text, voice) for text in itertools.islice(long, 0, None, EVERY)}
    assert len(heard) >= 5
    worst = MARGIN * max(seconds / estimates[text] for text, seconds in heard.items())
    near = {text for text in long if estimates[text] * worst >= LONGEST_S} - heard.keys()
    heard |= {text: sounds(text, voice) for text in near}
    assert {text: round(s, 2) for text, s in heard.items() if s > LONGEST_S} == {}
    assert max(seconds / estimates[text] for text, seconds in heard.items()) <= worst
    assert LONG_S * worst < LONGEST_S


def test_a_text_that_is_too_long_is_noticed(shipped_texts: Loaded) -> None:
    """The longest of all, with one more sentence."""
    voice = shipped_texts.hotline.languages["fa"].voice
    texts = [text for code, text in shipped_texts.texts if code == "fa"]
    longest = max(texts, key=lambda text: expected_seconds(text, voice.words_per_minute))
    assert LONGEST_S - 4 < sounds(longest, voice) <= LONGEST_S
    assert sounds(f"{longest} {longest[:60]}.", voice) > LONGEST_S
