"""A text as phonemes that Kokoro knows, told by espeak-ng and put right for each language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ivr.speech.tts.espeak_ng.library import espeak_library
from ivr.speech.tts.espeak_ng.spelling import respell
from ivr.speech.tts.kokoro.vocabulary import VOCABULARY
from ivr.speech.tts.voice import Voice

_STOPS: Final = re.compile("([.,;:!?،؛؟۔።፣—–…]+)")
_STOP: Final = {"،": ",", "؛": ";", "؟": "?", "۔": ".", "።": ".", "፣": ",", "–": "—"}
_LANGUAGE_MARK: Final = re.compile(r"\([a-z-]+\)|[.\d]")
"""What espeak-ng says of a word it reads by another language's rules; breaks and tones."""

_ONE_SOUND: Final = (
    ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("ts", "ʦ"), ("dz", "ʣ"), ("tɕ", "ʨ"), ("dʑ", "ʥ"),
)  # fmt: skip
"""Two letters of the IPA that the model knows as one sound."""

_NEAREST: Final = (
    ("ʉ", "u"), ("ʕ", "ʔ"), ("ħ", "h"), ("ʑ", "ʒ"), ("ʐ", "ʒ"), ("ɭ", "l"), ("ɫ", "l"), ("ɬ", "l"),
    ("ɗ", "d"), ("ɵ", "o"),
)  # fmt: skip
"""Sounds that the model does not know, and the nearest that it does."""


def phonemes(text: str, voice: str, put_right: Sequence[tuple[str, str]] = ()) -> str:
    """Write a sentence in the phonemes of the model, with its stops.

    Args:
        text: A sentence.
        voice: The espeak-ng voice of its language.
        put_right: What to write instead of what espeak-ng tells, in this order; every word has a
            space before it, the first one too.

    Raises:
        SpeechError: espeak-ng has no such voice.

    Example:
        >>> phonemes("Trykk 1, ring nå.", "nb")
        'trˈykː ˈeːn, rˈɪŋ nˈoː.'
    """
    said = ""
    for part in _STOPS.split(text):
        if _STOPS.fullmatch(part):
            said = f"{said.rstrip()}{_STOP.get(part[0], part[0])} "
        elif part.strip():
            told = espeak_library().phonemes(respell(part, voice), Voice("espeak", voice))
            said += f"{_LANGUAGE_MARK.sub('', told)} "
    said = f" {said}"
    for before, after in (*put_right, *_ONE_SOUND, *_NEAREST):
        said = said.replace(before, after)
    return "".join(letter for letter in " ".join(said.split()) if letter in VOCABULARY)
