"""What was found of one thing that was looked at, in the words of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ivr.studio.pages.words import UiLanguage, word


class State(StrEnum):
    """How something is; what was not measured is never well."""

    WRONG = "wrong"
    UNMEASURED = "unmeasured"
    WAITS = "waits"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the page.

    Attributes:
        what: What was looked at, by its name in ``status.json``.
        state: How it is.
        told: What was seen, in a sentence.
        fix: What to do about it; empty for nothing.
        since: Since when it is so; None where nobody knows.
        details: More of it, a line each.
        english: What the program says only in English, a line each.
        page: The view of the page on which it is mended; empty for none.
    """

    what: str
    state: State
    told: str
    fix: str = ""
    since: dt.datetime | None = None
    details: Sequence[str] = ()
    english: Sequence[str] = ()
    page: str = ""

    def record(self) -> dict[str, object]:
        """Return it as programs read it."""
        return {
            "what": self.what,
            "state": self.state.value,
            "told": self.told,
            "fix": self.fix,
            "since": self.since and self.since.isoformat(timespec="seconds"),
            "details": [*self.details, *self.english],
        }


def said(ui: UiLanguage, name: str, /, **values: object) -> str:
    """Return a word of the page."""
    return word(f"status.{name}", ui, **values)
