"""The one sound all clips share: the numbers a telephone and an old ear ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Rendition = Literal["normal", "slow"]
"""The two ways every clip exists in: as people speak, and slowly, for who asks for it."""

NORMAL: Final = "normal"
SLOW: Final = "slow"
RENDITIONS: Final[tuple[Rendition, ...]] = (NORMAL, SLOW)

SLOW_RATE: Final = 0.75
"""Rate of the slow rendition as a share of the normal one: 105 words a minute where 140 is normal,
about the slowest that still sounds like speech."""

MASTERING_VERSION: Final = 7
"""Goes into every clip's name; raise it whenever mastering would make different audio."""

HISS_VERSION: Final = 1
"""Goes into the name of a clip whose hiss was moved; raise it whenever it would sound otherwise."""

RATE_HZ: Final = 8000
"""Samples per second on the telephone (ITU-T G.711)."""

SILENCE: Final = 0xFF
"""The µ-law code of a sample without sound."""

BAND_HZ: Final = (300.0, 3400.0)
"""The telephone band (ITU-T P.48)."""

LEVEL_DBOV: Final = -22.0
"""Active speech level in dB to overload, -19 dBm0 (RFC 7874, section 3)."""

PEAK_DBFS: Final = -3.0
"""No sample of a clip lies above this, in dB to full scale."""

LEAD_S: Final = 0.05
"""Seconds kept before the first sound, so that a soft consonant is not cut."""

OPENING_S: Final = 0.35
"""Seconds of silence added before a call's first clip: with its lead, 400 ms, so that nothing is
lost while the line opens and the receiver is lifted to the ear."""


@dataclass(frozen=True, slots=True)
class Pacing:
    """The silences of one rendition.

    Attributes:
        sentence_gap_s: A silence longer than this within a clip stands between two sentences, or
            an option and its key.
        pause_s: Seconds between two sentences, within a clip and from one clip to the next.
        longest_s: Seconds a silence within a clip may last.
        stretch: How much longer a recording lasts than it was spoken, or the speech of an engine
            that takes long; a quick engine speaks slowly by itself.
    """

    sentence_gap_s: float
    pause_s: float
    longest_s: float
    stretch: float

    @property
    def tail_s(self) -> float:
        """Seconds of silence at the end: with the lead of the next clip, one pause."""
        return self.pause_s - LEAD_S


PACING: Final[Mapping[Rendition, Pacing]] = {
    NORMAL: Pacing(sentence_gap_s=0.35, pause_s=0.5, longest_s=0.75, stretch=1.0),
    SLOW: Pacing(sentence_gap_s=0.45, pause_s=0.75, longest_s=0.75, stretch=1 / SLOW_RATE),
}
"""Between options 500 to 750 ms are asked for (ACIXD); the slow rendition has the longer."""
