"""Numbers and words as the page writes them."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.studio.pages.dates import decimal, seconds
from ivr.studio.pages.words import UiLanguage, word


@dataclass(frozen=True, slots=True)
class Writing:
    r"""Writes in a language.

    >>> write = Writing("nb")
    >>> write.number(None), write.percent(0.128), write.with_share(1000, 4000)
    ('få', '13\xa0%', '1\xa0000 · 25\xa0%')
    """

    ui: UiLanguage

    def word(self, name: str, /, **values: object) -> str:
        """Return a word of the page."""
        return word(f"figures.{name}", self.ui, **values)

    def number(self, n: int | None) -> str:
        """Write a number, or that it is not told."""
        return self.word("few") if n is None else decimal(n, 0, self.ui)

    def percent(self, part: float | None) -> str:
        """Write a share, or that it is not told."""
        if part is None:
            return self.word("not_told")
        return decimal(100 * part, 0, self.ui) + ("\u00a0%" if self.ui == "nb" else "%")

    def with_share(self, n: int | None, whole: int) -> str:
        """Write a number beside the share that it is of the whole."""
        return f"{self.number(n)} · {self.percent((n or 0) / whole)}"

    def cell(self, name: str, n: float | None) -> str:
        """Write a number that stands alone, by its name in ``ivr figures --json``."""
        if name.startswith("share"):
            return self.percent(n)
        if name.startswith("first_transfer"):
            return self.word("not_told") if n is None else seconds(n, self.ui)
        return self.number(None if n is None else int(n))
