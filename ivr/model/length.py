"""How long a text takes to say: what a speaker is allowed, and what is suspicious."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Final

_SYLLABLES_A_SIGN: Final = {"ETHIOPIC": 0.8, "ARABIC": 0.5, "HEBREW": 0.5}
"""A sign of Ethiopic is a syllable, or a consonant alone; scripts that leave out vowels have two
signs to a syllable."""
_SYLLABLES_A_LETTER: Final = 0.36
_SYLLABLES_A_FIGURE: Final = 2.0
_SYLLABLES_A_WORD: Final = 1.6
"""Of the words in words a minute, which are English ones whatever is spoken: engines count so."""
_STOP: Final = re.compile(r"[.?!:;…–—؟۔،。።፣፤፧]+(?=\s|$)")
_STOP_S: Final = 0.4
_SHARE_ALLOWED: Final = 1.5
_LEAST_ALLOWED_S: Final = 3
LONGEST_S: Final = 20
"""Seconds after which a listener has lost the beginning; a longer text is better split."""
QUICKEST: Final = 0.7
"""The share of the estimate in which the quickest voice has said a text."""


def expected_seconds(text: str, words_per_minute: int) -> float:
    """Estimate how long a text takes to say at a rate, pauses included.

    Words differ in length from language to language and syllables hardly do, so syllables are
    counted, from the letters. Spoken by espeak-ng, texts take 0.8 to 1.4 of this.

    Example:
        >>> expected_seconds("Ring 113. Si hvor du er.", 120)
        4.25
    """
    syllables = sum(_syllables(sign) for sign in text)
    seconds = syllables * 60 / (words_per_minute * _SYLLABLES_A_WORD)
    return round(seconds + len(_STOP.findall(text)) * _STOP_S, 2)


def _syllables(sign: str) -> float:
    if sign.isdigit():
        return _SYLLABLES_A_FIGURE
    if not sign.isalpha():
        return 0.0
    script = unicodedata.name(sign, "").partition(" ")[0]
    return _SYLLABLES_A_SIGN.get(script, _SYLLABLES_A_LETTER)


def allowed_seconds(text: str, words_per_minute: int) -> int:
    """Return how long a recording of a text may be: half as long again as it takes to say.

    Example:
        >>> allowed_seconds("Ring 113. Si hvor du er.", 120)
        7
    """
    expected = expected_seconds(text, words_per_minute)
    return max(_LEAST_ALLOWED_S, math.ceil(expected * _SHARE_ALLOWED))
