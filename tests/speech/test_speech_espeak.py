"""The embedded engine: what an operator gets from espeak-ng."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from ivr.speech.errors import SpeechError
from ivr.speech.tts.engines import engine
from ivr.speech.tts.espeak_ng.library import espeak_library
from ivr.speech.tts.voice import Voice


@pytest.mark.parametrize(
    "name", ["nb", "no", "en", "uk", "ar", "pl", "ti", "ru", "fa", "lt", "ur", "ku", "tr", "vi"]
)
def test_each_language_with_a_voice_speaks(name: str) -> None:
    speech = engine("espeak").synthesise("1 2 3", Voice("espeak", name))
    assert speech.rate == 22050
    assert speech.samples.dtype == np.float32
    assert 0.05 < np.abs(speech.samples).max() <= 1.0
    assert speech.seconds > 0.5


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("nbb", "espeak has no voice 'nbb'. Did you mean [nb]?"),
        ("so", "a language that no engine speaks needs recordings"),
        ("en+f33", "espeak has no variant 'f33' of voice 'en'. Did you mean [f3]?"),
    ],
)
def test_an_unknown_voice_is_named_with_the_nearest(name: str, line: str) -> None:
    with pytest.raises(SpeechError) as wrong:
        engine("espeak").synthesise("Hei.", Voice("espeak", name))
    assert line in str(wrong.value)


def test_a_voice_that_is_unknown_is_not_read_by_the_one_before() -> None:
    engine("espeak").synthesise("Hei.", Voice("espeak", "nb"))
    with pytest.raises(SpeechError):
        engine("espeak").synthesise("Hei.", Voice("espeak", "ps"))


def test_every_listed_voice_can_be_chosen(capfd: pytest.CaptureFixture[str]) -> None:
    """What an error recommends works, and the library has nothing to complain about."""
    listed = espeak_library().voices.voices
    for name in listed:
        espeak_library().choose(Voice("espeak", name))
    assert capfd.readouterr() == ("", "")
    assert len(listed) > 100
    # Faroese is listed by the library, but its dictionary is not in the package.
    assert "fo" not in listed


def test_a_lower_rate_takes_longer() -> None:
    seconds = [
        engine("espeak").synthesise("Dette er helsetelefonen.", Voice("espeak", "nb", rate)).seconds
        for rate in (200, 150, 100)
    ]
    assert seconds == sorted(seconds)
    assert seconds[-1] > 1.5 * seconds[0]


def test_a_text_the_voice_cannot_read_is_an_error_not_silence() -> None:
    with pytest.raises(SpeechError, match="'nb' can read nothing in the text"):
        engine("espeak").synthesise("\u200b", Voice("espeak", "nb"))


def test_a_ukrainian_word_is_whole_however_its_apostrophe_is_typed() -> None:
    """With U+0027 or U+2019 the library alone would say the name of a letter inside the word."""
    typed = [
        engine("espeak").synthesise(f"зв{mark}язатися", Voice("espeak", "uk")).seconds
        for mark in ("\u02bc", "'", "\u2019")
    ]
    assert max(typed) - min(typed) < 0.02


def test_threads_take_turns() -> None:
    """The library knows one voice at a time; no thread gets the words or the voice of another."""
    texts = {"nb": "En.", "en": "One two three four five six seven.", "pl": "Raz dwa trzy."}
    alone = {
        name: engine("espeak").synthesise(text, Voice("espeak", name)).seconds
        for name, text in texts.items()
    }
    heard: list[tuple[str, float]] = []

    def speak(name: str) -> None:
        for _ in range(5):
            speech = engine("espeak").synthesise(texts[name], Voice("espeak", name))
            heard.append((name, speech.seconds))

    threads = [threading.Thread(target=speak, args=(name,)) for name in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == 15
    for name, seconds in heard:
        assert seconds == pytest.approx(alone[name], rel=0.03)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"words_per_minute": 20}, "voice 'nb': 20 words a minute; give 80 to 450"),
        ({"words_per_minute": 451}, "voice 'nb': 451 words a minute; give 80 to 450"),
    ],
)
def test_a_setting_out_of_range_is_refused(wrong: dict[str, int], line: str) -> None:
    with pytest.raises(SpeechError) as error:
        Voice("espeak", "nb", **wrong)  # type: ignore[arg-type]
    assert str(error.value) == line
