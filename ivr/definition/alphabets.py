"""Words of a text in which one letter is of another alphabet, and looks as if it were not."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_ALPHABETS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Those whose letters are taken for one another."""

_WORD: Final = re.compile("(?:[^\\W\\d_]|[\u0300-\u036f])+")
"""Letters with their accents: stress is marked in Russian and Lithuanian texts."""


def mixed_words(text: str) -> Iterator[tuple[str, str]]:
    r"""Yield each word of several alphabets, and the first of its letters that is of the rarer.

    >>> list(mixed_words("Your Do\u0441tor: SMS-сообщение"))
    [('Doсtor', 'с')]
    """
    if text.isascii():
        return
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        alphabets = [_alphabet_of(sign) for sign in word]
        if len({alphabet for alphabet in alphabets if alphabet}) > 1:
            counts = Counter(alphabet for alphabet in alphabets if alphabet)
            # Of two that are even, the later is the one that slipped in.
            rarer = min(reversed(counts), key=counts.__getitem__)
            yield word, word[alphabets.index(rarer)]


@lru_cache(maxsize=4096)
def _alphabet_of(sign: str) -> str:
    """Return the alphabet of a letter; a broad or round form is one of its own; empty for others.

    Marks, and letters that are taken for no other, belong to none.
    """
    plain = unicodedata.normalize("NFKC", sign)
    if plain != sign and plain.isascii() and plain.isalpha() and len(plain) == 1:
        return "" if sign in "ªº" else "FORM"
    name = unicodedata.name(sign, "").partition(" ")[0]
    return name if name in _ALPHABETS else ""
