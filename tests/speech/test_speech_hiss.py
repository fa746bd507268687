"""What a telephone carries of s, f and z, and of the ends of words, when espeak-ng speaks."""

from __future__ import annotations

import numpy as np
import pytest

from ivr.speech.dsp.hiss import BAND_HZ, with_hiss
from ivr.speech.dsp.sound import Speech
from ivr.speech.tts.engines import engine
from ivr.speech.tts.espeak_ng.library import espeak_library
from ivr.speech.tts.espeak_ng.manner import Manner, manner
from ivr.speech.tts.voice import Voice

_ENGLISH = Voice("espeak", "en-gb", 158)
_GAPS = Manner(word_gap=4, quicker=0.18)
_SENTENCES = (
    "For poison, mental health, children, hospital or your rights, press five.",
    "If someone is in danger, press one.",
    "To hear what it costs, press four.",
)


def _spoken(text: str, how: Manner | None = None) -> Speech:
    return espeak_library().speak(text, _ENGLISH, how or Manner())


def _loudness(speech: Speech) -> float:
    """Energy that a telephone hears as hiss."""
    spectrum = np.abs(np.fft.rfft(speech.samples)) ** 2
    hertz = np.fft.rfftfreq(len(speech.samples), 1 / speech.rate)
    return float(spectrum[(hertz > BAND_HZ[0]) & (hertz < BAND_HZ[1])].sum())


def _silences(speech: Speech) -> int:
    """Stretches of 20 ms and more in which nothing is said."""
    block = speech.rate // 50
    blocks = speech.samples[: len(speech.samples) // block * block].reshape(-1, block)
    quiet = np.abs(blocks).max(axis=1) < 0.002
    return int((quiet[1:] & ~quiet[:-1]).sum())


def test_an_s_is_heard_on_a_telephone() -> None:
    spoken = _spoken("six seven")
    assert _loudness(with_hiss(spoken)) > 1.3 * _loudness(spoken)


def test_a_word_without_a_hiss_stays_as_it_is() -> None:
    spoken = _spoken("no one")
    assert _loudness(with_hiss(spoken)) == pytest.approx(_loudness(spoken), rel=0.1)


def test_a_hiss_is_as_loud_as_what_the_line_cuts() -> None:
    chance = np.random.default_rng(0)
    spectrum = np.fft.rfft(chance.standard_normal(22050))
    spectrum[:5000] = spectrum[8000:] = 0
    cut = Speech(np.fft.irfft(spectrum).astype(np.float32), 22050)
    added = with_hiss(cut).samples - cut.samples
    assert np.square(added).mean() == pytest.approx(np.square(cut.samples).mean(), rel=0.1)


def test_the_same_speech_hisses_the_same_every_time() -> None:
    spoken = _spoken("six seven")
    assert (with_hiss(spoken).samples == with_hiss(spoken).samples).all()


def test_a_hiss_takes_no_time_and_silence_stays_silent() -> None:
    spoken = _spoken("six. seven.")
    assert with_hiss(spoken).seconds == spoken.seconds
    nothing = Speech(np.zeros(1000, np.float32), 22050)
    assert not with_hiss(nothing).samples.any()


def test_words_are_apart() -> None:
    text = "one eight one eight"
    assert _silences(_spoken(text, _GAPS)) > _silences(_spoken(text))


def test_sentences_last_as_long_as_without_gaps() -> None:
    with_gaps, without = (
        sum(_spoken(text, how).seconds for text in _SENTENCES) for how in (_GAPS, Manner())
    )
    assert with_gaps == pytest.approx(without, rel=0.03)


def test_a_word_alone_is_no_quicker() -> None:
    assert _spoken("one", _GAPS).seconds == pytest.approx(_spoken("one").seconds, rel=0.03)


def test_a_language_keeps_no_gaps_of_the_one_before() -> None:
    text = "one eight one eight"
    alone = _silences(_spoken(text))
    _spoken(text, _GAPS)
    assert _silences(_spoken(text)) == alone


def test_accents_and_the_other_name_of_norwegian_are_spoken_alike() -> None:
    assert manner("no") == manner("nb") == manner("nb+f3")
    assert manner("en-gb") == manner("en")


@pytest.mark.parametrize("name", ["en-gb", "tr"])
def test_what_was_measured_to_help_is_what_callers_get(name: str) -> None:
    voice = Voice("espeak", name, 158)
    text = "six seven, sekiz sistem"
    plain = espeak_library().speak(text, voice, Manner())
    assert _loudness(engine("espeak").synthesise(text, voice)) > 1.2 * _loudness(plain)
    assert "gap 4" in engine("espeak").fingerprint(voice)


def test_a_language_that_nothing_helps_keeps_its_clips() -> None:
    assert engine("espeak").fingerprint(Voice("espeak", "vi")).endswith("wpm")
