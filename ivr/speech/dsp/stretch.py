"""Slower, at the same pitch: how a person's recording gets its slow rendition."""

from __future__ import annotations

from typing import Final

import numpy as np

from ivr.speech.dsp.level import Signal

_WINDOW_S: Final = 0.03
"""Two to six periods of a voice: shorter sounds rough, longer smears consonants."""
_SEARCH_S: Final = 0.008
"""Half a period of the lowest voice either way finds the place where the waves fit."""


def stretch(samples: Signal, rate: int, times: float) -> Signal:
    """Make a speech last longer without lowering its pitch.

    Waveform-similarity overlap-add (Verhelst and Roelands, ICASSP 1993): windows are taken from
    the speech closer together than they are laid down, each from where it continues best what
    was laid down before.

    Args:
        samples: One channel.
        rate: Samples per second.
        times: How many times as long the speech shall last, 1 to 2.

    Example:
        >>> tone = np.sin(2 * np.pi * 200 * np.arange(8000) / 8000)
        >>> len(stretch(tone, 8000, 1.5))
        12000
    """
    hop = round(_WINDOW_S * rate / 2)
    search = round(_SEARCH_S * rate)
    length = round(len(samples) * times)
    source = np.pad(samples, (hop + search, 4 * hop + search))
    window = np.hanning(2 * hop + 1)[:-1]
    laid = np.zeros(length + 4 * hop)
    follows = source[:0]
    for at in range(0, length + hop, hop):
        nominal = round((at - hop) / times) + hop + search
        start = _best(source, nominal, follows, search)
        laid[at : at + 2 * hop] += window * source[start : start + 2 * hop]
        follows = source[start + hop : start + 3 * hop]
    return laid[hop : hop + length]


def _best(source: Signal, nominal: int, follows: Signal, search: int) -> int:
    """Return the start near the nominal one whose window is most like what would follow."""
    near = source[nominal - search : nominal + search + len(follows)]
    if len(follows) == 0 or not near.any():
        return nominal
    likeness = np.correlate(near, follows, "valid")
    energy = np.convolve(np.square(near), np.ones(len(follows)), "valid")
    return nominal - search + int(np.argmax(likeness / np.sqrt(energy + 1e-12)))
