"""The telephone band: what the line would cut is cut here, before the level is set."""

from __future__ import annotations

import functools
from typing import Final

import numpy as np

from ivr.speech.level import Signal, convolve
from ivr.speech.standard import BAND_HZ

_SLOPE_HZ: Final = 150.0
"""From full to cut: 300 Hz passes, 150 Hz and 3550 Hz are 60 dB down."""
_STOP_DB: Final = 60.0


def telephone_band(samples: Signal, rate: int) -> Signal:
    """Keep 300 to 3400 Hz, without shifting the signal in time.

    Args:
        samples: One channel.
        rate: Samples per second, 8000 or more.

    Example:
        >>> hum = np.sin(2 * np.pi * 50 * np.arange(22050) / 22050)
        >>> bool(np.abs(telephone_band(hum, 22050)[2000:-2000]).max() < 0.002)
        True
    """
    response = _response(rate)
    delay = len(response) // 2
    return convolve(samples, response)[delay : delay + len(samples)]


@functools.cache
def _response(rate: int) -> Signal:
    # Kaiser's formulas for a windowed ideal filter (Oppenheim and Schafer, section 7.5.3).
    beta = 0.1102 * (_STOP_DB - 8.7)
    half = int(np.ceil((_STOP_DB - 8) / (2.285 * 2 * np.pi * _SLOPE_HZ / rate) / 2))
    ticks = np.arange(-half, half + 1)
    low, high = BAND_HZ[0] - _SLOPE_HZ / 2, BAND_HZ[1] + _SLOPE_HZ / 2
    ideal = _low_pass(high / rate, ticks) - _low_pass(low / rate, ticks)
    return np.asarray(ideal * np.kaiser(2 * half + 1, beta))


def _low_pass(cutoff: float, ticks: np.typing.NDArray[np.int_]) -> Signal:
    return np.asarray(2 * cutoff * np.sinc(2 * cutoff * ticks))
