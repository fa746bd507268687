"""YAML read as plain text values, each with its place in the file.

Every scalar stays text: whether ``no`` is a language or ``22:10`` a time is for the
schema to say, not for YAML 1.1. The tree is built from parser events with a stack of
its own, so that no nesting depth can exhaust Python's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import yaml

from ivr.definition.yaml.syntax import syntax_fault
from ivr.problems import STAND_IN, Fault

Plain = str | None | list["Plain"] | dict[str, "Plain"]
Path = tuple[str | int, ...]

DEEPEST: Final = 12
"""Levels of nesting accepted; the deepest shipped file uses five."""

_NULLS: Final = ("~", "null", "Null", "NULL")
"""What YAML takes for nothing: refused, for an editor may mean the word, Norwegian for zero."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    r"""One file's content, and the line on which each key and value stands.

    >>> file, faults = read_yaml("menu.yaml", "main:\n  say: hello\n")
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
    whole: bool = True
    """Whether it was read to its end; if not, names that nobody saw may follow."""

    def line(self, path: Path) -> int:
        """Return the line of a path, or of its nearest ancestor in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path, what: str, fix: str = "", *, warning: bool = False) -> Fault:
        """Return a fault at a path of this file."""
        return Fault(self.name, self.line(path), what, fix, warning)


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been seen yet."""

    path: Path
    content: list[Plain] | dict[str, Plain]
    key: str | None = None
    keys: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Builder:
    """Builds the tree event by event, collecting faults on the way."""

    name: str
    root: Plain = None
    documents: int = 0
    whole: bool = False
    stack: list[_Open] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def take(self, event: yaml.Event) -> bool:
        """Take one event; return False when reading on makes no sense."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            return self._document(line)
        if isinstance(event, yaml.StreamEndEvent):
            self.whole = True
        if isinstance(event, yaml.AliasEvent):
            return self._refuse_alias(line, str(event.anchor))
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self._fault(
                line, f"[&{event.anchor}] is an anchor, which these files do not use.", "Remove it."
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line)
        if isinstance(event, yaml.CollectionStartEvent):
            return self._open(event, line)
        if isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        return True

    def _fault(self, line: int, what: str, fix: str = "") -> None:
        self.faults.append(Fault(self.name, line, what, fix))

    def _document(self, line: int) -> bool:
        self.documents += 1
        if self.documents > 1:
            self._fault(line, "A second document begins here.", "Remove the line [---].")
        return self.documents == 1

    def _refuse_alias(self, line: int, anchor: str) -> bool:
        fix = f'Write the value out, or in quotes: "*{anchor}".'
        self._fault(line, f"[*{anchor}] is an alias, which these files do not use.", fix)
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.content, dict) and parent.key is None:
            return self._key(parent, anchor, line)
        return self._place(STAND_IN, line, "an alias")

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> bool:
        if event.tag is not None and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._fault(line, f"[{tag}] is a tag, which these files do not use.", "Remove it.")
        if STAND_IN in event.value:
            self._fault(line, "A sign that nobody can see stands here: U+FFFC.", "Type it anew.")
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.content, dict) and parent.key is None:
            return self._key(parent, event.value, line)
        return self._place(self._value(event, line), line, "a value")

    def _value(self, event: yaml.ScalarEvent, line: int) -> str | None:
        if event.style or event.value not in ("", *_NULLS):
            return event.value
        if not event.value:
            return None
        fix = f'Leave it empty, or put it in quotes if the word is meant: "{event.value}".'
        self._fault(line, f"[{event.value}] is how YAML writes nothing.", fix)
        return STAND_IN

    def _key(self, parent: _Open, key: str, line: int) -> bool:
        if key in parent.keys:
            earlier = parent.keys[key]
            self._fault(line, f"[{key}] stands here twice.", f"It is already on line {earlier}.")
        parent.keys.setdefault(key, line)
        self.lines.setdefault((*parent.path, key), line)
        parent.key = key
        return True

    def _open(self, event: yaml.CollectionStartEvent, line: int) -> bool:
        if len(self.stack) >= DEEPEST:
            self._fault(line, f"The nesting is deeper than {DEEPEST} levels.")
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
            self._fault(line, f"Here {kind} stands where a name should.")
            return False
        else:
            parent.content.setdefault(parent.key, value)
            parent.key = None
        return True


def read_yaml(name: str, text: str) -> tuple[YamlFile, list[Fault]]:
    r"""Read one YAML text; ``name`` is how faults call the file.

    A text that is not YAML gives a fault and the content read so far, but for the last
    name, whose value cannot be trusted.

    >>> read_yaml("x.yaml", "a: 1\na: 2\n")[1][0].what
    '[a] stands here twice.'
    """
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if not builder.take(event):
                break
    except yaml.YAMLError as error:
        builder.faults.append(syntax_fault(name, text, error))
    if not builder.whole and isinstance(builder.root, dict) and builder.root:
        builder.root.popitem()
    return YamlFile(name, builder.root, builder.lines, builder.whole), builder.faults
