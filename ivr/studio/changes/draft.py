"""What somebody wants of a project's files, and what became of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words: "Varsel om meslinger i Asker", and the same in English."""

    nb: str
    en: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Files as somebody wants them.

    Attributes:
        files: By the name in the project, such as ``config/announcements.yaml``; None takes the
            file away.
        seen: The digest that each of them had when the editing began (`digest_of`).
        told: What it changes.
    """

    files: Mapping[str, bytes | None]
    seen: Mapping[str, str]
    told: Told


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was made; ``undoes`` is the one that it took back, or empty."""

    id: str
    at: dt.datetime
    who: str
    told: Told
    files: tuple[str, ...]
    undoes: str = ""


class Conflict(Exception):  # noqa: N818 - nothing is wrong with the program
    """Somebody else has changed a file since the editing began; says which."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def digest_of(path: Path) -> str:
    """Return the digest of a file; empty where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
