"""Silence as long as the text would take: for tests and rehearsals."""

from __future__ import annotations

from typing import Final

from ivr.speech.dsp.sound import Speech
from ivr.speech.tts.voice import Voice

_RATE_HZ: Final = 8000
_LETTERS_A_WORD: Final = 8
"""Scripts without spaces get a length from their letters."""


class Silent:
    """Says nothing, for as long as a speaker at the voice's rate would need.

    Example:
        >>> Silent().synthesise("One two three four five", Voice("silent", "nb", 100)).seconds
        3.0
    """

    name = "silent"
    at_once = None
    stretches = False

    def fingerprint(self, voice: Voice) -> str:
        """Name the voice and its rate, the only settings that change the length."""
        return f"silent 1 {voice.name} {voice.words_per_minute}wpm"

    def synthesise(self, text: str, voice: Voice) -> Speech:
        """Be silent for the length of the text; the same text always gives the same length."""
        import numpy as np

        words = max(len(text.split()), len(text) // _LETTERS_A_WORD, 1)
        seconds = words * 60 / voice.words_per_minute
        return Speech(np.zeros(round(seconds * _RATE_HZ), np.float32), _RATE_HZ)


ENGINE: Final = Silent()
