"""No text outlasts a listener's memory: 20 seconds from its first sound to its last.

Where an engine speaks, `ivr audio check` measures every clip that is built, and
tests/speech/test_speech_shipped.py those of the longest texts; here are the languages that wait for
a speaker.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.definition import Loaded, load
from ivr.model.length import LONGEST_S, expected_seconds
from ivr.model.prompts import NO_ENGINE

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shipped_texts() -> Loaded:
    return load(ROOT, {"SIP_TRUNK": "trunk.example"})


@pytest.mark.parametrize("language", ["so", "ps", "se"])
def test_every_text_for_a_speaker_is_over_within_twenty_seconds(
    language: str, shipped_texts: Loaded
) -> None:
    voice = shipped_texts.hotline.languages[language].voice
    assert voice.engine == NO_ENGINE
    texts = [text for code, text in shipped_texts.texts if code == language]
    estimates = {text: expected_seconds(text, voice.words_per_minute) for text in texts}
    assert len(estimates) > 100
    assert {text: s for text, s in estimates.items() if s > LONGEST_S} == {}
    longest = max(texts, key=lambda text: estimates[text])
    assert estimates[longest] > LONGEST_S - 2
    assert expected_seconds(f"{longest} {longest[:60]}.", voice.words_per_minute) > LONGEST_S


def test_they_are_all_the_languages_that_wait_for_a_speaker(shipped_texts: Loaded) -> None:
    languages = shipped_texts.hotline.languages.items()
    assert {c for c, one in languages if one.voice.engine == NO_ENGINE} == {"so", "ps", "se"}
