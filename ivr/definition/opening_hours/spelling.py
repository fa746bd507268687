"""Opening hours as people write them, in Norwegian or otherwise, and how the notation has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined] # stubs

from ivr.definition.opening_hours.atoms import Atom, atoms, clean, plain
from ivr.definition.opening_hours.hints import has_open_quote, hint
from ivr.definition.opening_hours.numbers import resolved

_ORDER: Final = ("year", "date", "week", "day", "time")
_SELECTORS: Final = frozenset(_ORDER[:4])
_KIND_OF: Final = {"month": "date"}


@dataclass(frozen=True, slots=True)
class Respelling:
    """How hours are rightly written: the whole ``text``, empty where some of it is not understood.

    ``changes`` pair what was written with what is right; ``strange`` is what says nothing, and
    ``hint`` how it is written, where that is known.
    """

    text: str
    changes: tuple[tuple[str, str], ...]
    strange: tuple[str, ...] = ()
    hint: str = ""

    @property
    def cause(self) -> str:
        """Which spellings are not the notation's."""
        return f"{', '.join(f'[{wrong}]' for wrong, _ in self.changes)} is not how it is written."

    @property
    def fix(self) -> str:
        """What to write."""
        each = ", ".join(f"[{right}] for [{wrong}]" for wrong, right in self.changes)
        if self.text:
            return f"Write [{self.text}]" + (f": {each}." if each else ".")
        if self.hint:  # which says that it closes
            others = [pair for pair in self.changes if pair[1] not in {"off", "unknown"}]
            each = ", ".join(f"[{right}] for [{wrong}]" for wrong, right in others)
            return f"{self.hint} The rest is spelt {each}." if each else self.hint
        unknown = ", ".join(f"[{word}]" for word in self.strange)
        return f"{unknown} is not understood. The rest is spelt {each}."


@lru_cache(maxsize=512)
def respelt(text: str) -> Respelling | None:
    """Return the right spelling of hours; None where they are right, or nothing is understood.

    >>> respelt("Man-Fre 8-15, stengt helligdager").text
    'Mo-Fr 08:00-15:00; PH off'
    >>> respelt("Mo-Fr 08:00-15:00; PH off") is None
    True
    """
    text = " ".join(text.split())
    if _is_right(text) or has_open_quote(text):
        return None  # nobody knows where an open note ends
    found = _read(text)
    strange = tuple(dict.fromkeys(one.written for one in found if one.kind == "strange"))
    writing = _written(found)
    right = writing.text()
    given = _close(clean(text))
    changes = tuple(pair for pair in dict.fromkeys(writing.changes()) if _close(pair[0]) in given)
    if strange:
        return Respelling("", changes, strange, hint(text)) if changes else None
    if any(rule.is_bare for rule in writing.rules):
        return None  # days alone would be open day and night
    return Respelling(right, changes) if right != text and _is_right(right) else None


def _close(text: str) -> str:
    return "".join(text.split())


def in_notation(text: str) -> str:
    """Return what is understood of a text in the notation, though it may name no day there is.

    >>> in_notation("32. desember stengt")
    'Dec 32 off'
    """
    return _written(_read(text)).text()


def _read(text: str) -> list[Atom]:
    return [one for one in resolved(list(atoms(plain(clean(text))))) if one.kind != "noise"]


def _written(found: Sequence[Atom]) -> _Writing:
    writing = _Writing()
    for one in found:
        if one.kind != "strange":
            writing.take(one)
    return writing


def _is_right(text: str) -> bool:
    try:
        return bool(text) and not OpeningHours(text).warnings
    except ParserError:
        return False


@dataclass(slots=True)
class _Rule:
    """One rule while it is read: the atoms of each kind, and what it makes of them."""

    parts: dict[str, list[Atom]] = field(default_factory=dict)
    state: Atom | None = None
    always: bool = False
    comment: str = ""
    last: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.parts or self.state or self.always)

    @property
    def is_bare(self) -> bool:
        """Whether it names days and says nothing of them."""
        return bool(self.parts) and not ("time" in self.parts or self.state or self.always)

    @property
    def has_end(self) -> bool:
        """Whether a selector behind what is there begins another rule."""
        return self.last in {"time", "state", "always"} and bool(_SELECTORS & self.parts.keys())

    def joined(self, kind: str) -> str:
        found = self.parts.get(kind, [])
        while found and found[-1].kind == "join":
            found = found[:-1]
        return _spelt(found)

    def text(self) -> str:
        state = "" if self.state is None or self.state.right == "open" else self.state.right
        times = self.joined("time")
        is_whole_day = self.always or times == "00:00-24:00"
        selectors = [self.joined(kind) for kind in _ORDER[:4]]
        if is_whole_day:
            times = "00:00-24:00" if any(selectors) else "24/7"
        words = (*selectors, times, state, self.comment)
        return " ".join(word for word in words if word)


def _spelt(found: Sequence[Atom]) -> str:
    """Return atoms of one kind in a row; what nothing joins is a list."""
    text = ""
    for at, one in enumerate(found):
        if at and one.kind != "join" and found[at - 1].kind != "join":
            text += ","
        text += one.right
    return text


@dataclass(slots=True)
class _Writing:
    """The rules of a text, growing atom by atom."""

    rules: list[_Rule] = field(default_factory=lambda: [_Rule()])
    pending: Atom | None = None

    def take(self, atom: Atom) -> None:
        """Take the next atom: part of the last rule, or the beginning of another."""
        kind = _KIND_OF.get(atom.kind, atom.kind)
        rule = self.rules[-1]
        if kind == "join":
            self.pending = atom
        elif kind == "end":
            self._begin()
        elif kind == "except":
            self._begin().state = Atom("state", "off", atom.written)
        elif kind == "comment":
            rule.comment = atom.right
        elif kind == "always":
            rule.always, rule.last = True, kind
        elif kind == "state":
            rule = self._begin() if rule.last == "time" and atom.right == "off" else rule
            rule.state, rule.last = atom, kind
        else:
            self._add(kind, atom)

    def _begin(self) -> _Rule:
        self.pending = None
        if not self.rules[-1].is_empty:
            self.rules.append(_Rule())
        return self.rules[-1]

    def _add(self, kind: str, atom: Atom) -> None:
        rule, pending = self.rules[-1], self.pending
        if kind in _SELECTORS and rule.has_end:
            rule, pending = self._begin(), None
        held = rule.parts.setdefault(kind, [])
        if pending is not None and held and rule.last == kind:
            held.append(pending)
        held.append(atom)
        rule.last, self.pending = kind, None

    def text(self) -> str:
        """Return the rules as they are written; what closes holidays stands last."""
        texts = [rule.text() for rule in self.rules if not rule.is_empty]
        closing = [text for text in texts if text.startswith("PH ") and text.endswith(" off")]
        return "; ".join([*(one for one in texts if one not in closing), *closing])

    def changes(self) -> Iterator[tuple[str, str]]:
        """Yield what was written and is written otherwise, kind by kind."""
        for rule in self.rules:
            for kind in _ORDER:
                found = rule.parts.get(kind, [])
                wrong = " ".join(one.written for one in found)
                wrong = wrong.replace(" - ", "-").replace(" , ", ", ")
                right = rule.joined(kind)
                if found and wrong.replace(", ", ",") != right:
                    yield wrong, right
            if rule.state and rule.state.right not in {"open", rule.state.written}:
                yield rule.state.written, rule.state.right
