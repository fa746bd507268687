"""XLSX, the file of Excel and its like, in which no letter can be lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from ivr.problems import Problem
from ivr.translation.formats.columns import as_cells, from_cells
from ivr.translation.formats.handed import BadTranslation, Handed
from ivr.translation.rows import Row

WIDTHS: Final = (28, 60, 60, 40, 10, 40, 40)
"""Letters in a line of each column."""


def as_xlsx(language: str, rows: Iterable[Row]) -> bytes:
    """Return rows as a workbook of one sheet, whose head stays in sight."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new book has one
    sheet.title = language
    for number, cells in enumerate(as_cells(language, rows), 1):
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(number, column)
            cell.value = text
            # A text that begins with = is no formula.
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for number, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFG"[number]].width = width
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_xlsx(path: Path) -> Handed:
    """Read the first sheet of a workbook; raises BadTranslation."""
    try:
        book = load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    except OSError as error:
        raise _unreadable(path, f"{error.strerror}.") from None
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError):
        raise _unreadable(path, "it is no workbook.") from None
    return from_cells(str(path), _lines(book.worksheets[0]))


def _lines(sheet: Worksheet) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        yield number, ["" if value is None else str(value) for value in cells]


def _unreadable(path: Path, why: str) -> BadTranslation:
    what, fix = f"cannot be read as XLSX: {why}", "Save it again as .xlsx."
    return BadTranslation(Problem("translation-unreadable", str(path), None, what, fix))
