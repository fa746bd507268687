"""The people of the studio, and what a page asks of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from flask import abort, g

P = ParamSpec("P")
T = TypeVar("T")


class Role(IntEnum):
    """What somebody may do; each may do what those before it may.

    >>> Role.EDIT.may(Role.TRANSLATE), Role.LOOK.may(Role.EDIT)
    (True, False)
    """

    LOOK = 1
    """Hear and see everything."""
    TRANSLATE = 2
    """Change, record and approve texts."""
    EDIT = 3
    """Publish notices, hours and numbers."""
    OPERATE = 4
    """Add people, and see who changed what."""

    def may(self, needed: Role) -> bool:
        """Tell whether it is enough for what needs another."""
        return self >= needed

    @property
    def word(self) -> str:
        """Its name in files and commands."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has signed in; ``name`` is what changes are kept under, with the ``email``."""

    name: str
    role: Role
    email: str = ""


HERE: Final = Person("this machine", Role.OPERATE)
"""Whoever asks where nobody need sign in."""


def person() -> Person:
    """Return who asks for the page; nobody is 403, which the sign-in has asked before."""
    found = g.get("person")
    if not isinstance(found, Person):
        abort(403)
    return found


def needs(role: Role) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep a view for those who may what it does; anybody else gets 403."""

    def kept(view: Callable[P, T]) -> Callable[P, T]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> T:
            if not person().role.may(role):
                abort(403)
            return view(*args, **kwargs)

        return checked

    return kept
