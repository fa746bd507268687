"""Which names and values of the files speak of a service, a step or a prompt.

A place says what stands there; whether the same word stands in a sentence is no matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from ivr.definition.renaming.scalars import Scalar
from ivr.definition.yaml.tree import Path
from ivr.model.menu import Destination

Kind = Literal["service", "step", "prompt"]

_Role = Literal["service", "step", "prompt", "destination", "condition", "text"]

_STEPS: Final = ("main_menu", "emergency_step")
_SERVICES: Final = ("emergency_service", "urgent_service")
_SPOKEN: Final = ("announce", "instruction", "closed")
"""What a service's name is a part of the name of: service.NAME.announce and its like."""


@dataclass(frozen=True, slots=True)
class Rename:
    """A new name for one service, step or prompt; ``prompts`` are the sentences renamed by it."""

    kind: Kind
    old: str
    new: str
    prompts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, kind: Kind, old: str, new: str) -> Rename:
        """Return a rename with the prompts whose names the program makes of it.

        >>> Rename.of("service", "poison", "toxic").prompts["service.poison.closed"]
        'service.toxic.closed'
        """
        prompts = {old: new} if kind == "prompt" else {}
        if kind == "service":
            prompts = {f"service.{old}.{part}": f"service.{new}.{part}" for part in _SPOKEN}
        return cls(kind, old, new, prompts)

    def edited(self, document: str, scalar: Scalar, raw: str) -> tuple[str, str]:
        """Return what a name or value is afterwards, and how it is written.

        Args:
            document: The file's kind: ``services``, ``menu``, ``hotline``, ``announcements``,
                ``municipality`` or ``prompts``.
            scalar: The name or value.
            raw: How it is written now.

        Example:
            >>> spot = Scalar(("main", "choices", "1", "go"), False, "transfer poison", 0, 15)
            >>> Rename.of("service", "poison", "toxic").edited("menu", spot, '"transfer poison"')
            ('transfer toxic', '"transfer toxic"')
        """
        role = _role(document, scalar.path, is_name=scalar.is_name)
        if role == "text" and self.kind == "service":
            return self.filled(scalar.value), self.filled(raw)
        named = self._named(role, scalar.value)
        if named is None:
            return scalar.value, raw
        old, new = named
        return _last(scalar.value, old, new), _last(raw, old, new)

    def filled(self, sentence: str) -> str:
        """Return a sentence with what is in its braces under the new name.

        >>> Rename.of("service", "poison", "toxic").filled("For poison dial {poison.number}.")
        'For poison dial {toxic.number}.'
        """
        if self.kind != "service":
            return sentence
        braced = re.compile(rf"\{{{re.escape(self.old)}\.(number|address)\}}")
        return braced.sub(rf"{{{self.new}.\1}}", sentence)

    def _named(self, role: _Role | None, value: str) -> tuple[str, str] | None:
        """Return the old and the new name where a value speaks of what is renamed."""
        if role == "prompt":
            return (value, self.prompts[value]) if value in self.prompts else None
        name = ""
        if role == "destination":
            place = Destination.read(value)
            wanted = {"transfer": "service", "step": "step"}.get(place.kind)
            name = place.name if wanted == self.kind else ""
        elif role == "condition" and self.kind == "service":
            name = value.removeprefix("open ").strip() if value.startswith("open ") else ""
        elif role == self.kind:
            name = value
        return (self.old, self.new) if name == self.old else None


def _last(text: str, old: str, new: str) -> str:
    """Put a name in the place of the last one: ``transfer`` may be a service's name as well."""
    before, found, behind = text.rpartition(old)
    return f"{before}{new}{behind}" if found else text


def _role(document: str, path: Path, *, is_name: bool) -> _Role | None:
    """Return what a name or value at a path speaks of; None for nothing that has a name."""
    if document == "municipality" and path[:1] in (("services",), ("menu",)):
        return _role(str(path[0]), path[1:], is_name=is_name)
    if document == "municipality" and path[:1] == ("directories",):
        # Of a place, or of all places of a list.
        stands_in = path[2:] == ("otherwise",) or path[2:3] + path[4:] == ("places", "otherwise")
        return "service" if stands_in and not is_name else None
    read = _READ.get(document)
    return None if read is None else read(path, is_name=is_name)


def _in_services(path: Path, *, is_name: bool) -> _Role | None:
    defined = is_name and len(path) == 1
    return "service" if defined or (not is_name and path[1:] == ("otherwise",)) else None


def _in_menu(path: Path, *, is_name: bool) -> _Role | None:
    match path[1:]:
        case () if is_name and path:
            return "step"
        case ("say" | "after", *_) if not is_name:
            return "prompt"
        case ("choices", _, "say") if not is_name:
            return "prompt"
        case ("on_silence", *case) | ("choices", _, "go", *case):
            return _in_go(case, is_name=is_name)
    return None


def _in_hotline(path: Path, *, is_name: bool) -> _Role | None:
    match path:
        case ("person" | "on_silence", *case):
            return _in_go(case, is_name=is_name)
        case ("urgent_doors", _, *_) if not is_name:
            return "service"
        case (option,) if not is_name and option in _STEPS:
            return "step"
        case (option,) if not is_name and option in _SERVICES:
            return "service"
    return None


def _in_go(case: list[str | int], *, is_name: bool) -> _Role | None:
    """Return what stands in a ``go``: a destination, or the hours on which it depends."""
    if is_name:
        return "condition" if case else None
    return "destination"


def _in_prompts(path: Path, *, is_name: bool) -> _Role | None:
    match path:
        case ("prompts", _) if is_name:
            return "prompt"
        case ("prompts", _) | ("prompts", _, "text" | "without") if not is_name:
            return "text"
    return None


def _in_announcements(path: Path, *, is_name: bool) -> _Role | None:
    return "prompt" if not is_name and path[1:] == ("say",) else None


class _Reader(Protocol):
    def __call__(self, path: Path, *, is_name: bool) -> _Role | None: ...


_READ: Final[Mapping[str, _Reader]] = {
    "announcements": _in_announcements,
    "hotline": _in_hotline,
    "menu": _in_menu,
    "prompts": _in_prompts,
    "services": _in_services,
}
