"""The telephone line: its rate and its band, in one step.

What the line would cut is cut here, before the level is set.
"""

from __future__ import annotations

import functools
import math
from typing import Final

import numpy as np
import numpy.typing as npt
import soxr

from ivr.speech.level import Signal
from ivr.speech.standard import BAND_HZ, RATE_HZ

_SLOPE_HZ: Final = 150.0
"""From full to cut: 300 Hz passes, 150 Hz and 3550 Hz are 60 dB down."""
_STOP_DB: Final = 60.0
_MOST_PHASES: Final = 320
"""Places between two samples that a kernel is kept for: enough for every usual rate."""
_USUAL_HZ: Final = 16000


def to_the_line(samples: Signal, rate: int) -> npt.NDArray[np.float32]:
    """Resample to 8000 Hz and keep 300 to 3400 Hz, without shifting the signal in time.

    Every sample that comes out is the input weighted by a windowed ideal band-pass, evaluated at
    that sample's own place between two of the input; a block of them is one product of matrices.

    Args:
        samples: One channel.
        rate: Samples per second, 8000 or more.

    Example:
        >>> hum = np.sin(2 * np.pi * 50 * np.arange(22050) / 22050)
        >>> heard = to_the_line(hum, 22050)
        >>> len(heard), bool(np.abs(heard[800:-800]).max() < 0.002)
        (8000, True)
    """
    if RATE_HZ // math.gcd(RATE_HZ, rate) > _MOST_PHASES:
        samples, rate = soxr.resample(samples, rate, _USUAL_HZ, quality="HQ"), _USUAL_HZ
    kernel, step, reach = _kernel(rate)
    count = math.ceil(len(samples) * RATE_HZ / rate)
    blocks = max(1, -(-count // kernel.shape[1]))
    padded = np.zeros(blocks * step + 2 * reach, np.float32)
    padded[reach : reach + len(samples)] = samples
    windows = np.lib.stride_tricks.sliding_window_view(padded, len(kernel))[::step]
    return np.asarray((windows @ kernel).reshape(-1)[:count], np.float32)


@functools.cache
def _kernel(rate: int) -> tuple[npt.NDArray[np.float32], int, int]:
    """Return the weights of a block, by input and output sample; its input samples; its reach."""
    common = math.gcd(RATE_HZ, rate)
    phases, step = RATE_HZ // common, rate // common
    # Few phases are gathered into a block, for a product of larger matrices is faster.
    times = max(1, _MOST_PHASES // 2 // phases)
    phases, step = phases * times, step * times
    # Kaiser's formulas for a windowed ideal filter (Oppenheim and Schafer, section 7.5.3).
    beta = 0.1102 * (_STOP_DB - 8.7)
    reach = math.ceil((_STOP_DB - 8) / (2.285 * 2 * np.pi * _SLOPE_HZ / rate) / 2)
    given = np.arange(-reach, step + reach)
    wanted = np.arange(phases) * rate / RATE_HZ
    away = given[:, None] - wanted
    inside = np.maximum(0.0, 1 - np.square(away / reach))
    window = np.where(np.abs(away) <= reach, np.i0(beta * np.sqrt(inside)) / np.i0(beta), 0.0)
    low, high = BAND_HZ[0] - _SLOPE_HZ / 2, BAND_HZ[1] + _SLOPE_HZ / 2
    ideal = _low_pass(high / rate, away) - _low_pass(low / rate, away)
    return (ideal * window).astype(np.float32), step, reach


def _low_pass(cutoff: float, ticks: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(2 * cutoff * np.sinc(2 * cutoff * ticks))
