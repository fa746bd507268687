"""A draft as somebody looks at it before it is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr.problems import Problem
from ivr.studio.changes import Change, Changes, Draft, again


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

    def once() -> Review:
        draft = drafted()
        return Review(changes.judge(draft), changes.differences(draft))

    return again(once)


def published(changes: Changes, drafted: Callable[[], Draft], who: str) -> Change:
    """Make a draft, of the files as they are at that moment.

    Raises:
        Refusal: The project would have mistakes that it has not now.
        Conflict: The files change faster than they can be read.
        OSError: The disk refuses.
    """
    return again(lambda: changes.make(drafted(), who))
