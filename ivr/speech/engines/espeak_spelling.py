"""Spellings that espeak-ng misreads, put the way it reads them."""

from __future__ import annotations

import re
from typing import Final

SPELLING_VERSION: Final = 1
"""Part of the engine's fingerprint; raise it whenever a text would be read differently."""

_APOSTROPHE_IN_WORD: Final = re.compile(r"(?<=\w)['’](?=\w)")


def respell(text: str, voice: str) -> str:
    """Put a text the way a voice reads it right.

    Ukrainian words are usually typed with ``'`` or ``’``, which espeak-ng 1.52 reads out as the
    name of a letter; it knows the modifier letter apostrophe (U+02BC) of the alphabet only.

    Args:
        text: The words as an editor wrote them.
        voice: Name of the voice, ``uk`` or ``uk+f3``.

    Example:
        >>> respell("зв'язатися", "uk") == "зв\u02bcязатися"
        True
        >>> respell("113'ü", "tr")
        "113'ü"
    """
    if voice.partition("+")[0] == "uk":
        return _APOSTROPHE_IN_WORD.sub("\u02bc", text)
    return text
