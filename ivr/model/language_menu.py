"""The keys of the language menu, eight languages to a page."""

from __future__ import annotations

from typing import Final

FIRST_PAGE: Final = 8
"""Languages on one page of the language menu; past them, 9 says "more languages"."""

MORE_KEY: Final = "9"


def language_key(position: int) -> str:
    """Return the key of the language at a position of the language menu, counted from 0.

    >>> language_key(0), language_key(7), language_key(8)
    ('1', '8', '1')
    """
    return str(position % FIRST_PAGE + 1)
