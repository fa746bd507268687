"""Taming of peaks, so that a clip may be as loud as the others and never clips."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from ivr.speech.dsp.level import Signal

_REACH_S: Final = 0.005
"""The gain starts to fall this long before a peak and is back this long after it."""
_ROUNDS: Final = 12
_CLOSE_ENOUGH_DB: Final = 0.05


def limit(samples: Signal, rate: int, ceiling: float) -> Signal:
    """Turn the gain down smoothly around each peak above a ceiling.

    Args:
        samples: One channel.
        rate: Samples per second.
        ceiling: Highest absolute value that may remain.

    Example:
        >>> limit(np.array([0.1, 0.9, 0.1]), 8000, 0.5).max().round(3).item()
        0.5
    """
    peaks = np.flatnonzero(np.abs(samples) > ceiling)
    if len(peaks) == 0:
        return samples
    reach = max(1, round(_REACH_S * rate))
    limited = samples.copy()
    # Only the neighbourhoods of peaks are worked on: they are a small part of speech.
    for first, last in _neighbourhoods(peaks, 2 * reach):
        place = slice(max(0, first), last + 1)
        limited[place] *= _gain(samples[place], reach, ceiling)
    # Rounding in the average may leave a hair above the ceiling.
    return np.clip(limited, -ceiling, ceiling)


def _neighbourhoods(peaks: npt.NDArray[np.intp], margin: int) -> Iterator[tuple[int, int]]:
    """Give the first and the last place whose gain a group of peaks changes."""
    breaks = np.flatnonzero(np.diff(peaks) > 2 * margin)
    firsts = peaks[np.concatenate([[0], breaks + 1])]
    lasts = peaks[np.concatenate([breaks, [-1]])]
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        yield first - margin, last + margin


def _gain(samples: Signal, reach: int, ceiling: float) -> Signal:
    needed = ceiling / np.maximum(np.abs(samples), ceiling)
    padded = np.concatenate([np.ones(2 * reach), needed, np.ones(2 * reach)])
    lowest = _lowest_within(padded, 2 * reach + 1)
    window = np.hanning(2 * reach + 3)[1:-1]
    return np.convolve(lowest, window / window.sum(), mode="valid")


def _lowest_within(values: Signal, window: int) -> Signal:
    """Return the lowest of every so many neighbours; each pass doubles how many are compared."""
    lowest, seen = values, 1
    while 2 * seen <= window:
        lowest = np.minimum(lowest[:-seen], lowest[seen:])
        seen *= 2
    rest = window - seen
    return np.minimum(lowest[: len(lowest) - rest], lowest[rest:])


def amplify(samples: Signal, rate: int, gain_db: float, ceiling: float) -> Signal:
    """Change the active speech level (ITU-T P.56) while no peak rises above a ceiling.

    Limiting lowers the level by what it takes from the energy, for when somebody speaks stays as
    it was. That is given back and limited again a few times; with speech of a very high crest the
    ceiling wins.

    Args:
        samples: One channel.
        rate: Samples per second.
        gain_db: How much louder the speech shall be, in dB; quieter if below zero.
        ceiling: Highest absolute value that may remain.

    Example:
        >>> from ivr.speech.dsp.level import active_level
        >>> tone = 0.5 * np.sin(np.arange(16000))
        >>> level = active_level(amplify(tone, 8000, -6.0, 0.7), 8000)
        >>> level is not None and round(level.dbov)
        -15
    """
    meant = samples * np.float32(10 ** (gain_db / 20))
    loud = limit(meant, rate, ceiling)
    if loud is meant:
        return loud
    energy = _energy(meant)
    for _ in range(_ROUNDS):
        lost_db = 10 * math.log10(energy / _energy(loud))
        if lost_db < _CLOSE_ENOUGH_DB:
            break
        gain_db += lost_db
        loud = limit(samples * np.float32(10 ** (gain_db / 20)), rate, ceiling)
    return loud


def _energy(samples: Signal) -> float:
    return float(np.square(samples).sum(dtype=np.float64))
