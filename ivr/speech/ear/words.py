"""What was said and what was heard, as words that can be held against each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import LCSseq, Levenshtein

_NUMBER: Final = re.compile(r"\d")
_ALIKE: Final = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ё": "е",
     "ہ": "ه", "ھ": "ه", "ے": "ی", "\u200c": " ", "ـ": "", "’": "", "'": "", "ʼ": "", "-": " ",
     "ı": "i"}
)  # fmt: skip
"""Letters that one word is written with in more than one way, as the recogniser does."""
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_TONAL: Final = frozenset({"vi"})
"""Where a mark makes another word of it: ba and bà, năm and nam. Elsewhere the recogniser leaves
marks out as people do, and a word is known without."""
_VOWEL_SIGNS: Final = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_APOSTROPHES: Final = str.maketrans("’ʼ", "''")
_STRESSED: Final = re.compile("(?<=[\u0430-\u044f\u0451\u0454\u0456\u0457])\u0301", re.IGNORECASE)


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


def held_against(
    said: str, heard: str, digits: Mapping[str, str] | None = None, language: str = ""
) -> Tally:
    """Count how far what was heard is from what was said.

    Args:
        said: The text of the clip.
        heard: What the recogniser wrote.
        digits: Digit by word, of the language: *two* and 2 are one word.
        language: Our code; in Vietnamese a wrong tone is a wrong word.

    Example:
        >>> held_against("Dial one one three.", "Dial 1 1 3", {"one": "1", "three": "3"})
        Tally(word_edits=0, words=4, letter_edits=0, letters=7, digits_heard=3, digits=3)
    """
    expected, found = (plain_words(text, digits or {}, language) for text in (said, heard))
    word_edits = min(Levenshtein.distance(expected, found), len(expected))
    whole, other = "".join(expected), "".join(found)
    letter_edits = min(Levenshtein.distance(whole, other), len(whole))
    wanted = [word for word in expected if word.isdigit()]
    given = [word for word in found if word.isdigit()]
    return Tally(
        word_edits,
        len(expected),
        letter_edits,
        len(whole),
        LCSseq.similarity(wanted, given),
        len(wanted),
    )


def plain_words(text: str, digits: Mapping[str, str], language: str = "") -> list[str]:
    """Return the words of a text in plain letters, each digit a word of its own.

    Example:
        >>> plain_words("Ring én én tre, nå!", {"én": "1", "tre": "3"})
        ['ring', '1', '1', '3', 'na']
    >>> plain_words("Bấm số ba.", {"ba": "3"}, "vi") == plain_words("bấm số bà", {}, "vi")
    False
    """
    plain = _toned if language in _TONAL else _plain
    known = {plain(word): digit for word, digit in digits.items()}
    found: list[str] = []
    for word in plain(text).split():
        if _NUMBER.search(word):
            found += _apart(word)
        else:
            found.append(known.get(word, word))
    return found


def letters(text: str, digits: Mapping[str, str], language: str = "") -> str:
    """Return a text's plain words with no space between them.

    Example:
        >>> letters("Ring én én tre!", {"én": "1", "tre": "3"}, "nb")
        'ring113'
    """
    return "".join(plain_words(text, digits, language))


def as_people_write(text: str) -> str:
    """Return a text without the signs that only help a voice to read it, in the usual apostrophe.

    A recogniser has hardly met Arabic with its vowels, or Russian with its stresses, in writing;
    the Ukrainian apostrophe it writes as the typewriter does.

    Example:
        >>> as_people_write("اِضْغَطْ"), as_people_write("за\u0301мок"), as_people_write("blå")
        ('اضغط', 'замок', 'blå')
        >>> as_people_write("п’ять"), as_people_write("дев\u02bcять")
        ("п'ять", "дев'ять")
    """
    usual = _VOWEL_SIGNS.sub("", text.translate(_APOSTROPHES))
    plain = _STRESSED.sub("", unicodedata.normalize("NFD", usual))
    return unicodedata.normalize("NFC", plain)


def _plain(text: str) -> str:
    folded = _folded(text)
    return _words(letter for letter in folded if not unicodedata.combining(letter))


def _toned(text: str) -> str:
    """Keep every mark, a word's tone at its end: *hòa* and *hoà* are one word."""
    words = []
    for word in _words(_folded(text)).split():
        tones = "".join(sign for sign in word if sign in _TONES)
        words.append("".join(sign for sign in word if sign not in _TONES) + tones)
    return " ".join(words)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text.translate(_ALIKE).casefold())


def _words(letters: Iterable[str]) -> str:
    kept = (one if one.isalnum() or unicodedata.combining(one) else " " for one in letters)
    return " ".join("".join(kept).translate(_ALIKE).split())


def _apart(word: str) -> list[str]:
    # The recogniser writes 113 where a text has three words; a figure of any script counts.
    return [
        str(unicodedata.digit(part)) if part.isdigit() else part
        for part in re.findall(r"\d|\D+", word)
    ]
