"""The columns of a spreadsheet, whichever program keeps it: rows out of cells and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ivr.problems import Problem
from ivr.translation.catalogue import folded
from ivr.translation.formats.handed import BadTranslation, Handed
from ivr.translation.rows import Row

LOOK_AGAIN: Final = "look again"
"""The column with the older Norwegian that a translation was made from.

A spreadsheet has no mark for doubt. So an untouched translation with something here counts as not
looked at, and emptying the cell says that it still holds.
"""

COLUMNS: Final = (
    "id",
    "norwegian",
    "translation",
    "comment",
    "language",
    "handed out as",
    LOOK_AGAIN,
)
NEEDED: Final = COLUMNS[:3]


def as_cells(language: str, rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    """Yield the head and a line of cells for every row."""
    yield COLUMNS
    for row in rows:
        yield row.id, row.source, row.text, row.comment, language, row.text, row.old_source


def from_cells(file: str, lines: Iterable[tuple[int, Sequence[str]]]) -> Handed:
    """Return what stands in cells, each line with its number in the file.

    Raises BadTranslation when a column is missing. Empty lines are passed over, as spreadsheets
    leave them at the end.
    """
    numbered = iter(lines)
    number, head = next(numbered, (1, ()))
    names = _names(head)
    missing = [column for column in NEEDED if column not in names]
    if missing:
        cause = f"the column [{missing[0]}] is missing."
        fix = f"The first line names the columns: {', '.join(COLUMNS)}."
        raise BadTranslation(Problem("translation-unreadable", file, number, cause, fix))
    found: list[Row] = []
    languages: dict[str, int] = {}
    for line, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        record = dict(zip(names, cells, strict=False))
        found.append(_row(record, line))
        if language := record.get("language", "").strip():
            languages.setdefault(language, line)
    return Handed(tuple(found), languages)


def has_columns(head: Sequence[str]) -> bool:
    """Tell whether the cells of a first line name the columns that are needed."""
    return set(NEEDED) <= set(_names(head))


def _names(head: Sequence[str]) -> list[str]:
    return [folded(name).lower() for name in head]


def _row(record: dict[str, str], line: int) -> Row:
    text = folded(record.get("translation", ""))
    was = folded(record["handed out as"]) if "handed out as" in record else None
    doubted = bool(record.get(LOOK_AGAIN, "").strip())
    return Row(
        record["id"].strip(),
        record.get("norwegian", ""),
        text,
        record.get("comment", ""),
        line,
        was=was,
        is_fuzzy=doubted and text == was,
    )
