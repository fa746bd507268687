"""The files of a project as they are with a new name, comments, order and line breaks kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from ivr.definition.renaming.references import Rename
from ivr.definition.renaming.scalars import scalars
from ivr.problems import Problem, Refusal

_ALONE: Final = ("services", "menu", "hotline", "announcements")
_MANY: Final = {"config/municipalities": "municipality", "prompts": "prompts"}


class CannotRename(Refusal):
    """A name that cannot be given, or a file in which it cannot be followed; says why."""


@dataclass(frozen=True, slots=True)
class Text:
    """One file as it is and as it will be; ``name`` is its path in the project."""

    name: str
    before: str
    after: str

    def lines(self) -> Iterator[tuple[int, str, str]]:
        r"""Yield the number of each line that changes, counted from 1, and both its texts.

        >>> list(Text("config/menu.yaml", "a:\n  go: b\n", "a:\n  go: c\n").lines())
        [(2, '  go: b', '  go: c')]
        """
        both = zip(self.before.splitlines(), self.after.splitlines(), strict=True)
        for number, (old, new) in enumerate(both, 1):
            if old != new:
                yield number, old, new


def renamed_texts(root: Path, rename: Rename) -> list[Text]:
    """Return every file of a project that speaks of names, before and after.

    Raises CannotRename when a file cannot be read, or writes a name in signs of its own.
    """
    return [_renamed(root, path, document, rename) for path, document in _files(root)]


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    for document in _ALONE:
        path = root / "config" / f"{document}.yaml"
        if path.exists():
            yield path, document
    for folder, document in _MANY.items():
        for path in sorted((root / folder).glob("[!.]*.yaml")):
            yield path, document


def _renamed(root: Path, path: Path, document: str, rename: Rename) -> Text:
    name = path.relative_to(root).as_posix()
    try:
        before = path.read_bytes().decode("utf-8")
        found = list(scalars(before))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        fix = "Mend it first: ivr check says what is wrong."
        cause = "The file cannot be read, so that the name cannot be followed in it."
        raise CannotRename(Problem("rename-not-possible", name, None, cause, fix)) from None
    parts, behind, values = [], 0, []
    for scalar in found:
        value, raw = rename.edited(document, scalar, before[scalar.start : scalar.end])
        parts += [before[behind : scalar.start], raw]
        behind = scalar.end
        values.append((scalar.is_name, value))
    after = "".join([*parts, before[behind:]])
    _check_meaning(name, after, values)
    return Text(name, before, after)


def _check_meaning(name: str, after: str, values: list[tuple[bool, str]]) -> None:
    """Raise CannotRename unless a text says what was meant: the new name, and all else as ever."""
    try:
        found = [(one.is_name, one.value) for one in scalars(after)]
    except yaml.YAMLError:
        found = []
    if found != values:
        cause = "The name is written here in a way that cannot be changed without more."
        fix = "Write it plainly, without quotes and signs in code, and try again."
        raise CannotRename(Problem("rename-not-possible", name, None, cause, fix))
