"""YAML read as plain text values, each with its place in the file.

Every scalar stays text: whether ``no`` is a language or ``22:10`` a time is for the
schema to say, not for YAML 1.1. The tree is built from parser events with a stack of
its own, so that no nesting depth can exhaust Python's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import yaml

from ivr.lookalikes import composed, is_unseen, mended, odd
from ivr.problems import Problem

Plain = str | None | list["Plain"] | dict[str, "Plain"]
Path = tuple[str | int, ...]

DEEPEST: Final = 12
"""Levels of nesting accepted; the deepest shipped file uses five."""

UNSEEN: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
"""What is left of a picture pasted into a text."""

_NULLS: Final = ("~", "null", "Null", "NULL")
"""What YAML takes for nothing: refused, for an editor may mean the word, Norwegian for zero."""


def _write(name: str, meant: str) -> str:
    return f"Write [{meant}]." if meant != name else "Type it anew, in letters of one alphabet."


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been seen yet."""

    path: Path
    content: list[Plain] | dict[str, Plain]
    key: str | None = None
    keys: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Tree:
    """The tree of a text, built event by event; problems are collected on the way.

    ``lines`` says where each key and value stands. ``unsound`` are the places that cannot be
    taken as written; in those ``doubled`` stands a name twice. ``ended`` tells whether the text
    was read to its end.
    """

    name: str
    root: Plain = None
    documents: int = 0
    ended: bool = False
    stack: list[_Open] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    unsound: list[Path] = field(default_factory=list)
    doubled: set[Path] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def take(self, event: yaml.Event) -> bool:
        """Take one event; return False when reading on makes no sense."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            return self._document(line)
        if isinstance(event, yaml.StreamEndEvent):
            self.ended = True
        if isinstance(event, yaml.AliasEvent):
            return self._refuse_alias(line, str(event.anchor))
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self._note(
                "yaml-feature",
                line,
                f"[&{event.anchor}] is an anchor, which these files do not use.",
                "Remove it.",
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line)
        if isinstance(event, yaml.CollectionStartEvent):
            return self._open(event, line)
        if isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        return True

    def _note(self, code: str, line: int, cause: str, fix: str = "") -> None:
        self.problems.append(Problem(code, self.name, line, cause, fix))

    def _document(self, line: int) -> bool:
        self.documents += 1
        if self.documents > 1:
            self._note(
                "yaml-feature", line, "A second document begins here.", "Remove the line [---]."
            )
        return self.documents == 1

    def _refuse_alias(self, line: int, anchor: str) -> bool:
        fix = f'Write the value out, or in quotes: "*{anchor}".'
        self._note(
            "yaml-feature", line, f"[*{anchor}] is an alias, which these files do not use.", fix
        )
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.content, dict) and parent.key is None:
            self.unsound.append((*parent.path, anchor))
            return self._key(parent, anchor, line)
        self.unsound.append(self._path_here())
        return self._place(None, line, "an alias")

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> bool:
        if event.tag is not None and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._note(
                "yaml-feature",
                line,
                f"[{tag}] is a tag, which these files do not use.",
                "Remove it.",
            )
        parent = self.stack[-1] if self.stack else None
        is_key = parent is not None and isinstance(parent.content, dict) and parent.key is None
        if parent is not None and is_key:
            return self._key(parent, self._name(composed(event.value), line), line)
        if UNSEEN in event.value:
            cause = "A sign that nobody can see stands here: U+FFFC."
            self._note("invisible-sign", line, cause, "Type it anew.")
            self.unsound.append(self._path_here())
        return self._place(self._value(event, line), line, "a value")

    def _name(self, name: str, line: int) -> str:
        """Return a name as it was meant, so that one odd sign is not told of at every use."""
        places = odd(name)
        if not places:
            return name
        meant = mended(name)
        unseen = any(is_unseen(name[place]) for place in places)
        code = "invisible-sign" if unseen else "look-alike-sign"
        self._note(code, line, f"The name [{name}] is not what it looks like.", _write(name, meant))
        return meant

    def _value(self, event: yaml.ScalarEvent, line: int) -> str | None:
        if event.style or event.value not in ("", *_NULLS):
            return event.value
        if not event.value:
            return None
        fix = f'Leave it empty, or put it in quotes if the word is meant: "{event.value}".'
        self._note("yaml-null", line, f"[{event.value}] is how YAML writes nothing.", fix)
        self.unsound.append(self._path_here())
        return None

    def _key(self, parent: _Open, key: str, line: int) -> bool:
        if key in parent.keys:
            earlier = parent.keys[key]
            self.unsound.append((*parent.path, key))
            self.doubled.add(parent.path)
            self._note(
                "duplicate-name",
                line,
                f"[{key}] stands here twice.",
                f"It is already on line {earlier}.",
            )
        parent.keys.setdefault(key, line)
        self.lines.setdefault((*parent.path, key), line)
        parent.key = key
        return True

    def _open(self, event: yaml.CollectionStartEvent, line: int) -> bool:
        if len(self.stack) >= DEEPEST:
            self._note("nesting-too-deep", line, f"The nesting is deeper than {DEEPEST} levels.")
            return False
        opened: list[Plain] | dict[str, Plain] = (
            {} if isinstance(event, yaml.MappingStartEvent) else []
        )
        path = self._path_here()
        if not self._place(opened, line, "a list or mapping"):
            return False
        self.stack.append(_Open(path, opened))
        return True

    def _path_here(self) -> Path:
        if not self.stack:
            return ()
        parent = self.stack[-1]
        if isinstance(parent.content, dict):
            return (*parent.path, parent.key or "")
        return (*parent.path, len(parent.content))

    def _place(self, value: Plain, line: int, kind: str) -> bool:
        path = self._path_here()
        self.lines.setdefault(path, line)
        if not self.stack:
            self.root = value
            return True
        parent = self.stack[-1]
        if isinstance(parent.content, list):
            parent.content.append(value)
        elif parent.key is None:
            self._note("yaml-syntax", line, f"Here {kind} stands where a name should.")
            return False
        else:
            parent.content.setdefault(parent.key, value)
            parent.key = None
        return True
