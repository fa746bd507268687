"""Rows as a table for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ivr.translation.catalogue import folded
from ivr.translation.po_file import BadExchangeFile
from ivr.translation.rows import Row

COLUMNS: Final = ("id", "norwegian", "translation", "comment")


def write_csv(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as CSV with a byte-order mark, so that spreadsheets read the letters right."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((row.id, row.source, row.text, row.comment) for row in rows)


def read_csv(path: Path) -> list[Row]:
    """Read rows from CSV, comma or semicolon, each with its line; raises BadExchangeFile."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = ";" if first.count(";") > first.count(",") else ","
            reader = csv.DictReader(file, delimiter=delimiter, strict=True)
            return _rows(path, reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadExchangeFile(f"{path}: cannot be read as CSV: {error}.") from None


def _rows(path: Path, reader: csv.DictReader[str]) -> list[Row]:
    missing = [column for column in COLUMNS[:3] if column not in (reader.fieldnames or [])]
    if missing:
        raise BadExchangeFile(
            f"{path}:1: the column [{missing[0]}] is missing. "
            f"The first line names the columns: {', '.join(COLUMNS)}."
        )
    found = []
    line = 2
    for record in reader:
        text = folded(record["translation"] or "")
        found.append(Row(record["id"], record["norwegian"] or "", text, "", line))
        line = reader.line_num + 1
    return found
