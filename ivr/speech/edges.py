"""The silence before the first and after the last sound of a clip."""

from __future__ import annotations

from typing import Final

import numpy as np

from ivr.speech.level import Signal
from ivr.speech.standard import LEAD_S, TAIL_S

_FRAME_S: Final = 0.01
_FADE_S: Final = 0.005
_QUIET_DB: Final = -40.0
"""A frame this far below the speech level is silence; the softest consonants lie at -30 dB."""


def trim(samples: Signal, rate: int, dbov: float) -> Signal:
    """Cut the silence at both ends down to a breath, and fade the cut ends.

    Args:
        samples: One channel.
        rate: Samples per second.
        dbov: The signal's active speech level; silence is judged against it.

    Example:
        >>> tone = 0.1 * np.sin(np.arange(8000))
        >>> quiet = np.zeros(8000)
        >>> trim(np.concatenate([quiet, tone, quiet]), 8000, -23.0).shape
        (9040,)
    """
    frame = round(_FRAME_S * rate)
    sounding = np.flatnonzero(_frame_power(samples, frame) > 10 ** ((dbov + _QUIET_DB) / 10))
    if len(sounding) == 0:
        return samples
    start = max(0, int(sounding[0]) * frame - round(LEAD_S * rate))
    end = min(len(samples), (int(sounding[-1]) + 1) * frame + round(TAIL_S * rate))
    return _faded(samples[start:end], round(_FADE_S * rate))


def _frame_power(samples: Signal, frame: int) -> Signal:
    whole = np.pad(samples, (0, -len(samples) % frame))
    return np.asarray(np.square(whole).reshape(-1, frame).mean(axis=1))


def _faded(samples: Signal, length: int) -> Signal:
    length = min(length, len(samples) // 2)
    rise = np.sin(np.linspace(0, np.pi / 2, length, endpoint=False)) ** 2
    faded = samples.copy()
    faded[:length] *= rise
    faded[len(faded) - length :] *= rise[::-1]
    return faded
