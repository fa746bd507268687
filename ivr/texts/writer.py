"""Writing translations into a catalogue, which keeps its comments and its order."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import FoldedScalarString

from ivr.texts.catalogue import Sentence, folded
from ivr.texts.rows import Row

WIDTH: Final = 98
"""Letters in a line of a catalogue."""

UNBROKEN: Final = 4096
"""A width at which no line that is already there is broken anew."""

LONG: Final = 60
"""Letters from which a text is folded over lines of its own."""


def write_translations(path: Path, given: Iterable[Row], order: Mapping[str, Sentence]) -> int:
    """Put texts into a catalogue's file, in the order of the Norwegian; return how many changed.

    A row without a text changes nothing.
    """
    yaml = YAML()
    yaml.width = UNBROKEN
    yaml.preserve_quotes = True
    document = yaml.load(path.read_text(encoding="utf-8"))
    prompts: CommentedMap = document["prompts"]
    changed = sum(_put(prompts, row, list(order)) for row in given if row.text)
    if changed:
        out = io.StringIO()
        yaml.dump(document, out)
        fresh = path.with_suffix(".new")
        fresh.write_text(out.getvalue(), encoding="utf-8")
        fresh.replace(path)
    return changed


def _put(prompts: CommentedMap, row: Row, order: list[str]) -> bool:
    kept: Any = prompts.get(row.key)
    if isinstance(kept, CommentedMap):
        if folded(str(kept.get(row.part, ""))) == row.text:
            return False
        kept[row.part] = _scalar(row.text)
    elif row.part == "without":
        prompts[row.key] = CommentedMap(text=kept or "", without=_scalar(row.text))
    elif kept is not None:
        if folded(str(kept)) == row.text:
            return False
        prompts[row.key] = _scalar(row.text)
    else:
        prompts.insert(_place(prompts, row.key, order), row.key, _scalar(row.text))
    return True


def _place(prompts: CommentedMap, key: str, order: list[str]) -> int:
    """Return where a new prompt belongs: behind the last that precedes it in the Norwegian."""
    before = set(order[: order.index(key)]) if key in order else set()
    positions = [number for number, name in enumerate(prompts) if name in before]
    return max(positions, default=-1) + 1


def _scalar(text: str) -> str:
    """Return a text as it is written: folded over lines when it is long."""
    if len(text) < LONG:
        return text
    scalar = FoldedScalarString(text)
    # ruamel breaks a folded text where it is told to, and nowhere else.
    scalar.fold_pos = list(_breaks(text))
    return scalar  # type: ignore[no-any-return] # the library is typed in part


def _breaks(text: str) -> Iterator[int]:
    """Yield the places of the spaces at which lines end."""
    start, last = 0, 0
    for place, letter in enumerate(text):
        if place - start > WIDTH - 6 and last > start:
            yield last
            start = last + 1
        if letter == " ":
            last = place
