"""The quality of a recording before it is imported: what a tired ear would miss."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from ivr.problems import Problem
from ivr.speech.dsp.level import Signal, active_level
from ivr.speech.dsp.mastering import AFTER_S, BEFORE_S, master, measure, on_the_line
from ivr.speech.dsp.sound import Speech
from ivr.speech.dsp.targets import RATE_HZ

_NEAR_TOP: Final = 0.98
_CLIPPED_SHARE: Final = 0.002
"""Speech reaches its highest fiftieth in a few samples of ten thousand; cut tops lie there."""
_AUDIBLE: Final = 0.01
"""Samples below this share of the highest are no part of the count."""
_FAINTEST_PEAK: Final = 0.001
"""-60 dBFS: what lies below is the noise of the microphone."""
_FRAME_S: Final = 0.02
_PAUSE_SHARE: Final = 5
"""Even fluent speech pauses in one frame of twenty."""
_RINGING_S: Final = 0.05
"""The band filter rings this far into the signal from the silence it is given on both sides."""
_BLANK_POWER: Final = 1e-10
_ENOUGH_FRAMES: Final = 50
"""Less than a second may hold no pause to hear the room in."""
_NOISY_BELOW_DB: Final = 20.0
"""Speech must stand this far above its room; a quiet living room gives 30 dB and more."""
_SHORTEST_SHARE: Final = 0.5
_CLICK_S: Final = 0.3


def problems(speech: Speech, expected_s: float, allowed_s: float) -> tuple[Problem, ...]:
    """Return everything that is wrong with a recording, the worst first; empty for a good one.

    Args:
        speech: The recording as it was read, at any level, with any silence around it.
        expected_s: Seconds its text takes to say.
        allowed_s: Seconds its text may take.

    Example:
        >>> [
        ...     problem.code
        ...     for problem in problems(Speech(np.zeros(8000, np.float32), 8000), 1.0, 3.0)
        ... ]
        ['recording-silent']
    """
    if float(np.abs(speech.samples).max(initial=0.0)) < _FAINTEST_PEAK:
        return (_silent(),)
    line = on_the_line(speech)
    level = active_level(line, RATE_HZ)
    if level is None or level.activity * len(line) / RATE_HZ < _CLICK_S:
        return (_silent(),)
    found = (
        _clipped(speech.samples),
        _noisy(line, level.dbov),
        _length(speech, expected_s, allowed_s),
    )
    return tuple(problem for problem in found if problem is not None)


def _silent() -> Problem:
    return _wrong(
        "recording-silent", "nobody speaks in it", "check the microphone and record it again"
    )


def _clipped(samples: np.typing.NDArray[np.float32]) -> Problem | None:
    tops = np.abs(samples)
    highest = float(tops.max())
    audible = int(np.count_nonzero(tops > _AUDIBLE * highest))
    # A file that was turned down after clipping has its flat tops below full scale.
    share = int(np.count_nonzero(tops >= _NEAR_TOP * min(highest, 1.0))) / max(audible, 1)
    if share <= _CLIPPED_SHARE:
        return None
    cause = f"it is overloaded ({share:.1%} of it is cut off)"
    return _wrong("recording-clipped", cause, "move back from the microphone and record it again")


def _noisy(line: Signal, dbov: float) -> Problem | None:
    frame = round(_FRAME_S * RATE_HZ)
    first, last = (round((edge + _RINGING_S) * RATE_HZ) for edge in (BEFORE_S, AFTER_S))
    heard = line[first:-last]
    power = np.square(heard[: len(heard) // frame * frame]).reshape(-1, frame).mean(axis=1)
    if len(power) < _ENOUGH_FRAMES:
        return None
    # What an editor or a telephone has blanked is as quiet as a room can be.
    floor = max(float(np.percentile(power, _PAUSE_SHARE)), _BLANK_POWER)
    above_db = dbov - 10 * math.log10(floor)
    if above_db >= _NOISY_BELOW_DB:
        return None
    cause = f"the room is loud (the voice is only {above_db:.0f} dB above it)"
    return _wrong("recording-noisy", cause, "close windows, turn off fans, and record it again")


def _length(speech: Speech, expected_s: float, allowed_s: float) -> Problem | None:
    seconds = measure(master(speech)).seconds
    told = f"it lasts {seconds:.1f} s, and its text takes about {expected_s:.1f} s"
    if seconds > allowed_s:
        return _wrong("recording-too-long", told, "say the text alone, a little quicker")
    if seconds < expected_s * _SHORTEST_SHARE:
        return _wrong("recording-too-short", told, "check that all of the text is said")
    return None


def _wrong(code: str, cause: str, fix: str) -> Problem:
    return Problem(code, "", None, cause, fix)
