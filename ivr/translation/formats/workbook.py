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
from ivr.translation.formats.columns import as_cells, from_cells, has_columns
from ivr.translation.formats.handed import BadTranslation, Handed
from ivr.translation.rows import Row

WIDTHS: Final = (28, 60, 60, 40, 10, 40, 40)
"""Letters in a line of each column."""

MOST_CELLS: Final = 1_000_000
"""Of a sheet, empty ones as well, for each takes memory: twenty times those of every text."""


LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a workbook once it is unpacked; the texts of a language take a hundredth of it."""


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
    """Read the sheet of a workbook that has the columns; raises BadTranslation.

    Where none has them it is the first; where two have, one may be a copy with other texts.
    """
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        if unpacked > LARGEST:
            raise _unreadable(path, "unpacked it is far larger than texts are.")
        book = load_workbook(io.BytesIO(content), data_only=True)
    except OSError as error:
        raise _unreadable(path, f"{error.strerror}.") from None
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError):
        raise _unreadable(path, "it is no workbook.") from None
    if any(sheet.max_row * sheet.max_column > MOST_CELLS for sheet in book.worksheets):
        raise _unreadable(path, "something stands far below or beside its texts.")
    sheets = [sheet for sheet in book.worksheets if _has_columns(sheet)]
    if len(sheets) > 1:
        named = ", ".join(f"[{sheet.title}]" for sheet in sheets)
        what, fix = (
            f"holds the texts in {len(sheets)} sheets: {named}.",
            "Keep the one that counts.",
        )
        raise BadTranslation(Problem("translation-unreadable", str(path), None, what, fix))
    sheet = sheets[0] if sheets else book.worksheets[0]
    written = load_workbook(io.BytesIO(content))[sheet.title]
    assert isinstance(written, Worksheet)  # noqa: S101 - of the same name, in the same file
    return from_cells(str(path), _lines(path, sheet, written))


def _has_columns(sheet: Worksheet) -> bool:
    head = next(sheet.iter_rows(max_row=1, values_only=True), ())
    return has_columns([_text(value) for value in head])


def _lines(path: Path, sheet: Worksheet, written: Worksheet) -> Iterator[tuple[int, list[str]]]:
    """Yield the values of every line; ``written`` is the sheet with formulas as they were typed."""
    for number, (cells, typed) in enumerate(zip(sheet, written, strict=True), 1):
        for cell, formula in zip(cells, typed, strict=True):
            if cell.data_type == "e" or (cell.value is None and formula.data_type == "f"):
                cause = f"the cell {cell.coordinate} holds a formula without a text."
                fix = "Type the text itself; before a = that it begins with, type an apostrophe."
                raise BadTranslation(
                    Problem("translation-unreadable", str(path), number, cause, fix)
                )
        yield number, [_text(cell.value) for cell in cells]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _unreadable(path: Path, why: str) -> BadTranslation:
    what, fix = f"cannot be read as XLSX: {why}", "Save it again as .xlsx."
    return BadTranslation(Problem("translation-unreadable", str(path), None, what, fix))
