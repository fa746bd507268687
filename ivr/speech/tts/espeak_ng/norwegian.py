"""Norwegian words as they sound, where espeak-ng reads them wrong: the table ``norwegian.txt``."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Final

NORWEGIAN: Final = frozenset({"nb", "no"})
"""The names of espeak-ng's Norwegian voice."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_OPEN_AT_THE_END: Final = re.compile(r"a\b")


@functools.cache
def norwegian_words() -> Mapping[str, str]:
    """Read the table: words in small letters, and their phonemes as espeak-ng writes them.

    Example:
        >>> norwegian_words()["deg"]
        'daI'
    """
    table = resources.files(__package__).joinpath("norwegian.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in table.splitlines() if not line.startswith("#"))
    return MappingProxyType({words[0]: words[1] for words in lines if words})


def in_phonemes(text: str) -> str:
    """Put the words of the table in phonemes, between the brackets that espeak-ng knows them by.

    Example:
        >>> in_phonemes("Jeg gjentar: én én tre.")
        "[[jaI]] [[j'Ent,A:R]]: én én tre."
    """
    words = norwegian_words()
    return _WORD.sub(
        lambda word: f"[[{words[word[0].lower()]}]]" if word[0].lower() in words else word[0], text
    )


def weak_e(told: str) -> str:
    """Write the last sound of *ikke* as it is spoken: espeak-ng tells an open *a*.

    Example:
        >>> weak_e("ˌɪkːa bˈɑːrn")
        'ˌɪkːə bˈɑːrn'
    """
    return _OPEN_AT_THE_END.sub("ə", told)
