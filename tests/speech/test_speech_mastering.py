"""What mastering gives a caller: the same loudness, band and edges, whatever an engine said."""

from __future__ import annotations

import numpy as np
import pytest

from ivr.speech.dsp.level import Signal
from ivr.speech.dsp.limiter import limit
from ivr.speech.dsp.mastering import master, master_stretched, measure
from ivr.speech.dsp.mulaw import decode
from ivr.speech.dsp.sound import Speech
from ivr.speech.dsp.targets import Rendition
from ivr.speech.tts.engines import engine
from ivr.speech.tts.voice import Voice

SENTENCES = {
    "nb": "Er det fare for liv, legg på og ring 1 1 3.",
    "pl": "Jeśli zagrożone jest życie, zadzwoń pod numer 1 1 3.",
    "uk": "Якщо є загроза життю, телефонуйте 1 1 3.",
    "ar": "اِتَّصِلْ بِالرَّقْمِ 1 1 3",
    "ti": "ናብ 1 1 3 ደውሉ።",
    "fa": "با ۱ ۱ ۳ تماس بگیرید.",
    "vi": "Hãy gọi số 1 1 3.",
}


def syllables(
    rate: int, *, peak: float = 0.5, hertz: float = 700.0, seconds: float = 3.0
) -> Speech:
    """A voice-like signal: a tone with harmonics, four syllables a second."""
    t = np.arange(round(seconds * rate)) / rate
    tone = sum(np.sin(2 * np.pi * hertz * k * t) / k for k in (1, 2, 3))
    wave = tone * np.maximum(0, np.sin(2 * np.pi * 2 * t)) ** 2
    return Speech((peak * wave / np.abs(wave).max()).astype(np.float32), rate)


def with_silence(speech: Speech, before: float, after: float) -> Speech:
    ends = (round(before * speech.rate), round(after * speech.rate))
    return Speech(np.pad(speech.samples, ends), speech.rate)


def quiet_ends(line: Signal) -> tuple[float, float]:
    """Seconds of silence at both ends: below -62 dBov, 40 dB under the speech."""
    loud = np.flatnonzero(np.abs(line) > 10 ** (-62 / 20) * np.sqrt(2))
    return loud[0] / 8000, (len(line) - 1 - loud[-1]) / 8000


def strength_db(line: Signal, hertz: float) -> float:
    """Strength of one frequency in dB relative to the whole."""
    t = np.arange(len(line)) / 8000
    found = np.abs(np.dot(line, np.exp(-2j * np.pi * hertz * t))) / len(line)
    return float(20 * np.log10(found / np.sqrt(np.mean(line**2)) + 1e-12))


@pytest.mark.parametrize("language", SENTENCES)
def test_every_language_is_equally_loud(language: str) -> None:
    speech = engine("espeak").synthesise(SENTENCES[language], Voice("espeak", language))
    finished = measure(master(speech))
    assert finished.level_dbov == pytest.approx(-22.0, abs=0.3)
    assert finished.peak_dbfs is not None
    assert finished.peak_dbfs <= -3.0
    assert finished.seconds > 1.0


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000, 44100, 48000])
@pytest.mark.parametrize("peak", [0.0001, 0.05, 1.0, 8.0])
def test_a_faint_and_an_overloaded_voice_come_out_alike(rate: int, peak: float) -> None:
    finished = measure(master(syllables(rate, peak=peak)))
    assert finished.level_dbov == pytest.approx(-22.0, abs=0.3)
    assert finished.peak_dbfs is not None
    assert finished.peak_dbfs <= -3.0


def test_a_click_in_the_speech_cannot_hurt_the_ear() -> None:
    """A peak 30 dB above the speech is tamed, and the speech keeps its level."""
    speech = syllables(16000, peak=0.03)
    speech.samples[20000:20004] = 1.0
    coded = master(speech)
    finished = measure(coded)
    assert finished.peak_dbfs is not None
    assert finished.peak_dbfs <= -3.0
    assert finished.level_dbov == pytest.approx(-22.0, abs=1.0)


@pytest.mark.parametrize(("before", "after"), [(0, 0), (0.01, 0.0), (1.5, 2.0), (0.0, 0.7)])
@pytest.mark.parametrize(("rendition", "pause"), [("normal", 0.5), ("slow", 0.75)])
def test_from_one_clip_to_the_next_there_is_one_pause(
    before: float, after: float, rendition: Rendition, pause: float
) -> None:
    """An option is a clip of its own: the pause between options is its end and the next's start."""
    spoken = with_silence(syllables(22050), before, after)
    lead, tail = quiet_ends(decode(master(spoken, rendition)))
    assert 0.02 <= lead <= 0.1
    assert tail + lead == pytest.approx(pause, abs=0.05)


@pytest.mark.parametrize(
    ("rendition", "gap", "heard"),
    [
        ("normal", 0.15, 0.15),
        ("normal", 0.4, 0.5),
        ("normal", 0.6, 0.6),
        ("normal", 3.0, 0.75),
        ("slow", 0.15, 0.15),
        ("slow", 0.6, 0.75),
        ("slow", 3.0, 0.75),
    ],
)
def test_sentences_within_a_clip_stand_as_far_apart_as_clips(
    rendition: Rendition, gap: float, heard: float
) -> None:
    """A pause between sentences is never too short and never dead air; a breath stays a breath."""
    t = np.arange(16000) / 16000
    word = (0.3 * np.sin(2 * np.pi * 700 * t)).astype(np.float32)
    quiet = np.zeros(round(gap * 16000), np.float32)
    paused = Speech(np.concatenate([word, quiet, word]), 16000)
    line = decode(master(paused, rendition))
    loud = np.flatnonzero(np.abs(line) > 10 ** (-62 / 20) * np.sqrt(2))
    assert np.diff(loud).max() / 8000 == pytest.approx(heard, abs=0.04)


def test_hum_and_hiss_outside_the_telephone_band_are_gone() -> None:
    t = np.arange(3 * 22050) / 22050
    wanted = (300.0, 1000.0, 3400.0)
    unwanted = (50.0, 100.0, 3700.0, 5000.0)
    tones = [np.sin(2 * np.pi * hertz * t) for hertz in wanted + unwanted]
    mix = np.sum(tones, axis=0)
    line = decode(master(Speech((mix / 8).astype(np.float32), 22050)))[2000:-2000]
    kept = [strength_db(line, hertz) for hertz in wanted]
    assert max(kept) - min(kept) < 1.0
    # 5000 Hz would fold to 3000 Hz if it were still there when the rate falls.
    for hertz in (50.0, 100.0, 3700.0, 3000.0):
        assert strength_db(line, hertz) < min(kept) - 35


def test_the_room_of_a_recording_is_cut_off_and_a_soft_consonant_is_not() -> None:
    """Noise 50 dB under the voice is silence; a hiss 30 dB under it is the start of a word."""
    noise = np.random.default_rng(7)
    spoken = syllables(16000, peak=0.5).samples
    room = noise.normal(0, 0.0003, 16000)
    hiss = noise.normal(0, 0.01, 3200)
    bare = np.concatenate([room, spoken, room]).astype(np.float32)
    soft = np.concatenate([room, hiss, spoken, room]).astype(np.float32)
    bare_s, soft_s = (measure(master(Speech(samples, 16000))).seconds for samples in (bare, soft))
    assert bare_s == pytest.approx(3.3, abs=0.15)
    assert soft_s - bare_s == pytest.approx(0.2, abs=0.1)


def test_only_the_neighbourhood_of_a_peak_is_turned_down() -> None:
    steady = 0.1 * np.ones(800)
    peaky = steady.copy()
    peaky[400] = 0.9
    tamed = limit(peaky, 8000, 0.5)
    assert tamed.max() <= 0.5
    far = np.abs(np.arange(800) - 400) > 100
    np.testing.assert_allclose(tamed[far], steady[far])
    # No step of the gain is large enough to click.
    assert np.abs(np.diff(np.delete(tamed, 400))).max() < 0.01


def test_silence_keeps_its_length() -> None:
    """A pause made as a clip is as long as it was asked to be."""
    coded = master(Speech(np.zeros(11025, np.float32), 22050))
    assert coded == b"\xff" * 4000


def test_the_slow_rendition_of_a_recording_is_the_same_voice_taking_longer() -> None:
    spoken = engine("espeak").synthesise(SENTENCES["nb"], Voice("espeak", "nb", 150))
    pitched = Speech(syllables(16000, hertz=200.0).samples, 16000)
    normal, slow = (measure(master_stretched(spoken, each)) for each in ("normal", "slow"))
    assert slow.seconds / normal.seconds == pytest.approx(4 / 3, abs=0.15)
    assert slow.level_dbov == pytest.approx(-22, abs=0.3)
    line = decode(master_stretched(pitched, "slow"))
    # 400 Hz, the second harmonic, is still there, and nothing has moved to three quarters of it.
    assert strength_db(line, 400.0) > strength_db(line, 300.0) + 20
