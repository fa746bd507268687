"""The letters a language is written with, by which a spreadsheet's damage is seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

PUNCTUATION: Final = frozenset("‘’‚“”„–—…«»\u00a0")
"""What programs for writing put in the place of plain signs; alike in every page of Windows."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters beyond plain ASCII: ``own`` of a language, and those of its source as well."""

    own: frozenset[str]
    source: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str], source: Iterable[str]) -> Letters:
        """Return the letters in texts, large and small; punctuation is counted with the source."""
        return cls(_letters(texts), _letters(source) | PUNCTUATION)

    def hold(self, text: str) -> bool:
        """Tell whether a text has no other signs than these and ASCII.

        >>> Letters.of(["Proszę"], ["Når"]).hold("Ę, å, a"), Letters.of(["Proszę"], []).hold("ê")
        (True, False)
        """
        return all(sign.isascii() or sign in self.own or sign in self.source for sign in text)


def _letters(texts: Iterable[str]) -> frozenset[str]:
    found = {sign for text in texts for sign in text if not sign.isascii()} - PUNCTUATION
    both = {form for sign in found for form in (sign, sign.upper(), sign.lower())}
    return frozenset(form for form in both if len(form) == 1)


def lost_letters(given: str, true: str, signs: str = "") -> frozenset[str]:
    """Return the letters of a text for which plain signs stand in what was made of it.

    That is what a spreadsheet does with letters that its page lacks. Texts that differ in anything
    else have lost none. ``signs`` are the only plain ones that are taken for it, if any are given.

    >>> sorted(lost_letters("Prosz? lekarza", "Proszę lekarza"))
    ['ę']
    >>> lost_letters("Prosze", "Proszę", "?") or lost_letters("Koszty", "Koszta")
    frozenset()
    """
    differing = [(a, b) for a, b in zip(given, true, strict=False) if a != b]
    if len(given) != len(true) or not all(
        a.isascii() and (not signs or a in signs) and not b.isascii() for a, b in differing
    ):
        return frozenset()
    return frozenset(letter for _, letter in differing)
