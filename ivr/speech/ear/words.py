"""What was said and what was heard, as words that can be held against each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import LCSseq, Levenshtein

_NUMBER: Final = re.compile(r"\d")
_ALIKE: Final = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ё": "е",
     "ہ": "ه", "ھ": "ه", "ے": "ی", "\u200c": " ", "ـ": "", "’": "", "'": "", "ʼ": "", "-": " "}
)  # fmt: skip
"""Letters that one word is written with in more than one way, as the recogniser does."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Errors of one clip or of many: edits against the length of what was said.

    Example:
        >>> held_against("press two", "press too").word_share
        0.5
    """

    word_edits: int = 0
    words: int = 0
    letter_edits: int = 0
    letters: int = 0
    digits_heard: int = 0
    digits: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(_fields(self), _fields(other), strict=True)))

    @property
    def word_share(self) -> float:
        """Word error, 0 to 1: a clip cannot be worse than wholly wrong."""
        return self.word_edits / self.words if self.words else 0.0

    @property
    def letter_share(self) -> float:
        """Character error, 0 to 1."""
        return self.letter_edits / self.letters if self.letters else 0.0


def _fields(tally: Tally) -> tuple[int, ...]:
    return (
        tally.word_edits,
        tally.words,
        tally.letter_edits,
        tally.letters,
        tally.digits_heard,
        tally.digits,
    )


def held_against(said: str, heard: str, digits: Mapping[str, str] | None = None) -> Tally:
    """Count how far what was heard is from what was said.

    Args:
        said: The text of the clip.
        heard: What the recogniser wrote.
        digits: Digit by word, of the language: *two* and 2 are one word.

    Example:
        >>> held_against("Dial one one three.", "Dial 1 1 3", {"one": "1", "three": "3"})
        Tally(word_edits=0, words=4, letter_edits=0, letters=7, digits_heard=3, digits=3)
    """
    expected, found = plain_words(said, digits or {}), plain_words(heard, digits or {})
    word_edits = min(Levenshtein.distance(expected, found), len(expected))
    letters, others = "".join(expected), "".join(found)
    letter_edits = min(Levenshtein.distance(letters, others), len(letters))
    wanted = [word for word in expected if word.isdigit()]
    given = [word for word in found if word.isdigit()]
    return Tally(
        word_edits,
        len(expected),
        letter_edits,
        len(letters),
        LCSseq.similarity(wanted, given),
        len(wanted),
    )


def plain_words(text: str, digits: Mapping[str, str]) -> list[str]:
    """Return the words of a text in plain letters, each digit a word of its own.

    Example:
        >>> plain_words("Ring én én tre, nå!", {"én": "1", "tre": "3"})
        ['ring', '1', '1', '3', 'na']
    """
    known = {_plain(word): digit for word, digit in digits.items()}
    found: list[str] = []
    for word in _plain(text).split():
        if _NUMBER.search(word):
            found += _apart(word)
        else:
            found.append(known.get(word, word))
    return found


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.translate(_ALIKE).casefold())
    kept = (letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(
        "".join(letter if letter.isalnum() else " " for letter in kept).translate(_ALIKE).split()
    )


def _apart(word: str) -> list[str]:
    # The recogniser writes 113 where a text has three words; a figure of any script counts.
    return [
        str(unicodedata.digit(part)) if part.isdigit() else part
        for part in re.findall(r"\d|\D+", word)
    ]
