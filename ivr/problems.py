"""What is wrong with a configuration, where, and the nearest fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ivr.did_you_mean import listed, suggested

STAND_IN: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands where a faulty value was, so that the rest can be checked; no fault tells of it."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake in one place of a file.

    ``line`` counts from 1. A warning is worth mending but does not keep the
    hotline from being served.

    >>> print(Fault("config/menu.yaml", 4, "[sya] is not an option here.", "Did you mean [say]?"))
    config/menu.yaml:4: [sya] is not an option here. Did you mean [say]?
    """

    file: str
    line: int
    what: str
    fix: str = ""
    warning: bool = False

    def __str__(self) -> str:
        mark = "warning: " if self.warning else ""
        words = f"{mark}{self.what} {self.fix}".split()
        line = "".join(sign if sign.isprintable() else "?" for sign in " ".join(words))
        return f"{self.file}:{self.line}: {line}"


class BrokenHotline(Exception):  # noqa: N818 - a state of the hotline, read as a sentence
    r"""The configuration cannot be served; carries every fault found, in file order.

    >>> str(BrokenHotline([Fault("b.yaml", 2, "Two."), Fault("a.yaml", 9, "One.")]))
    'a.yaml:9: One.\nb.yaml:2: Two.'
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a question that offers the known word nearest to a mistyped one, or list them.

    >>> nearest("sya", ["say", "choices"])
    'Did you mean [say]?'
    >>> nearest("xyz", ["say", "choices"])
    'Known here: choices, say.'
    """
    names = [name for name in known if STAND_IN not in name]
    if close := suggested(word, names):
        return f"Did you mean [{close}]?"
    return f"Known here: {listed(names)}." if names else ""
