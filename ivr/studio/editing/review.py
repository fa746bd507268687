"""A draft as somebody looks at it before it is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ivr.problems import Problem
from ivr.studio.changes.changes import Changes
from ivr.studio.changes.draft import Change, Conflict, Draft

_TRIES: Final = 2


@dataclass(frozen=True, slots=True)
class Review:
    """What is wrong with a draft, and in words what it changes."""

    problems: tuple[Problem, ...]
    differences: tuple[str, ...]

    @property
    def mistakes(self) -> tuple[Problem, ...]:
        """What keeps it from being published."""
        return tuple(one for one in self.problems if one.is_mistake)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is worth a look, and may be meant."""
        return tuple(one for one in self.problems if one.is_warning)


def reviewed(changes: Changes, drafted: Callable[[], Draft]) -> Review:
    """Return what a draft comes to, made anew where its files changed meanwhile.

    Raises:
        Conflict: They change faster than they can be read.
    """
    draft = drafted()
    for _ in range(_TRIES):
        try:
            return Review(changes.judge(draft), changes.differences(draft))
        except Conflict:
            draft = drafted()
    return Review(changes.judge(draft), changes.differences(draft))


def published(changes: Changes, drafted: Callable[[], Draft], who: str) -> Change:
    """Make a draft, of the files as they are at that moment.

    Raises:
        Refusal: The project would have mistakes that it has not now.
        Conflict: The files change faster than they can be read.
        OSError: The disk refuses.
    """
    for _ in range(_TRIES):
        try:
            return changes.make(drafted(), who)
        except Conflict:
            continue
    return changes.make(drafted(), who)
