"""Rows to the file of a translator and back, by the ending of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, Literal, get_args

from ivr.problems import Problem
from ivr.translation.formats.delimited import as_csv, read_csv
from ivr.translation.formats.handed import BadTranslation, Handed
from ivr.translation.formats.po import as_po, read_po
from ivr.translation.formats.workbook import as_xlsx, read_xlsx
from ivr.translation.letters import Letters
from ivr.translation.rows import Row

Kind = Literal["po", "csv", "xlsx"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""What a translator can be handed."""

_WRITTEN: Final[Mapping[Kind, Callable[[str, Iterable[Row]], bytes]]] = {
    "po": as_po,
    "csv": as_csv,
    "xlsx": as_xlsx,
}
_DELIMITED: Final = ("csv", "tsv", "txt")
ENDINGS: Final = (*KINDS, "pot", *_DELIMITED)
"""How the names of files end that are read."""


def kind_of(path: Path) -> Kind | None:
    """Return the format that a file's ending asks for, or None.

    >>> kind_of(Path("pl.XLSX")), kind_of(Path("handed"))
    ('xlsx', None)
    """
    return next((kind for kind in KINDS if path.suffix.lower() == f".{kind}"), None)


def as_file(kind: Kind, language: str, rows: Iterable[Row]) -> bytes:
    """Return rows as the content of a file."""
    return _WRITTEN[kind](language, rows)


def read_file(path: Path, letters: Letters | None) -> Handed:
    """Read a translator's file, each row with its line.

    ``letters`` are those that its language and the Norwegian are written with, None of a language
    that nobody has begun. Raises BadTranslation.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        cause = "is neither PO nor a spreadsheet that can be read."
        fix = "Save it as .xlsx, .csv or .po."
        raise BadTranslation(Problem("translation-unreadable", str(path), None, cause, fix))
    if ending == "xlsx":
        handed = read_xlsx(path)
    else:
        handed = read_csv(path, letters) if ending in _DELIMITED else read_po(path)
    if not handed.rows:
        cause, fix = "holds no text.", "Is it the file that came back?"
        raise BadTranslation(Problem("translation-unreadable", str(path), None, cause, fix))
    return handed
