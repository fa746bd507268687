"""Sound on its way from an engine to a clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SENTENCE_PAUSE_S: Final = 0.5
"""Seconds between two sentences as an engine's voice comes in; mastering widens it for slow."""


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """What an engine said, as it said it: any level, any band, silence at both ends.

    Attributes:
        samples: One channel, float32, full scale at -1 and +1.
        rate: Samples per second.

    Example:
        >>> import numpy as np
        >>> Speech(np.zeros(22050, np.float32), 22050).seconds
        1.0
    """

    samples: npt.NDArray[np.float32]
    rate: int

    @property
    def seconds(self) -> float:
        """Length of the speech in seconds."""
        return len(self.samples) / self.rate


def joined(
    sentences: Sequence[npt.NDArray[np.number[Any]]], rate: int, *, full_scale: float = 1.0
) -> Speech:
    """Join sentences that an engine spoke one by one, with a pause between any two.

    ``full_scale`` is the loudest that the engine's samples can be.

    Example:
        >>> import numpy as np
        >>> joined([np.ones(8000), np.ones(8000)], 8000).seconds
        2.5
    """
    import numpy as np

    pause = np.zeros(round(SENTENCE_PAUSE_S * rate), sentences[0].dtype)
    parts = [part for sentence in sentences for part in (pause, sentence)][1:]
    scaled = np.concatenate(parts) * np.float32(1 / full_scale)
    return Speech(scaled.astype(np.float32, copy=False), rate)
