"""Taming of peaks, so that a clip may be as loud as the others and never clips."""

from __future__ import annotations

from typing import Final

import numpy as np

from ivr.speech.level import Signal, active_level

_REACH_S: Final = 0.005
"""The gain starts to fall this long before a peak and is back this long after it."""
_ROUNDS: Final = 12
_CLOSE_ENOUGH_DB: Final = 0.1


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
    peaks = np.abs(samples)
    if peaks.max(initial=0.0) <= ceiling:
        return samples
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    reach = max(1, round(_REACH_S * rate))
    padded = np.pad(needed, 2 * reach, constant_values=1.0)
    lowest = _lowest_within(padded, 2 * reach + 1)
    window = np.hanning(2 * reach + 3)[1:-1]
    gain = np.convolve(lowest, window / window.sum(), mode="valid")
    # Rounding in the average may leave a hair above the ceiling.
    return np.clip(samples * gain, -ceiling, ceiling)


def _lowest_within(values: Signal, window: int) -> Signal:
    """Return the lowest of every so many neighbours; each pass doubles how many are compared."""
    lowest, seen = values, 1
    while 2 * seen <= window:
        lowest = np.minimum(lowest[:-seen], lowest[seen:])
        seen *= 2
    rest = window - seen
    return np.minimum(lowest[: len(lowest) - rest], lowest[rest:])


def bring_to_level(samples: Signal, rate: int, dbov: float, ceiling: float) -> Signal:
    """Set the active speech level (ITU-T P.56) while no peak rises above a ceiling.

    Limiting takes a little level away, so it is given back and limited again a few times; with
    speech of a very high crest the ceiling wins.

    Args:
        samples: One channel; a signal without speech is returned unchanged.
        rate: Samples per second.
        dbov: Level to reach, in dB to overload.
        ceiling: Highest absolute value that may remain.

    Example:
        >>> tone = 0.5 * np.sin(np.arange(16000))
        >>> level = active_level(bring_to_level(tone, 8000, -22.0, 0.7), 8000)
        >>> level is not None and round(level.dbov)
        -22
    """
    gain_db = 0.0
    loud = samples
    for _ in range(_ROUNDS):
        level = active_level(loud, rate)
        if level is None or abs(dbov - level.dbov) < _CLOSE_ENOUGH_DB:
            break
        gain_db += dbov - level.dbov
        louder = samples * 10 ** (gain_db / 20)
        loud = limit(louder, rate, ceiling)
        if loud is louder:
            # Nothing was limited: the gain alone has set the level.
            break
    return limit(loud, rate, ceiling)
