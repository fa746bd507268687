"""What a prompt becomes on the line: a clip to play, or words the carrier reads aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr.call import Spoken


@dataclass(frozen=True, slots=True)
class Live:
    """Words that the carrier reads aloud itself, for want of a clip.

    Attributes:
        text: The words.
        language: The carrier's name for the language, ``nb-NO``.
        voice: The carrier's name for a voice of that language; another one would fail the verb.
    """

    text: str
    language: str
    voice: str


Sound = str | Live
"""The address of a clip, or what is read aloud."""

SoundOf = Callable[[Spoken], Sound]
