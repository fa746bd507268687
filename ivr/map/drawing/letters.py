"""Letters of a drawing: about how wide they are, and from which side they are read."""

from __future__ import annotations

import unicodedata
from typing import Final

FONT: Final = 8.0
"""The size of the letters, in the points of the drawing."""


def measured(text: str, size: float = FONT) -> float:
    """Return about how wide a text is in a plain font of a size, rather too wide.

    >>> measured("mm") > measured("ii")
    True
    """
    return sum(map(_width, text)) * size


def cut(text: str, width: float, size: float = FONT) -> str:
    """Return as much of a text as a width holds.

    >>> cut("Gjelder det fastlegen, trykk tre.", 60)
    'Gjelder det…'
    >>> cut("Gebyr.", 60)
    'Gebyr.'
    """
    if measured(text, size) <= width:
        return text
    room, held = width - measured("…", size), 0
    for letter in text:
        room -= measured(letter, size)
        if room < 0:
            break
        held += 1
    return f"{text[:held].rstrip(' ,.:;')}…"


def _width(letter: str) -> float:
    """Return the width of a letter in ems."""
    if unicodedata.combining(letter):
        return 0.0
    if letter in "ijlI.,:;'|()[]! ":
        return 0.34
    if letter in "mwMWm@—…":
        return 0.92
    if "\u1200" <= letter <= "\u139f":
        return 0.8
    return 0.68 if letter.isupper() else 0.58


def is_right_to_left(text: str) -> bool:
    """Tell whether a text is written from right to left, by its first letter.

    >>> is_right_to_left("۱ را فشار دهید"), is_right_to_left("Trykk én")
    (True, False)
    """
    for letter in text:
        side = unicodedata.bidirectional(letter)
        if side in {"R", "AL", "L"}:
            return side != "L"
    return False
