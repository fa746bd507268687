"""Values as people write them in the files: dates as dates, telephone numbers in quotes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import yaml

Value: TypeAlias = "str | int | dt.date | Sequence[Value] | Mapping[str, Value] | None"
"""What can be written; a datetime is a date, and a truth is an int."""

WIDTH: Final = 98
"""Letters of a line, beyond which a list is written one entry a line."""

STEP: Final = 2
"""Blanks by which what belongs to a name is moved in."""

_OF_STRINGS: Final = "tag:yaml.org,2002:str"


def is_scalar(value: Value) -> bool:
    """Tell whether a value is one, and not several."""
    return isinstance(value, str) or not isinstance(value, (Sequence, Mapping))


def inline(value: Value, *, quoted: bool = False, in_flow: bool = False) -> str:
    """Return a value as it stands in one line; ``in_flow`` is for what is within brackets.

    >>> inline(dt.datetime(2026, 12, 1, 8, 0)), inline(dt.date(2026, 12, 24)), inline(3)
    ('2026-12-01 08:00', '2026-12-24', '3')
    >>> print(inline(["asker", "+47 21 00 00 00", "no", "a: b"]))
    [asker, "+47 21 00 00 00", "no", "a: b"]
    >>> print(inline({"number": "116117", "open": True}))
    {number: "116117", open: yes}
    """
    if isinstance(value, Mapping):
        entries = (f"{_name(one)}: {inline(value[one], in_flow=True)}" for one in value)
        return f"{{{', '.join(entries)}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(inline(one, in_flow=True) for one in value)}]"
    text = plain(value)
    if isinstance(value, str) and (quoted or not _stands_alone(text, in_flow=in_flow)):
        return json.dumps(text, ensure_ascii=False)
    return text


def plain(value: Value) -> str:
    """Return what a scalar says, as it is read back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def block(value: Value, indent: int, end: str) -> str:
    r"""Return a value as the lines below its name or dash, each with its ``end``.

    >>> print(block({"say": "announcement.measles", "places": ["asker"]}, 2, "\n"), end="")
      say: announcement.measles
      places: [asker]
    >>> print(block([{"number": "66 76 83 31"}, "x"], 0, "\n"), end="")
    - {number: "66 76 83 31"}
    - x
    """
    return "".join(f"{line}{end}" for line in _lines(value, indent))


def is_block(value: Value, column: int) -> bool:
    """Tell whether a value that would begin at a column is written in lines of its own."""
    if isinstance(value, Mapping):
        return bool(value)
    if is_scalar(value) or not value:
        return False
    return column + len(inline(value)) > WIDTH or _holds_several(value)


def _lines(value: Value, indent: int) -> Iterator[str]:
    blanks = " " * indent
    if isinstance(value, Mapping):
        for name, one in value.items():
            head = f"{blanks}{_name(name)}:"
            if is_block(one, len(head) + 1):
                yield head
                yield from _lines(one, indent + STEP)
            else:
                yield f"{head} {inline(one)}".rstrip()
        return
    assert isinstance(value, Sequence)  # noqa: S101 - as `is_block` says
    for one in value:
        head = f"{blanks}- "
        if is_scalar(one) or len(head) + len(inline(one)) <= WIDTH:
            yield f"{head}{inline(one)}"
        else:
            first, *others = _lines(one, indent + STEP)
            yield f"{head}{first.lstrip()}"
            yield from others


def _holds_several(value: Value) -> bool:
    return isinstance(value, Sequence) and any(not is_scalar(one) for one in value)


def _name(name: str) -> str:
    return name if name.isdecimal() else inline(name, in_flow=True)


def _stands_alone(text: str, *, in_flow: bool) -> bool:
    """Tell whether a text needs no quotes: YAML, and whoever knows YAML, takes it for a text."""
    if text[:1].isdigit() or text.startswith("+"):
        return False  # a telephone number, hours: quoted in all files
    try:
        node = yaml.compose(f"[{text}]" if in_flow else f"- {text}", Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return False
    if not isinstance(node, yaml.SequenceNode) or len(node.value) != 1:
        return False
    (only,) = node.value
    return isinstance(only, yaml.ScalarNode) and (only.value, only.tag) == (text, _OF_STRINGS)
