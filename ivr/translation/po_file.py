"""Rows as a gettext catalogue, which every translation tool reads."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polib

from ivr.translation.catalogue import folded
from ivr.translation.rows import Row


class BadExchangeFile(ValueError):  # noqa: N818 - read as a sentence
    """A translator's file cannot be read; says where and why."""


def write_po(path: Path, language: str, rows: Iterable[Row]) -> None:
    """Write rows as PO: the id as context, the Norwegian as msgid, the comment for translators."""
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
    catalogue.save(str(path))


def read_po(path: Path) -> list[Row]:
    """Read rows from PO, each with its line; raises BadExchangeFile."""
    try:
        catalogue = polib.pofile(str(path), encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadExchangeFile(
            f"{path}: cannot be read as PO: {error}.".replace("\n", " ")
        ) from None
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
