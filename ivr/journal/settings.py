"""Where the journal is kept and for how long, from an operator's settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FOLDER: Final = "journal"
"""The folder below a project's own, unless JOURNAL_DIR names another."""

FILE: Final = "journal.sqlite"

EVENT_DAYS: Final = 30
SUM_DAYS: Final = 1096
THRESHOLD: Final = 5
"""Fewer callers than this are not told in a figure."""


@dataclass(frozen=True, slots=True)
class JournalSettings:
    """Where a journal is, and what is kept how long.

    Attributes:
        folder: Where its files are: the database unless another is named, what waits to be
            written, the keys of the days.
        database: Its address, as SQLAlchemy has it; it may hold a password.
        event_days: Days that single events are kept.
        sum_days: Days that the daily sums are kept.
        threshold: The smallest number a figure tells.

    >>> JournalSettings.read(Path("kommune"), {}).database
    'sqlite:///kommune/journal/journal.sqlite'
    """

    folder: Path
    database: str = field(repr=False)
    event_days: int = EVENT_DAYS
    sum_days: int = SUM_DAYS
    threshold: int = THRESHOLD

    @classmethod
    def read(cls, root: Path, environ: Mapping[str, str]) -> JournalSettings:
        """Return the settings that trimmed variables hold; one that is no number is as if unset."""
        folder = Path(environ.get("JOURNAL_DIR", "") or root / FOLDER)
        named = environ.get("DATABASE_URL", "")
        numbers = {
            field: int(text)
            for field, name in _NUMBERS.items()
            if (text := environ.get(name, "")).isascii() and text.isdecimal() and len(text) < 6  # noqa: PLR2004 - as the faults have it
        }
        return cls(folder, _address(named) or f"sqlite:///{folder / FILE}", **numbers)


_NUMBERS: Final = {
    "event_days": "JOURNAL_DAYS",
    "sum_days": "JOURNAL_SUM_DAYS",
    "threshold": "SMALL_CELLS",
}


def _address(named: str) -> str:
    """Return a database's address with the driver that is installed; platforms leave it out."""
    scheme, separator, rest = named.partition("://")
    return f"postgresql+psycopg://{rest}" if separator and scheme in _POSTGRES else named


_POSTGRES: Final = frozenset({"postgres", "postgresql"})
