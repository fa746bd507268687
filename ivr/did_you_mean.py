"""Which known word a mistyped one was probably meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

from ivr.lookalikes import skeleton

LIKENESS: Final = 0.6
"""The least share of letters that a mistyped word has in common with what was meant."""

SHORT_LIKENESS: Final = 0.4
"""The like of short names, as voices and engines have: a slip changes a larger share."""

SLIP: Final = 0.85
"""The like of names that share their beginning with many others, as prompts do."""

NAMES_SHOWN: Final = 12
"""As many as fit a line of a terminal."""


def suggested(word: str, known: Iterable[str], *, likeness: float = LIKENESS) -> str:
    """Return the known word nearest to a mistyped one; empty if none is near.

    ``likeness`` is the least share of letters in common, from 0 to 1.

    >>> suggested("sya", ["say", "choices"]), suggested("xyz", ["say", "choices"])
    ('say', '')
    """
    names, look = sorted(known), skeleton(word)
    alike = [name for name in names if name != word and skeleton(name) == look]
    close = alike or difflib.get_close_matches(word, names, n=1, cutoff=likeness)
    return close[0] if close else ""


def listed(known: Iterable[str]) -> str:
    """Return known words in order, as many as fit a line.

    >>> listed(["say", "choices"])
    'choices, say'
    """
    names = sorted(known)
    return ", ".join(names[:NAMES_SHOWN]) + (", …" if len(names) > NAMES_SHOWN else "")


def nearest(word: str, known: Iterable[str], *, likeness: float = LIKENESS) -> str:
    """Return a question that offers the known word nearest to a mistyped one, or list them.

    >>> nearest("sya", ["say", "choices"])
    'Did you mean [say]?'
    >>> nearest("xyz", ["say", "choices"])
    'Known here: choices, say.'
    """
    names = list(known)
    if close := suggested(word, names, likeness=likeness):
        return f"Did you mean [{close}]?"
    return f"Known here: {listed(names)}." if names else ""
