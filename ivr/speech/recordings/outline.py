"""A recording to be seen: how loud it is from moment to moment, and what is cut at its ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ivr.speech.dsp.level import active_level
from ivr.speech.dsp.mastering import BEFORE_S, on_the_line
from ivr.speech.dsp.pacing import sounding
from ivr.speech.dsp.sound import Speech
from ivr.speech.dsp.targets import RATE_HZ

BARS: Final = 120
"""As many as can be told apart on the screen of a telephone."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of a recording.

    Attributes:
        bars: The highest sample of each of `BARS` equal parts, 0 to 1, the highest of all at 1.
        seconds: Its length.
        begins: Seconds from which it is heard.
        ends: Seconds until which it is heard.
    """

    bars: tuple[float, ...]
    seconds: float
    begins: float
    ends: float

    def is_cut(self, bar: int) -> bool:
        """Tell whether a bar lies in what is cut.

        >>> shape = Outline((0.1, 1.0), 10.0, 5.0, 10.0)
        >>> shape.is_cut(0), shape.is_cut(1)
        (True, False)
        """
        middle = (bar + 0.5) * self.seconds / len(self.bars)
        return not self.begins <= middle <= self.ends


def outline(speech: Speech) -> Outline:
    """Return the shape of a recording.

    Example:
        >>> quiet, tone = np.zeros(8000, np.float32), np.sin(np.arange(8000, dtype=np.float32))
        >>> shape = outline(Speech(np.concatenate([quiet, tone, quiet]), 8000))
        >>> round(shape.begins, 1), round(shape.ends, 1), max(shape.bars)
        (0.9, 2.1, 1.0)
    """
    tops = np.zeros(-(-len(speech.samples) // BARS) * BARS, np.float32)
    np.abs(speech.samples, out=tops[: len(speech.samples)])
    bars = tops.reshape(BARS, -1).max(axis=1)
    begins, ends = 0.0, speech.seconds
    if (highest := float(bars.max())) > 0:
        bars = bars / highest
        line = on_the_line(speech)
        level = active_level(line, RATE_HZ)
        if level is not None:
            first, last = (at / RATE_HZ - BEFORE_S for at in sounding(line, RATE_HZ, level.dbov))
            begins, ends = max(0.0, first), min(speech.seconds, last)
    return Outline(tuple(bars.round(3).tolist()), speech.seconds, begins, ends)
