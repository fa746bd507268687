"""A workbook takes no more memory than its texts need."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ivr.translation.formats.handed import BadTranslation
from ivr.translation.formats.workbook import read_xlsx


def test_a_cell_far_away_is_told_and_does_not_fill_the_memory(tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "pl.xlsx"
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["id", "norwegian", "translation"])
    sheet.cell(1_000_000, 200).value = "x"
    book.save(path)
    with pytest.raises(BadTranslation, match="far below or beside"):
        read_xlsx(path)
