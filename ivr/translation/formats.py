"""Rows as the files translators work in: PO for translation tools, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polib

from ivr.problems import Problem, Refusal
from ivr.translation.catalogue import folded
from ivr.translation.rows import Row

COLUMNS: Final = ("id", "norwegian", "translation", "comment")


class BadTranslation(Refusal):
    """A translator's file cannot be read; says where and why."""


def read_rows(path: Path) -> list[Row]:
    """Read rows from PO, or CSV by its ending, each with its line; raises BadTranslation."""
    return _read_csv(path) if path.suffix.lower() == ".csv" else _read_po(path)


def as_po(language: str, rows: Iterable[Row]) -> bytes:
    """Return rows as PO: the id as context, the Norwegian as msgid, the comment for translators."""
    catalogue = polib.POFile(wrapwidth=98)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for row in rows:
        entry = polib.POEntry(
            msgctxt=row.id, msgid=row.source, msgstr=row.text, comment=row.comment
        )
        catalogue.append(entry)
    return str(catalogue).encode()


def as_csv(rows: Iterable[Row]) -> bytes:
    """Return rows as CSV with a byte-order mark, so that spreadsheets read the letters right."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows((row.id, row.source, row.text, row.comment) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _read_po(path: Path) -> list[Row]:
    try:
        catalogue = polib.pofile(str(path), encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        cause = f"cannot be read as PO: {error}."
        problem = Problem("translation-unreadable", str(path), None, cause)
        raise BadTranslation(problem) from None
    return [
        Row(
            entry.msgctxt or "",
            entry.msgid,
            folded(entry.msgstr),
            entry.comment,
            entry.linenum or 0,
        )
        for entry in catalogue
        if not entry.obsolete
    ]


def _read_csv(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = ";" if first.count(";") > first.count(",") else ","
            reader = csv.DictReader(file, delimiter=delimiter, strict=True)
            return _records(path, reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        cause = f"cannot be read as CSV: {error}."
        problem = Problem("translation-unreadable", str(path), None, cause)
        raise BadTranslation(problem) from None


def _records(path: Path, reader: csv.DictReader[str]) -> list[Row]:
    missing = [column for column in COLUMNS[:3] if column not in (reader.fieldnames or [])]
    if missing:
        cause = f"the column [{missing[0]}] is missing."
        fix = f"The first line names the columns: {', '.join(COLUMNS)}."
        raise BadTranslation(Problem("translation-unreadable", str(path), 1, cause, fix))
    found = []
    line = 2
    for record in reader:
        text = folded(record["translation"] or "")
        found.append(Row(record["id"], record["norwegian"] or "", text, "", line))
        line = reader.line_num + 1
    return found
