"""PO, for translation tools: the id as context, the Norwegian as msgid.

How an entry was handed out stands in its extracted comment, which translation tools show and never
change.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polib

from ivr.problems import Problem
from ivr.translation.catalogue import folded
from ivr.translation.formats.handed import BadTranslation, Handed
from ivr.translation.rows import Row

MEMORY: Final = "Handed out as:"
"""Begins the line of a comment that says how an entry was translated when it was handed out."""


def as_po(language: str, rows: Iterable[Row]) -> bytes:
    """Return rows as PO; those whose Norwegian has changed are fuzzy, with the old one as well."""
    # A line that is broken anew could lose a blank, and the memory is compared sign by sign.
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for row in rows:
        entry = polib.POEntry(
            msgctxt=row.id,
            msgid=row.source,
            msgstr=row.text,
            comment=f"{row.comment}\n{MEMORY} {row.text}".strip(),
        )
        if row.old_source:
            entry.flags.append("fuzzy")
            entry.previous_msgid = row.old_source
        catalogue.append(entry)
    return str(catalogue).encode()


def read_po(path: Path) -> Handed:
    """Read a PO file, with or without a byte-order mark; raises BadTranslation."""
    try:
        catalogue = polib.pofile(str(path), encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cause = f"cannot be read as PO: {error}."
        problem = Problem("translation-unreadable", str(path), None, cause)
        raise BadTranslation(problem) from None
    language = catalogue.metadata.get("Language", "").strip()
    rows = (
        Row(
            entry.msgctxt or "",
            entry.msgid,
            folded(entry.msgstr),
            entry.comment,
            entry.linenum or 0,
            was=_memory(entry.comment),
            is_fuzzy=entry.fuzzy,
        )
        for entry in catalogue
        if not entry.obsolete
    )
    return Handed(tuple(rows), {language: 1} if language else {})


def _memory(comment: str) -> str | None:
    r"""Return how an entry was handed out, or None where the comment does not tell.

    >>> _memory("Heard in fees.\nHanded out as: Koszty."), _memory("Heard in fees.")
    ('Koszty.', None)
    """
    _, marker, text = f"\n{comment}".partition(f"\n{MEMORY}")
    return folded(text) if marker else None
