"""What the hotline says in one turn, and what it does then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr.call.state import Dialling, State
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


CanBeHeard = Callable[[Spoken], bool]
"""Tells whether a prompt has a sound: a clip, or a voice that reads it aloud."""


def everything(_spoken: Spoken) -> bool:
    """Tell of whatever is said that it can be heard, for whoever asks where a call leads."""
    return True


@dataclass(frozen=True, slots=True)
class Wait:
    """Listen for one key, also while the prompts play, and ``seconds`` after them.

    ``reminder`` may be said within those seconds, which are as many with it.
    """

    state: State
    seconds: int
    reminder: Spoken | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Put the caller through over a route that may ring for ``ring_seconds``.

    They may talk for ``talk_seconds``; None is as long as they like.
    """

    state: Dialling
    route: Route
    ring_seconds: int
    talk_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Goodbye:
    """Hang up; the goodbye has been spoken, or that the call is ended ``at_a_limit``."""

    at_a_limit: bool = False


Then = Wait | Transfer | Goodbye
"""The ways to go on after what is said."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a call: what is said, then exactly one way to go on."""

    spoken: tuple[Spoken, ...]
    then: Then


@dataclass(frozen=True, slots=True)
class Line:
    """One prompt that is to be said; in which language and words is decided last.

    ``key`` is the one it names. A ``language`` of its own is that of the language menu, where
    each speaks for itself, or that of a proper name. An ``optional`` one is left out where it
    cannot be heard.
    """

    prompt: str
    key: str = ""
    language: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A turn that has no words yet; ``meanwhile`` may be said while a key is waited for."""

    lines: tuple[Line, ...]
    then: Then
    meanwhile: Line | None = None


def say(*prompts: str) -> tuple[Line, ...]:
    """Return prompts that are said in the caller's language.

    >>> say("goodbye")
    (Line(prompt='goodbye', key='', language='', optional=False),)
    """
    return tuple(Line(prompt) for prompt in prompts)
