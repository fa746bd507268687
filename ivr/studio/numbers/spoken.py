"""A number as it is heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.model import Hotline
from ivr.model.phone_numbers import is_spoken_number, spoken


@dataclass(frozen=True, slots=True)
class Said:
    """A number in the words of a language."""

    language: str
    name: str
    words: str


def said(hotline: Hotline, number: str) -> Iterator[Said]:
    """Yield a number digit by digit, in the language of each of the very first words.

    One that cannot be read aloud yields nothing.
    """
    if not is_spoken_number(number):
        return
    for code in hotline.answer:
        language = hotline.languages[code]
        words = spoken(number, language.number_words, language.key_words.get("+", ""))
        yield Said(code, language.name, words)
