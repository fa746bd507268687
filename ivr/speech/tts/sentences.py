"""Where one sentence of a text ends and the next begins."""

from __future__ import annotations

import re
from typing import Final

_STOP: Final = re.compile(r"(?<=[.!?؟۔።])\s+")


def sentences(text: str) -> list[str]:
    """Split a text where a pause belongs between two sentences.

    A stop counts when what follows does not go on in small letters or with a figure, as after an
    abbreviation. The stops are those of the Latin, Cyrillic, Arabic, Urdu and Ethiopic scripts.

    Example:
        >>> sentences("Ring 1 1 3. Er du i tvil? Ring likevel.")
        ['Ring 1 1 3.', 'Er du i tvil?', 'Ring likevel.']
        >>> sentences("Åpent til kl. 16, f.eks. på mandager.")
        ['Åpent til kl. 16, f.eks. på mandager.']
    """
    found: list[str] = []
    for part in _STOP.split(text.strip()):
        if found and (part[:1].islower() or part[:1].isdigit()):
            found[-1] = f"{found[-1]} {part}"
        elif part:
            found.append(part)
    return found
