"""The hiss of s, f and z where a telephone can carry it.

A formant voice puts nearly all of it above 3.5 kHz, which the line cuts: *six* arrives as *ick*.
"""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
import numpy.typing as npt

from ivr.speech.dsp.sound import Speech

BAND_HZ: Final = (2300.0, 3350.0)
"""Where the hiss goes: the top of what the line carries."""

_BLOCK_S: Final = 0.006
"""As short as a burst of t, as long as a voice's period: within one, speech is all of a kind."""
_BEGINS: Final = 0.7
_WHOLE: Final = 1.4
"""Sharpness from which a block hisses, and from which it does nothing else. Of a sine it would be
0.7 at 3.0 kHz and 1.4 at 4.4 kHz (of 22,050); a vowel has less than 0.3, an s more than 1.4."""
_NOISE_S: Final = 2.0
_SEED: Final = 35
_TINY: Final = 1e-12


def with_hiss(speech: Speech) -> Speech:
    """Add noise in the telephone's band that is as loud as what hisses above it.

    Sharpness is the energy of the signal's differences against its own, which is the mean of
    4 sin²(πf/rate) over the spectrum: it costs two passes, where a filter would cost thirty.

    Example:
        >>> still = Speech(np.sin(0.1 * np.arange(22050)).astype(np.float32), 22050)
        >>> bool((with_hiss(still).samples == still.samples).all())
        True
    """
    block = round(_BLOCK_S * speech.rate)
    count = len(speech.samples)
    blocks = -(-count // block)
    padded = np.zeros(blocks * block + 1, np.float32)
    padded[1 : count + 1] = speech.samples
    whole, sharp = (
        np.einsum("ij,ij->i", one, one)
        for one in (each.reshape(blocks, block) for each in (padded[1:], np.diff(padded)))
    )
    share = np.clip((sharp / (whole + _TINY) - _BEGINS) / (_WHOLE - _BEGINS), 0, 1)
    gains = np.zeros(blocks + 2, np.float32)
    gains[1:-1] = np.sqrt(whole / block) * share
    # From the middle of a block to the middle of the next, so that nothing clicks.
    at_edges = (gains[:-1] + gains[1:]) / 2
    rise = np.linspace(0, 1, block, endpoint=False, dtype=np.float32)
    shape = at_edges[:-1, None] + np.diff(at_edges)[:, None] * rise
    noise = np.resize(_noise(speech.rate), shape.size)
    noise *= shape.reshape(-1)
    return Speech(speech.samples + noise[:count], speech.rate)


@functools.cache
def _noise(rate: int) -> npt.NDArray[np.float32]:
    """Return noise in the band with an effective value of 1, the same in every process."""
    chance = np.random.default_rng(_SEED)
    size = round(_NOISE_S * rate)
    spectrum = np.fft.rfft(chance.standard_normal(size))
    hertz = np.fft.rfftfreq(size, 1 / rate)
    spectrum[(hertz < BAND_HZ[0]) | (hertz > BAND_HZ[1])] = 0
    noise = np.fft.irfft(spectrum, size)
    return np.asarray(noise / np.sqrt(np.square(noise).mean()), np.float32)
