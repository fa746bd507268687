"""The lines of a catalogue that belong to one entry, so that they can be put back as they were."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.definition.yaml.file import read_yaml

Block = tuple[str, ...]
"""A place in a catalogue: ``("prompts", "goodbye")``, or an option such as ``("digits",)``."""


def put_back(
    before: str, after: str, now: str, blocks: Iterable[Block]
) -> tuple[tuple[Block, ...], str]:
    r"""Return the blocks of which ``now`` is not ``after``, and ``now`` with all as ``before``.

    Lines around the blocks stay, comments too. A block that was not there before is taken out.

    >>> before, after = "prompts:\n  a: A\n  b: B\n", "prompts:\n  a: X\n  b: B\n  c: C\n"
    >>> edited, text = put_back(
    ...     before, after, after + "  # a note\n", [("prompts", "a"), ("prompts", "c")]
    ... )
    >>> edited, text
    ((), 'prompts:\n  a: A\n  b: B\n  # a note\n')
    >>> put_back(before, after, after.replace("X", "Y"), [("prompts", "a")])[0]
    (('prompts', 'a'),)
    """
    edited = []
    text = now
    for block in blocks:
        if _lines(now, block) != _lines(after, block):
            edited.append(block)
        else:
            text = _replaced(text, block, _lines(before, block))
    return tuple(edited), text


def _replaced(text: str, block: Block, new: list[str]) -> str:
    lines = text.splitlines(keepends=True)
    begin, end = _range(text, block)
    return "".join([*lines[:begin], *new, *lines[end:]])


def _lines(text: str, block: Block) -> list[str]:
    begin, end = _range(text, block)
    return text.splitlines(keepends=True)[begin:end]


def _range(text: str, block: Block) -> tuple[int, int]:
    """Return where the lines of a block begin and end, without what is noted below it."""
    lines = text.splitlines(keepends=True)
    places = read_yaml("", text)[0].lines
    if block not in places:
        return 0, 0
    begin = places[block] - 1
    others = (line - 1 for path, line in places.items() if path[: len(block)] != block)
    end = min((line for line in others if line > begin), default=len(lines))
    indent = _indent(lines[begin])
    while end > begin + 1 and _is_between(lines[end - 1], indent):
        end -= 1
    return begin, end


def _is_between(line: str, indent: int) -> bool:
    """Tell whether a line is empty, or a comment that is no deeper than the entry above it."""
    return not line.strip() or (line.lstrip().startswith("#") and _indent(line) <= indent)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
