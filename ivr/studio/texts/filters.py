"""Which sentences are on the page: a choice that is a link."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ivr.studio.texts.shelf import Card, State

A_PAGE: Final = 20
"""Cards that stand on one page."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What somebody looks for; what is empty holds for all.

    ``search`` stands in either text or in the name, ``prompt`` is the one sentence.
    """

    language: str = ""
    state: str = ""
    topic: str = ""
    search: str = ""
    prompt: str = ""
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Filter:
        """Read a filter from the query of an address; what it cannot mean is left out.

        >>> Filter.read({"language": "pl", "state": "odd", "page": "two"})
        Filter(language='pl', state='', topic='', search='', prompt='', page=1)
        """
        state, page = asked.get("state", ""), asked.get("page", "")
        return cls(
            asked.get("language", ""),
            state if state in {*State} else "",
            asked.get("topic", ""),
            asked.get("search", "").strip(),
            asked.get("prompt", "").strip(),
            max(int(page), 1) if page.isascii() and page.isdecimal() else 1,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return self == Filter()

    def query(self, **other: str | int) -> dict[str, str]:
        """Return the filter as the query of an address, with something else in it.

        >>> Filter("pl", state="look").query(page=2)
        {'language': 'pl', 'state': 'look', 'page': '2'}
        """
        asked = replace(self, **other)  # type: ignore[arg-type] # fields by their names
        found = {name: str(getattr(asked, name)) for name in self.__slots__}
        if asked.page == 1:
            del found["page"]
        return {name: text for name, text in found.items() if text}

    def of(self, cards: Iterable[Card]) -> list[Card]:
        """Return the cards that are looked for."""
        return [card for card in cards if self._fits(card)]

    def _fits(self, card: Card) -> bool:
        return (
            (not self.prompt or card.key == self.prompt)
            and (not self.state or State(self.state) in card.states)
            and (not self.topic or card.topic == self.topic)
            and (not self.search or self._is_found(card))
        )

    def _is_found(self, card: Card) -> bool:
        texts = (card.key, *card.ours.parts().values(), *card.source.parts().values())
        return any(folded(self.search) in folded(text) for text in texts)


def folded(text: str) -> str:
    """Return a text as it is searched for: without case, accents and signs of vowels.

    >>> folded("Opłata DZIŚ"), folded("Får") == folded("far"), folded("اَلْعَرَبِيَّة")
    ('opłata dzis', True, 'العربية')
    """
    signs = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in signs if not unicodedata.combining(sign))
