"""What somebody wants of a project's files, and what became of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from ivr.problems import Problem
from ivr.studio.pages.words import LANGUAGES, UiLanguage, ui_language
from ivr.studio.people.roles import Role

TRIES: Final = 5
"""So often is something done that others keep from being done at the same moment."""

T = TypeVar("T")

_UNDONE: Final = ("Angret: ", "Undone: ")
_AGAIN: Final = ("Gjort igjen: ", "Done again: ")


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words: "Varsel om meslinger i Asker", and the same in English."""

    nb: str
    en: str

    @classmethod
    def of(cls, told: Callable[[UiLanguage], str]) -> Told:
        """Say it in each language of the pages."""
        return cls(*map(told, LANGUAGES))

    @property
    def here(self) -> str:
        """What whoever asks reads."""
        return self.nb if ui_language() == "nb" else self.en

    def taken_back(self) -> Told:
        """Return what taking it back changes: what is taken back twice is made again.

        >>> Told("Varsel", "Notice").taken_back()
        Told(nb='Angret: Varsel', en='Undone: Notice')
        >>> Told("Varsel", "Notice").taken_back().taken_back()
        Told(nb='Gjort igjen: Varsel', en='Done again: Notice')
        """
        for (nb, en), (other_nb, other_en) in (_UNDONE, _AGAIN), (_AGAIN, _UNDONE):
            if self.nb.startswith(nb) and self.en.startswith(en):
                return Told(
                    other_nb + self.nb.removeprefix(nb), other_en + self.en.removeprefix(en)
                )
        return Told(_UNDONE[0] + self.nb, _UNDONE[1] + self.en)


@dataclass(frozen=True, slots=True)
class Draft:
    """Files as somebody wants them.

    Attributes:
        files: By the name in the project, such as ``config/announcements.yaml``; None takes the
            file away.
        seen: The digest that each of them had when the editing began (`digest_of`).
        told: What it changes.
        needs: What somebody must be to take it back.
    """

    files: Mapping[str, bytes | None]
    seen: Mapping[str, str]
    told: Told
    needs: Role = Role.EDIT


class HeardFrom(StrEnum):
    """From when callers hear a change."""

    NOW = "now"
    """The server that answers calls has taken it over."""
    SOON = "soon"
    """`ivr run` takes it over by itself, within seconds."""
    START = "start"
    """No server runs in the folder; the next one serves it."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The digests of a file before a change and after it; empty where there was, or is, none."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was made.

    Attributes:
        id: What it is kept under; empty where nothing was to be changed.
        at: When, with its zone.
        who: The name of the person.
        told: What it changes.
        files: The names of the files.
        undoes: The change that it took back, or empty.
        needs: What somebody must be to take it back.
        replaced: The digests of each file.
        heard: What callers hear otherwise by it.
        heard_from: From when.
        notes: What went wrong beside, of a change that has just been made.
    """

    id: str
    at: dt.datetime
    who: str
    told: Told
    files: tuple[str, ...]
    undoes: str = ""
    needs: Role = Role.EDIT
    replaced: Mapping[str, Replaced] = field(default_factory=dict)
    heard: tuple[Told, ...] = ()
    heard_from: HeardFrom = HeardFrom.SOON
    notes: tuple[Problem, ...] = ()


class Conflict(Exception):  # noqa: N818 - nothing is wrong with the program
    """Somebody else has changed a file since the editing began; says which."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def again(once: Callable[[], T]) -> T:
    """Do something anew for as long as others write into the same files meanwhile.

    Raises:
        Conflict: They do so all the time.
    """
    for _ in range(TRIES - 1):
        try:
            return once()
        except Conflict:
            continue
    return once()


def digest_of(path: Path) -> str:
    """Return the digest of a file; empty where there is none."""
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return ""


def digest(content: bytes | None) -> str:
    """Return the digest of what is, or would be, in a file; empty for none.

    >>> digest(None), digest(b"")[:8]
    ('', 'e3b0c442')
    """
    return "" if content is None else hashlib.sha256(content).hexdigest()
