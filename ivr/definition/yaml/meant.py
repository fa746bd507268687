"""What a file says once a value in it is another one, told without its letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy

from ivr.definition.yaml.tree import Path, Plain
from ivr.definition.yaml.written import Value, plain


def nested(path: Path, value: Value) -> Value:
    """Return a value within what a path names.

    >>> nested(("a", 0, "b"), 1)
    {'a': [{'b': 1}]}
    """
    for part in reversed(path):
        value = [value] if isinstance(part, int) else {part: value}
    return value


def read_back(value: Value) -> Plain:
    """Return a value as it is read from a file.

    >>> read_back([True, 3])
    ['yes', '3']
    """
    if isinstance(value, Mapping):
        return {name: read_back(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [read_back(one) for one in value]
    return plain(value)


def with_value(content: Plain, path: Path, value: Plain) -> Plain:
    """Return content with a value at a path.

    >>> with_value({"a": {"b": "1"}}, ("a", "c"), "2")
    {'a': {'b': '1', 'c': '2'}}
    """
    if not path:
        return value
    name, more = path[0], path[1:]
    if isinstance(name, int):
        entries = [*content] if isinstance(content, list) else []
        under = entries[name] if name < len(entries) else None
        return [*entries[:name], with_value(under, more, value), *entries[name + 1 :]]
    known = content if isinstance(content, dict) else {}
    return {**known, name: with_value(known.get(name), more, value)}


def without(content: Plain, path: Path) -> Plain:
    """Return content without what stands at a path, where something does.

    >>> without({"a": ["1", "2"]}, ("a", 0))
    {'a': ['2']}
    """
    content = deepcopy(content)
    here = content
    for part in path[:-1]:
        here = here[part]  # type: ignore[index] # the path is there
    del here[path[-1]]  # type: ignore[union-attr,arg-type] # as above
    return content
