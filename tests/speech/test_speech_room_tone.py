"""The sound under a wait, as the telephone gets it: faint, steady, in the band, without a click."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from ivr.speech.dsp.level import Signal
from ivr.speech.dsp.mulaw import decode, encode
from ivr.speech.dsp.room_tone import LONGEST_TONE_S, ROOM_TONE_DBOV, room_tone
from ivr.speech.dsp.targets import BAND_HZ, LEVEL_DBOV, RATE_HZ


@pytest.fixture(scope="module")
def heard() -> Signal:
    return decode(room_tone(7000)).astype(np.float64)


def dbov(samples: Signal) -> float:
    return 20 * math.log10(float(np.sqrt(np.square(samples).mean())))


def test_it_is_as_long_as_it_is_asked_to_be() -> None:
    for milliseconds in (1000, 1863, 7000, LONGEST_TONE_S * 1000):
        assert len(room_tone(milliseconds)) == milliseconds * RATE_HZ // 1000


def test_it_lies_between_nothing_and_noise_once_it_is_coded(heard: Signal) -> None:
    """-60 to -55 dBov, and so at least 33 dB below the speech."""
    assert dbov(heard) == pytest.approx(ROOM_TONE_DBOV, abs=0.5)
    assert -60 <= dbov(heard) <= -55
    assert LEVEL_DBOV - dbov(heard) > 33
    assert 20 * math.log10(np.abs(heard).max()) < -45


def test_it_is_noise_and_not_a_few_steps_of_the_code(heard: Signal) -> None:
    """Of so faint a sound the code could leave a crackle between three levels."""
    assert len(np.unique(heard)) > 30


def test_it_is_steady(heard: Signal) -> None:
    """No tenth of a second between the fades stands out, so that there is nothing to hear."""
    tenth = RATE_HZ // 10
    levels = [dbov(heard[at : at + tenth]) for at in range(4 * tenth, 66 * tenth, tenth)]
    assert max(levels) - min(levels) < 2


def test_neither_end_clicks(heard: Signal) -> None:
    """It rises out of nothing over 300 ms, and falls back as slowly."""
    step = RATE_HZ // 50
    for end in (heard, heard[::-1]):
        assert np.abs(end[:step]).max() <= 8 / 32768, "one step of the code"
        rise = [float(np.abs(end[at : at + step]).mean()) for at in range(0, 15 * step, step)]
        assert max(b - a for a, b in itertools.pairwise(rise)) < max(rise) / 2
    clicks = np.abs(np.diff(heard)) / np.sqrt(np.square(heard).mean())
    assert clicks.max() < 5, "no step is larger than noise has by itself"


def test_it_stays_in_the_telephone_s_band(heard: Signal) -> None:
    power = np.square(np.abs(np.fft.rfft(heard * np.hanning(len(heard)))))
    hertz = np.fft.rfftfreq(len(heard), 1 / RATE_HZ)
    inside = (hertz >= BAND_HZ[0]) & (hertz <= BAND_HZ[1])
    assert power[~inside].sum() / power.sum() < 0.05
    assert power[hertz < 150].sum() / power.sum() < 0.002, "no hum"


def test_no_part_of_it_comes_again(heard: Signal) -> None:
    """A loop is heard as a rhythm, however faint it is."""
    spectrum = np.fft.rfft(heard, 2 * len(heard))
    alike = np.fft.irfft(np.square(np.abs(spectrum)))[: len(heard)]
    assert np.abs(alike[RATE_HZ // 10 :]).max() / alike[0] < 0.05


def test_its_code_is_that_of_the_clips() -> None:
    """The server has a coder of its own, which needs no numpy; zero has two codes."""
    tone = room_tone(3000)
    assert encode(decode(tone)) == tone.replace(b"\x7f", b"\xff")
