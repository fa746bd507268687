"""Where a voice pauses so that the words that count stand out: digits of a number, and the key.

Only pauses are added. What callers read, what translators approve and what a clip is looked up by
stay the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_CLOSES: Final = ".,;:!?،؛؟۔።፣—–…"
_JOINS: Final = ",،፣"
"""What may stand between the groups of one number."""
_COMMAS: Final = (("\u0600", "\u06ff", "،"), ("\u1200", "\u137f", "፣"))
"""First and last letter of a script that has a comma of its own."""
_SHORT: Final = 3
_IN_THREES: Final = 6


class Digits(StrEnum):
    """How the digits of a number are set apart."""

    NONE = "none"
    COMMAS = "commas"
    """Every digit by itself."""
    PAIRS = "pairs"
    """The digits of a number as short as 113; a longer one in its groups, or in pairs."""


class KeyWord(StrEnum):
    """How the key at the end of "press two" is set apart."""

    NONE = "none"
    COMMA = "comma"


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What a voice sets apart; nothing, unless it is understood better so."""

    digits: Digits = Digits.NONE
    key: KeyWord = KeyWord.NONE


NO_EMPHASIS: Final = Emphasis()


@dataclass(frozen=True, slots=True)
class CountingWords:
    """A language's words for the digits of a number, and for the keys, which may be inflected.

    Example:
        >>> CountingWords(("zero", "one"), ("zero", "one", "hash")).keys[-1]
        'hash'
    """

    digits: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


NO_WORDS: Final = CountingWords()
"""Those of a request that stands by itself: nothing is set apart."""


def emphasised(text: str, words: CountingWords, style: Emphasis) -> str:
    """Return a text as it is handed to an engine.

    Two digits or more are a number, also in groups with a comma between; one by itself is a key,
    when it ends a sentence or a clause.

    Example:
        >>> english = CountingWords(("zero", "one", "two", "three"), ("two", "hash"))
        >>> style = Emphasis(Digits.COMMAS, KeyWord.COMMA)
        >>> emphasised("Dial one one three. Or press two.", english, style)
        'Dial one, one, three. Or press, two.'
    """
    parts = text.split()
    if style == NO_EMPHASIS or not parts:
        return text
    numbers = list(_numbers(parts, frozenset(map(str.casefold, words.digits))))
    if style.key == KeyWord.COMMA:
        for end in _key_ends(parts, numbers, words):
            _set_apart(parts, end)
    if style.digits != Digits.NONE:
        for number in numbers:
            for place in _gaps(parts, number, style.digits):
                _set_apart(parts, place)
    return " ".join(parts)


def _numbers(parts: Sequence[str], digits: frozenset[str]) -> Iterator[range]:
    start = 0
    for place, part in enumerate((*parts, "")):
        if _bare(part) not in digits:
            if place - start > 1:
                yield range(start, place)
            start = place + 1
        elif part[-1] in _CLOSES and part[-1] not in _JOINS:
            if place - start > 0:
                yield range(start, place + 1)
            start = place + 1


def _gaps(parts: Sequence[str], number: range, style: Digits) -> Iterator[int]:
    """Yield the digits of a number that are followed by a pause which the text has not."""
    inner = number[:-1]
    if style == Digits.COMMAS or len(number) <= _SHORT:
        yield from inner
    elif not any(parts[place][-1] in _JOINS for place in inner):
        step = 3 if len(number) == _IN_THREES else 2
        yield from number[step - 1 : -1 : step]


def _key_ends(
    parts: Sequence[str], numbers: Sequence[range], words: CountingWords
) -> Iterator[int]:
    """Yield the words that stand right before a key; those of a number are none."""
    taken = {place for number in numbers for place in number}
    keys = [key.casefold().split() for key in (*words.keys, *words.digits)]
    # The last word of a key of two words may be a key by itself.
    keys.sort(key=len, reverse=True)
    for place, part in enumerate(parts):
        if place in taken or not (part[-1] in _CLOSES or place == len(parts) - 1):
            continue
        for key in keys:
            start = place - len(key) + 1
            if start > 0 and [_bare(one) for one in parts[start : place + 1]] == key:
                yield start - 1
                break


def _set_apart(parts: list[str], place: int) -> None:
    part = parts[place]
    if part[-1] not in _CLOSES:
        parts[place] = part + _comma(part[-1])


def _comma(letter: str) -> str:
    return next((comma for first, last, comma in _COMMAS if first <= letter <= last), ",")


def _bare(part: str) -> str:
    return re.sub(f"[{re.escape(_CLOSES)}]+$", "", part).casefold()
