"""The names a file defines, sound or not; what nobody could read may be any name."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.definition.yaml.file import Plain, YamlFile


class AnyName(frozenset[str]):
    """The names of a file that was not read to its end: none may be called unknown.

    >>> "fees" in AnyName(), "fees" in (AnyName() | {"main"}), "fees" in (frozenset() | AnyName())
    (True, True, True)
    """

    def __contains__(self, name: object) -> bool:
        return True

    def __or__(self, other: Iterable[object]) -> AnyName:
        return self

    __ror__ = __or__


def names_in(file: YamlFile | None, *path: str) -> frozenset[str]:
    r"""Return the names of a file, or of the mapping at a path of it.

    >>> from ivr.definition.yaml.file import read_yaml
    >>> sorted(names_in(read_yaml("menu.yaml", "main:\nfees:\n")[0]))
    ['fees', 'main']
    """
    if file is None or not file.whole or file.content is None:
        return AnyName()
    found: Plain = file.content
    for part in path:
        if not isinstance(found, dict):
            return AnyName()
        found = found.get(part)
        if found is None:
            return frozenset()
    return frozenset(found) if isinstance(found, dict) else AnyName()
