"""What differs between two readings of a hotline, in what callers hear and where they are led."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.definition.yaml.file import Names, YamlFile
from ivr.definition.yaml.tree import Plain

_NOT_HEARD: Final = frozenset({"source", "checked", "builds_on"})
"""Options that tell editors where something comes from."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is another, is new or is gone.

    Attributes:
        file: The first part of its place: ``prompts/pl``, ``menu``.
        place: The names above it, and its own.
        before: What it was; None where it is new.
        after: What it is; None where it is gone.

    Example:
        >>> Difference("menu", ("main", "say"), None, "hello").became
        'new'
    """

    file: str
    place: tuple[str, ...]
    before: str | None
    after: str | None

    @property
    def became(self) -> str:
        """``new``, ``gone`` or ``changed``."""
        if self.before is None:
            return "new"
        return "gone" if self.after is None else "changed"


def differences(
    before: Mapping[str, YamlFile], after: Mapping[str, YamlFile]
) -> tuple[Difference, ...]:
    r"""Return every value that differs, file by file and in the order of the later ones.

    Example:
        >>> from ivr.definition.yaml.file import read_yaml
        >>> was, _ = read_yaml("menu", "main: {say: hello}\n")
        >>> now, _ = read_yaml("menu", "main: {say: welcome, wait_seconds: 5}\n")
        >>> for one in differences({"menu": was}, {"menu": now}):
        ...     one.place, one.before, one.after
        (('main', 'say'), 'hello', 'welcome')
        (('main', 'wait_seconds'), None, '5')
    """
    found: list[Difference] = []
    for file in dict.fromkeys((*after, *before)):
        was, now = (dict(_values(each[file].content if file in each else None))
                    for each in (before, after))  # fmt: skip
        found += [
            Difference(file, place, was.get(place), now.get(place))
            for place in dict.fromkeys((*now, *was))
            if was.get(place) != now.get(place)
        ]
        found += _moved(file, *(each[file].content if file in each else None
                                for each in (before, after)))  # fmt: skip
    return tuple(found)


def standing_alone(
    before: Mapping[str, YamlFile], after: Mapping[str, YamlFile]
) -> Iterator[tuple[str, str]]:
    """Yield where a folder speaks of what only the former content beneath it has, and its name.

    Both are the folder's files, laid over one content and over the other: steps, services, figures
    and prompts, in a municipality's file too.
    """
    towns = [file for key, file in before.items() if key.startswith("municipalities/")]
    for key, file in before.items():
        within = ("prompts",) if key.startswith("prompts/") else ()
        under, later = (files[key].beneath if key in files else None for files in (before, after))
        if under is None or (key not in ("menu", "services", "facts") and not within):
            continue
        kept = later.names(*within) if later else Names()
        for name in sorted(filter(kept.lack, under.names(*within).known)):
            places = [(file, (*within, name)), *((town, (key, name)) for town in towns)]
            yield from ((one.where(place), name) for one, place in places if one.says(*place))


def _values(content: Plain, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(content, dict):
        for name, value in content.items():
            if name not in _NOT_HEARD:
                yield from _values(value, (*place, name))
    elif isinstance(content, list) and len(named := _by_name(content)) == len(content) > 0:
        # A place among hundreds: told by what it is called, wherever it has moved to.
        for name, value in named.items():
            yield from _values(value, (*place, name))
    elif isinstance(content, list):
        # Its order is heard: one value more would otherwise be told as many that changed.
        yield place, ", ".join(_told(one) for one in content)
    elif content is not None:
        yield place, content


def _moved(file: str, before: Plain, after: Plain) -> Iterator[Difference]:
    """Yield the lists of names that stand in another order, and so under other keys.

    Of each, the names from the first that has moved to the last.
    """
    was, now = dict(_orders(before)), dict(_orders(after))
    for place in was.keys() & now.keys():
        old = [name for name in was[place] if name in now[place]]
        new = [name for name in now[place] if name in was[place]]
        if moved := [at for at, name in enumerate(old) if name != new[at]]:
            part = slice(moved[0], moved[-1] + 1)
            yield Difference(file, (*place, "order"), ", ".join(old[part]), ", ".join(new[part]))


def _orders(
    content: Plain, place: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _orders(value, (*place, name))
    elif isinstance(content, list) and len(named := _by_name(content)) == len(content) > 0:
        yield place, [*named]


def _by_name(content: list[Plain]) -> dict[str, Plain]:
    """Return the entries of a list that have a name, by that."""
    named = (one for one in content if isinstance(one, dict))
    return {name: one for one in named if isinstance(name := one.get("name"), str)}


def _told(content: Plain) -> str:
    if isinstance(content, dict):
        return " ".join(f"{name}: {_told(value)}" for name, value in content.items())
    if isinstance(content, list):
        return f"[{', '.join(map(_told, content))}]"
    return content or ""
