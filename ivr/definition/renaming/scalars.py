"""The names and values of a YAML text, each with the signs of the text that write it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

from ivr.definition.yaml.tree import Path
from ivr.lookalikes import composed

_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One name or value: where it is in the tree, and from which sign to which in the text.

    The path of a name ends with it.
    """

    path: Path
    is_name: bool
    value: str
    start: int
    end: int


@dataclass(slots=True)
class _Open:
    path: Path
    is_list: bool
    count: int = 0
    name: str | None = None


def scalars(text: str) -> Iterator[Scalar]:
    r"""Yield every name and value of a YAML text in its order; raises YAMLError when it is none.

    >>> for one in scalars("fees:  # what it costs\n  say: [fees.here]\n"):
    ...     print(one.path, one.is_name, one.value, one.start)
    ('fees',) True fees 0
    ('fees', 'say') True say 25
    ('fees', 'say', 0) False fees.here 31
    """
    # The parser counts from behind the mark that some editing programs put in front.
    shift = len(_BOM) if text.startswith(_BOM) else 0
    stack: list[_Open] = []
    for event in yaml.parse(text[shift:], Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.CollectionStartEvent):
            _, path = _next(stack, "")
            stack.append(_Open(path, isinstance(event, yaml.SequenceStartEvent)))
        elif isinstance(event, yaml.ScalarEvent):
            value = composed(event.value)
            is_name, path = _next(stack, value)
            begins, ends = event.start_mark, event.end_mark
            assert begins is not None  # noqa: S101 - every event of a text has its marks
            assert ends is not None  # noqa: S101 - as above
            yield Scalar(path, is_name, value, begins.index + shift, ends.index + shift)


def _next(stack: list[_Open], value: str) -> tuple[bool, Path]:
    """Return whether a name stands where reading has come to, and its path or the value's."""
    if not stack:
        return False, ()
    here = stack[-1]
    if here.is_list:
        here.count += 1
        return False, (*here.path, here.count - 1)
    if here.name is None:
        here.name = value
        return True, (*here.path, value)
    name, here.name = here.name, None
    return False, (*here.path, name)
