"""What the hotline says in one turn, and what it does then."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.call.state import State
from ivr.model.services import Route


@dataclass(frozen=True, slots=True)
class Spoken:
    """One prompt as it is heard: its key in the catalogue, its language and its words.

    A ``slow`` one is spoken slowly, for a caller who asked to hear it again.
    """

    prompt: str
    language: str
    text: str
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Listen for one key, also while the prompts play, and ``seconds`` after them."""

    state: State
    seconds: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """Put the caller through over a route that may ring for ``ring_seconds``."""

    state: State
    route: Route
    ring_seconds: int


@dataclass(frozen=True, slots=True)
class Goodbye:
    """Hang up; the goodbye has been spoken."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a call: what is said, then exactly one way to go on."""

    spoken: tuple[Spoken, ...]
    then: Wait | Transfer | Goodbye
