"""How espeak-ng speaks each language on a telephone: gaps between words, and a hiss that is heard.

docs/voices.md tells what each was measured to do.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Final

from ivr.speech.dsp.targets import HISS_VERSION
from ivr.speech.tts.voice import FASTEST_WPM

_TABLE: Final = "voices.toml"
_ALSO: Final = {"no": "nb"}


@dataclass(frozen=True, slots=True)
class Manner:
    """What is done to a language beyond its voice and rate.

    Attributes:
        word_gap: Silence between two words, in tens of milliseconds at 175 words a minute.
        quicker: How much faster the words themselves are, so that a long sentence with its gaps
            lasts as long as without.
        hiss: True where s, f and z are moved into the telephone's band.
    """

    word_gap: int = 0
    quicker: float = 0.0
    hiss: bool = False

    def rate(self, words_per_minute: int, text: str) -> int:
        """Return words a minute for a text; a word alone has no gaps to make up for.

        Example:
            >>> Manner(4, 0.2).rate(150, "one two three four"), Manner(4, 0.2).rate(150, "one")
            (172, 150)
        """
        words = max(1, len(text.split()))
        faster = 1 + self.quicker * (words - 1) / words
        return min(FASTEST_WPM, round(words_per_minute * faster))

    def fingerprint(self) -> str:
        """Tell everything here that changes the sound; nothing where nothing does.

        Example:
            >>> Manner(4, 0.2).fingerprint(), Manner().fingerprint()
            (' gap 4 quicker 0.2', '')
        """
        gap = f" gap {self.word_gap} quicker {self.quicker:g}" if self.word_gap else ""
        return gap + (f" hiss {HISS_VERSION}" if self.hiss else "")


def manner(voice: str) -> Manner:
    """Find how a voice speaks; variants and accents of a language are spoken alike.

    Example:
        >>> manner("en-gb") == manner("en+f3")
        True
    """
    language = re.split("[+-]", voice, maxsplit=1)[0]
    return _table().get(_ALSO.get(language, language), Manner())


@functools.cache
def _table() -> Mapping[str, Manner]:
    with resources.files(__package__ or "").joinpath(_TABLE).open("rb") as file:
        return {code: Manner(**found) for code, found in tomllib.load(file).items()}
