"""The telephone line: its rate and its band, in one step.

What the line would cut is cut here, before the level is set.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import soxr

from ivr.speech.dsp.level import Signal
from ivr.speech.dsp.targets import BAND_HZ, RATE_HZ

_SLOPE_HZ: Final = 150.0
"""From full to cut: 300 Hz passes, 150 Hz and 3550 Hz are 60 dB down."""
_EDGES_HZ: Final = (BAND_HZ[0] - _SLOPE_HZ / 2, BAND_HZ[1] + _SLOPE_HZ / 2)
_RESAMPLING_SLOPE_HZ: Final = RATE_HZ - 2 * (BAND_HZ[1] + _SLOPE_HZ)
"""Resampling may fold what it likes onto the frequencies that the band-pass cuts afterwards."""
_STOP_DB: Final = 60.0
_MOST_PHASES: Final = 320
"""Places between two samples that a kernel is kept for: enough for every usual rate."""
_BLOCK: Final = 256
"""Samples that come out of a block, at least: the longer it is, the larger the products."""
_GROUP: Final = 16
"""Samples of a block that one product gives: of more, more weights would be zero."""
_USUAL_HZ: Final = 16000


def to_the_line(samples: Signal, rate: int) -> npt.NDArray[np.float32]:
    """Resample to 8000 Hz and keep 300 to 3400 Hz, without shifting the signal in time.

    Every sample that comes out is the input weighted by a windowed ideal filter, evaluated at
    that sample's own place between two of the input; a group of them in every block is one product
    of matrices. The filter that resamples is gentle and short, the one for the band, at the low
    rate, steep and long.

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
    if rate != RATE_HZ:
        samples = _filtered(samples, _kernel(rate, (0.0, RATE_HZ / 2), _RESAMPLING_SLOPE_HZ))
    return _filtered(samples, _kernel(RATE_HZ, _EDGES_HZ, _SLOPE_HZ))


@dataclass(frozen=True, slots=True)
class _Kernel:
    """How samples are weighted.

    Attributes:
        inputs: Samples that go into a block beyond those of the block before.
        outputs: Samples that come out of a block.
        reach: Samples before and after its own place that one is weighted from.
        groups: For some outputs of a block each: the first of them, the first input, and the
            weights by input and output.
    """

    inputs: int
    outputs: int
    reach: int
    groups: tuple[tuple[int, int, npt.NDArray[np.float32]], ...]


def _filtered(samples: Signal, kernel: _Kernel) -> npt.NDArray[np.float32]:
    count = math.ceil(len(samples) * kernel.outputs / kernel.inputs)
    blocks = max(1, -(-count // kernel.outputs))
    padded = np.zeros(blocks * kernel.inputs + 2 * kernel.reach, np.float32)
    padded[kernel.reach : kernel.reach + len(samples)] = samples
    out = np.empty((blocks, kernel.outputs), np.float32)
    size = padded.itemsize
    for first, begin, weights in kernel.groups:
        taken, given = weights.shape
        # The same inputs of every block, without copying any.
        windows = np.ndarray(
            (blocks, taken), np.float32, padded, begin * size, (kernel.inputs * size, size)
        )
        np.matmul(windows, weights, out=out[:, first : first + given])
    return out.reshape(-1)[:count]


@functools.cache
def _kernel(rate: int, band_hz: tuple[float, float], slope_hz: float) -> _Kernel:
    """Return the weights that bring a rate to the line's and keep a band."""
    common = math.gcd(RATE_HZ, rate)
    outputs, inputs = RATE_HZ // common, rate // common
    times = max(1, _BLOCK // outputs)
    outputs, inputs = outputs * times, inputs * times
    # Kaiser's formulas for a windowed ideal filter (Oppenheim and Schafer, section 7.5.3).
    beta = 0.1102 * (_STOP_DB - 8.7)
    reach = math.ceil((_STOP_DB - 8) / (2.285 * 2 * np.pi * slope_hz / rate) / 2)
    groups = []
    for first in range(0, outputs, _GROUP):
        places = np.arange(first, min(first + _GROUP, outputs)) * rate / RATE_HZ
        given = np.arange(math.floor(places[0]) - reach, math.ceil(places[-1]) + reach + 1)
        away = given[:, None] - places
        inside = np.maximum(0.0, 1 - np.square(away / reach))
        window = np.where(np.abs(away) <= reach, np.i0(beta * np.sqrt(inside)) / np.i0(beta), 0.0)
        ideal = _low_pass(band_hz[1] / rate, away) - _low_pass(band_hz[0] / rate, away)
        groups.append((first, int(given[0]) + reach, (ideal * window).astype(np.float32)))
    return _Kernel(inputs, outputs, reach, tuple(groups))


def _low_pass(cutoff: float, ticks: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(2 * cutoff * np.sinc(2 * cutoff * ticks))
