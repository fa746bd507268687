"""PO, for translation tools: the id as context, the Norwegian as msgid.

How an entry was handed out stands in its extracted comment, which translation tools show and never
change.
"""

from __future__ import annotations

import re
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

TEXT: Final = re.compile(r"(?:msg\S+\s+(?=\S)|(?=\"))(.*)")
"""A line that holds a text, or a part of one."""

QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


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
        half = _half_quoted(path.read_text(encoding="utf-8-sig"))
        if half is not None:
            why = "a text does not stand between two quotation marks."
            fix = 'Write " before and behind it, and \\" inside it.'
            raise _unreadable(path, why, fix, half)
        catalogue = polib.pofile(str(path), encoding="utf-8-sig")
    except UnicodeDecodeError:
        fix = "Have the translator save it with the character set UTF-8."
        raise _unreadable(path, "it is not in UTF-8.", fix) from None
    except OSError as error:
        raise _unreadable(path, f"{error}.") from None
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


def _half_quoted(content: str) -> int | None:
    r"""Return the first line whose text is not quoted as a whole, of which polib drops a letter.

    >>> (
    ...     _half_quoted('msgid "Ha det."\nmsgstr "Bye."'),
    ...     _half_quoted('msgid "Ha det."\nmsgstr "Bye.'),
    ... )
    (None, 2)
    """
    for number, line in enumerate(content.split("\n"), 1):
        text = TEXT.match(line.strip())
        if text and not QUOTED.fullmatch(text[1]):
            return number
    return None


def _unreadable(path: Path, why: str, fix: str = "", line: int | None = None) -> BadTranslation:
    what = f"cannot be read as PO: {why}"
    return BadTranslation(Problem("translation-unreadable", str(path), line, what, fix))


def _memory(comment: str) -> str | None:
    r"""Return how an entry was handed out, or None where the comment does not tell.

    >>> _memory("Heard in fees.\nHanded out as: Koszty."), _memory("Heard in fees.")
    ('Koszty.', None)
    """
    _, marker, text = f"\n{comment}".partition(f"\n{MEMORY}")
    return folded(text) if marker else None
