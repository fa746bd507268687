"""The silent engine: rehearsals take as long as the real thing."""

from __future__ import annotations

import pytest

from ivr.speech.tts.engines import engine
from ivr.speech.tts.voice import Voice


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("En to tre", 1.8), ("Hei", 0.6), ("", 0.6), ("请按一" * 8, 1.8)],
)
def test_silence_lasts_as_long_as_the_words(text: str, seconds: float) -> None:
    speech = engine("silent").synthesise(text, Voice("silent", "nb", words_per_minute=100))
    assert speech.seconds == pytest.approx(seconds)
    assert not speech.samples.any()
