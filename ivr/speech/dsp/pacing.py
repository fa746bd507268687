"""The silences of a clip: before the first sound, after the last, and between its sentences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from ivr.speech.dsp.level import Signal
from ivr.speech.dsp.targets import LEAD_S, Pacing

_FRAME_S: Final = 0.01
_FADE_S: Final = 0.005
_QUIET_DB: Final = -40.0
"""A frame this far below the speech level is silence; the softest consonants lie at -30 dB."""
_BREATH_S: Final = 0.08
"""Seconds kept after the last sound before silence proper, so that no ending is cut."""


def pace(samples: Signal, rate: int, dbov: float, pacing: Pacing) -> Signal:
    """Give a speech the silences of its rendition, and fade where something was cut.

    A silence that stands between sentences becomes at least one pause and at most the longest
    silence; a shorter one belongs to the way somebody speaks and stays.

    Args:
        samples: One channel.
        rate: Samples per second.
        dbov: The signal's active speech level; silence is judged against it.
        pacing: The silences to come out with.

    Example:
        >>> from ivr.speech.dsp.targets import PACING
        >>> tone, quiet = 0.1 * np.sin(np.arange(8000)), np.zeros(8000)
        >>> spoken = np.concatenate([quiet, tone, quiet[:3000], tone, quiet])
        >>> round(len(pace(spoken, 8000, -23.0, PACING["normal"])) / 8000, 1)
        3.0
    """
    runs = _sentences(samples, rate, dbov, pacing.sentence_gap_s)
    return np.concatenate(list(_spaced(samples, rate, runs, pacing))) if runs else samples


def sounding(samples: Signal, rate: int, dbov: float) -> tuple[int, int]:
    """Return where a clip begins and ends in a speech, as samples; all of it where nobody speaks.

    Example:
        >>> tone, quiet = 0.1 * np.sin(np.arange(8000)), np.zeros(8000)
        >>> sounding(np.concatenate([quiet, tone, quiet]), 8000, -23.0)
        (7600, 16640)
    """
    runs = _sentences(samples, rate, dbov, len(samples) / rate)
    if not runs:
        return 0, len(samples)
    start, end = runs[0][0] - round(LEAD_S * rate), runs[-1][1] + round(_BREATH_S * rate)
    return max(0, start), min(len(samples), end)


def _sentences(samples: Signal, rate: int, dbov: float, gap_s: float) -> list[tuple[int, int]]:
    """Return where each stretch of speech without a long silence begins and ends."""
    frame = round(_FRAME_S * rate)
    sounding = np.flatnonzero(_frame_power(samples, frame) > 10 ** ((dbov + _QUIET_DB) / 10))
    if len(sounding) == 0:
        return []
    breaks = np.flatnonzero(np.diff(sounding) > round(gap_s / _FRAME_S))
    starts = sounding[np.concatenate([[0], breaks + 1])] * frame
    ends = (sounding[np.concatenate([breaks, [-1]])] + 1) * frame
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]


def _spaced(
    samples: Signal, rate: int, runs: list[tuple[int, int]], pacing: Pacing
) -> Iterator[Signal]:
    fade = round(_FADE_S * rate)
    before = round(LEAD_S * rate)
    for (start, end), (after, _) in pairwise(runs):
        gap = after - end
        pause = round(min(max(gap / rate, pacing.pause_s), pacing.longest_s) * rate)
        kept = min(gap, pause) // 2
        yield _faded(samples[max(0, start - before) : end + kept], fade)
        yield np.zeros(pause - 2 * kept, samples.dtype)
        before = kept
    start, end = runs[-1]
    breath = samples[end : end + round(_BREATH_S * rate)]
    yield _faded(np.concatenate([samples[max(0, start - before) : end], breath]), fade)
    yield np.zeros(max(0, round(pacing.tail_s * rate) - len(breath)), samples.dtype)


def _frame_power(samples: Signal, frame: int) -> Signal:
    whole = np.zeros(-(-len(samples) // frame) * frame, samples.dtype)
    whole[: len(samples)] = samples
    frames = whole.reshape(-1, frame)
    return np.asarray(np.einsum("ij,ij->i", frames, frames) / frame)


def _faded(samples: Signal, length: int) -> Signal:
    length = min(length, len(samples) // 2)
    rise = np.sin(np.linspace(0, np.pi / 2, length, endpoint=False)) ** 2
    faded = samples.copy()
    faded[:length] *= rise
    faded[len(faded) - length :] *= rise[::-1]
    return faded
