"""One YAML file: what can be trusted of it, which names it defines, and on which lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

from ivr.definition.yaml.syntax import syntax_problem
from ivr.definition.yaml.tree import Path, Plain, Tree
from ivr.problems import Problem, Severity

LARGEST_BYTES: Final = 2_000_000
"""Of one file; the largest there is has 60,000. YAML takes minutes and gigabytes of a log file."""

LEFT_OUT: Final = "\0left out"
"""What stands for an entry of a list that could not be read: no text of a file can say it."""

_ENTRIES: Final = ("directories", "places")
"""Lists whose entries are left out one by one: hundreds stand there, each by itself."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one kind that exist, as far as could be read.

    Other names may exist as well: those ``astray`` stand where something is wrong, and where
    ``complete`` is false there may be any.

    >>> names = Names(frozenset({"main"}), frozenset({"fees"}))
    >>> names.lack("main"), names.lack("fees"), names.lack("poison")
    (False, False, True)
    >>> (names | Names(complete=False)).lack("poison")
    False
    """

    known: frozenset[str] = frozenset()
    astray: frozenset[str] = frozenset()
    complete: bool = True

    def lack(self, name: str) -> bool:
        """Tell whether a name is sure not to exist."""
        return self.complete and name not in self.known and name not in self.astray

    def __or__(self, other: Names) -> Names:
        return Names(
            self.known | other.known,
            self.astray | other.astray,
            self.complete and other.complete,
        )


@dataclass(slots=True)
class YamlFile:
    r"""One file's content, and the line on which each key and value stands.

    ``content`` holds what is sound; what is not is left out, its place kept in ``unsound`` and
    the names in it in ``astray``. In a mapping that is ``doubled`` one name stands twice, and other
    names may have been meant. A file that is not ``readable`` has no content at all. What was
    taken from the file ``beneath`` stands on the lines of that one.

    >>> file, problems = read_yaml("menu.yaml", "main:\n  say: hello\n")
    >>> file.content
    {'main': {'say': 'hello'}}
    >>> file.line(("main", "say"))
    2
    >>> file.line(("main", "say", 0, "deeper"))  # the nearest place that exists
    2
    """

    name: str
    content: Plain
    lines: dict[Path, int]
    readable: bool = True
    unsound: set[Path] = field(default_factory=set)
    astray: set[str] = field(default_factory=set)
    doubled: set[Path] = field(default_factory=set)
    beneath: YamlFile | None = None

    def line(self, path: Path) -> int:
        """Return the line of a path, or of its nearest ancestor in the file."""
        return self.place(path)[1]

    def place(self, path: Path) -> tuple[str, int]:
        """Return the file and line of a path, or of its nearest ancestor in either file."""
        under = self.beneath
        while path and path not in self.lines and (under is None or path not in under.lines):
            path = path[:-1]
        if under is not None and path and path not in self.lines:
            return under.place(path)
        return self.name, self.lines.get(path, 1)

    def where(self, path: Path) -> str:
        """Return the place of a path as a problem shows it: the file and the line."""
        file, line = self.place(path)
        return f"{file}:{line}"

    def holds(self, *path: str | int) -> bool:
        """Tell whether a place is written at all, in this file or in the one beneath."""
        return self.says(*path) or (self.beneath is not None and self.beneath.holds(*path))

    def says(self, *path: str | int) -> bool:
        """Tell whether a place is written in this file, and not taken from the one beneath."""
        return path in self.lines

    def problem(
        self,
        code: str,
        path: Path,
        cause: str,
        fix: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """Return a problem at a path of this file."""
        return Problem(code, *self.place(path), cause, fix, severity)

    def at(self, path: Path) -> Plain:
        """Return what stands at a path; None where nothing does."""
        here = self.content
        for part in path:
            if isinstance(here, dict):
                here = here.get(str(part))
            else:
                within = isinstance(here, list) and isinstance(part, int) and part < len(here)
                here = here[part] if within else None  # type: ignore[index] # `within` says so
        return here

    def leave_out(self, path: Path) -> None:
        """Take what stands at a path out of the content, or the least around it that can be.

        That is an entry or option of a mapping; of a list the whole, unless it is one of places.
        """
        if any(path[: len(one)] == one for one in self.unsound):
            return
        while path:
            *above, name = path
            holder = self.at(tuple(above))
            if isinstance(holder, dict) and name in holder:
                self.unsound.add(path)
                self.astray.update(_names_within({str(name): holder.pop(str(name))}))
                return
            of_places = path[::2] == _ENTRIES and len(path) == 4  # noqa: PLR2004 - list and entry
            if isinstance(holder, list) and isinstance(name, int) and of_places:
                self.unsound.add(path)
                self.astray.update(_names_within(holder[name]))
                holder[name] = LEFT_OUT
                return
            path = path[:-1]
        self.unsound.add(())
        self.content, self.readable = None, False

    def lose(self, path: Path) -> None:
        """Note that an option which is not there was meant to be."""
        holder = self.at(path[:-1])
        if isinstance(holder, dict) and holder.get(str(path[-1])) is None:
            holder.pop(str(path[-1]), None)
            self.unsound.add(path)

    def is_whole(self, *path: str | int) -> bool:
        """Tell whether a place was read with everything in it, and stands nowhere else."""
        touching = (one[: len(path)] == path or path[: len(one)] == one for one in self.unsound)
        if not self.readable or any(touching):
            return False
        if path and self.at(path) is None:
            return path[-1] not in self.astray and path[:-1] not in self.doubled
        return True

    def names(self, *path: str) -> Names:
        r"""Return the names at the top level, or in the mapping at a path.

        >>> sorted(read_yaml("menu.yaml", "main:\nfees:\n")[0].names().known)
        ['fees', 'main']
        """
        found = self.at(path)
        known = frozenset(found) if isinstance(found, dict) else frozenset[str]()
        below = (one[len(path)] for one in self.unsound if one[: len(path)] == path != one)
        lost = any(path[: len(one)] == one for one in self.unsound)
        complete = self.readable and not lost and path not in self.doubled
        return Names(known.union(map(str, below)), frozenset(self.astray), complete)


def laid_over(own: YamlFile, beneath: YamlFile) -> YamlFile:
    r"""Lay a file over another: what it says counts, key by key; the rest is the other's.

    A list is replaced as a whole, and a key with nothing behind it is taken away.

    >>> own, _ = read_yaml("own.yaml", "fire:\n  number: '110'\npoison:\n")
    >>> shipped, _ = read_yaml("shipped.yaml", "poison: 1\nfire:\n  name: Fire\n  number: '1'\n")
    >>> both = laid_over(own, shipped)
    >>> both.content
    {'fire': {'name': 'Fire', 'number': '110'}}
    >>> both.place(("fire", "number")), both.place(("fire", "name"))
    (('own.yaml', 2), ('shipped.yaml', 3))
    """
    said = {} if own.content is None else own.content
    return YamlFile(
        own.name,
        _over(said, beneath.content),
        own.lines,
        beneath.readable and (own.content is None or own.readable),
        own.unsound | beneath.unsound,
        own.astray | beneath.astray,
        own.doubled | beneath.doubled,
        beneath,
    )


def _over(own: Plain, beneath: Plain) -> Plain:
    if not isinstance(own, dict) or not isinstance(beneath, dict):
        return own
    kept = {name: value for name, value in beneath.items() if own.get(name, value) is not None}
    said = {
        name: _over(value, beneath.get(name))
        for name, value in own.items()
        if value is not None or name not in beneath
    }
    return kept | said


def _names_within(content: Plain) -> Iterator[str]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield name
            yield from _names_within(value)
    elif isinstance(content, list):
        for value in content:
            yield from _names_within(value)


def read_yaml(name: str, text: str) -> tuple[YamlFile, list[Problem]]:
    r"""Read one YAML text; ``name`` is how problems call the file.

    Of a text that is not YAML nothing is kept: what stands where it breaks may have been
    meant otherwise from the first line on.

    >>> read_yaml("x.yaml", "a: 1\na: 2\n")[1][0].cause
    '[a] stands here twice.'
    >>> read_yaml("x.yaml", "a: 1\n\tb: 2\n")[0].readable
    False
    """
    tree = Tree(name)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if not tree.take(event):
                break
    except yaml.YAMLError as error:
        tree.problems.append(syntax_problem(name, text, error))
    if not tree.ended:
        return YamlFile(name, None, tree.lines, readable=False), tree.problems
    file = YamlFile(name, tree.root, tree.lines, tree.root is not None, doubled=tree.doubled)
    for path in tree.unsound:
        file.leave_out(path)
    return file, tree.problems
