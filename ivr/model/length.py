"""How long a text takes to say: what a speaker is allowed, and what is suspicious."""

from __future__ import annotations

import functools
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
_END: Final = re.compile(r"[.?!:;…؟؛۔።፤፥፦፧։।॥]+(?=\s|$|[\"'»”’)])|[。！？；：]+")
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]+"
)
_SIGNS_A_WORD: Final = 2
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


@functools.cache
def _syllables(sign: str) -> float:
    if sign.isdigit():
        return _SYLLABLES_A_FIGURE
    if not sign.isalpha():
        return 0.0
    script = unicodedata.name(sign, "").partition(" ")[0]
    return _SYLLABLES_A_SIGN.get(script, _SYLLABLES_A_LETTER)


def sentences(text: str) -> list[str]:
    """Return the parts of a text between full stops, colons and their like, of any script.

    >>> sentences("Er det fare for liv? Ring 113; vent ikke.")
    ['Er det fare for liv', 'Ring 113', 'vent ikke']
    """
    return [part.strip() for part in _END.split(text) if part.strip()]


def count_words(text: str) -> int:
    """Count the words of a text; Chinese and Thai, written without spaces, by their signs.

    >>> count_words("Ring – nå, er du snill"), count_words("请拨打急救电话")
    (5, 4)
    """
    parts = re.split(r"[\s\u1361]+", _UNSPACED.sub(" ", text))
    unspaced = sum(map(len, _UNSPACED.findall(text))) / _SIGNS_A_WORD
    return math.ceil(unspaced) + sum(any(sign.isalnum() for sign in part) for part in parts)


def allowed_seconds(text: str, words_per_minute: int) -> int:
    """Return how long a recording of a text may be: half as long again as it takes to say.

    Example:
        >>> allowed_seconds("Ring 113. Si hvor du er.", 120)
        7
    """
    expected = expected_seconds(text, words_per_minute)
    return max(_LEAST_ALLOWED_S, math.ceil(expected * _SHARE_ALLOWED))
