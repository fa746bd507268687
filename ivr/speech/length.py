"""How long a text takes to say: what a speaker is allowed, and what is suspicious."""

from __future__ import annotations

import math
import re
from typing import Final

_LETTERS_A_WORD: Final = 12
"""Scripts without spaces get their words from their letters."""
_STOP: Final = re.compile(r"[.?!:;…–—؟۔،。።፣፤፧]+(?=\s|$)")
_DIGIT: Final = re.compile(r"\d")
_STOP_S: Final = 0.4
_SHARE_ALLOWED: Final = 1.5
_LEAST_ALLOWED_S: Final = 3
LONGEST_S: Final = 20
"""Seconds after which a listener has lost the beginning; a longer text is better split."""


def expected_seconds(text: str, words_per_minute: int) -> float:
    """Estimate how long a text takes to say at a rate, pauses included.

    Each figure counts as a word, for it is read as one or more.

    Example:
        >>> expected_seconds("Ring 113. Si hvor du er.", 120)
        4.8
    """
    words = max(
        sum(1 + max(0, len(_DIGIT.findall(word)) - 1) for word in text.split()),
        len(text) // _LETTERS_A_WORD,
        1,
    )
    return round(words * 60 / words_per_minute + len(_STOP.findall(text)) * _STOP_S, 2)


def allowed_seconds(text: str, words_per_minute: int) -> int:
    """Return how long a recording of a text may be: half as long again as it takes to say.

    Example:
        >>> allowed_seconds("Ring 113. Si hvor du er.", 120)
        8
    """
    expected = expected_seconds(text, words_per_minute)
    return max(_LEAST_ALLOWED_S, math.ceil(expected * _SHARE_ALLOWED))
