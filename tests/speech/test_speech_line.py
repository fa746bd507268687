"""Whatever rate a voice comes at, it reaches the telephone in its band and in its place."""

from __future__ import annotations

import numpy as np
import pytest

from ivr.speech.dsp.resample import to_the_line

RATES = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44056, 44100, 48000, 96000]


def tone(hertz: float, rate: int) -> np.typing.NDArray[np.float64]:
    return np.asarray(0.5 * np.sin(2 * np.pi * hertz * np.arange(rate) / rate))


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hertz", [300, 1000, 3400])
def test_a_tone_in_the_band_comes_out_as_it_went_in(rate: int, hertz: float) -> None:
    heard = to_the_line(tone(hertz, rate), rate)
    assert len(heard) == pytest.approx(8000, abs=1)
    inner = slice(500, 7500)
    assert np.abs(heard[inner] - tone(hertz, 8000)[inner]).max() < 0.005


@pytest.mark.parametrize(
    ("rate", "hertz"),
    [
        (rate, hertz)
        for rate in RATES
        for hertz in (50, 150, 3550, 3900, 4500, 5000, 7000)
        if hertz < rate / 2
    ],
)
def test_a_tone_outside_the_band_is_60_decibels_down_and_comes_back_nowhere(
    rate: int, hertz: float
) -> None:
    heard = to_the_line(tone(hertz, rate), rate)
    assert np.abs(heard[500:7500]).max() < 0.5 * 10 ** (-59 / 20)


def test_nothing_in_is_nothing_out() -> None:
    assert len(to_the_line(np.zeros(0), 22050)) == 0
    assert not to_the_line(np.zeros(100), 22050).any()
