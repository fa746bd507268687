"""CSV, as spreadsheets write it: commas, semicolons or tabs, in UTF-8, UTF-16 or a Windows page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from ivr.problems import Problem
from ivr.translation.formats.columns import as_cells, from_cells
from ivr.translation.formats.encodings import decoded
from ivr.translation.formats.handed import BadTranslation, Handed
from ivr.translation.letters import Letters
from ivr.translation.rows import Row


def as_csv(language: str, rows: Iterable[Row]) -> bytes:
    """Return rows as CSV with a byte-order mark, so that spreadsheets read the letters right."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(as_cells(language, rows))
    return out.getvalue().encode("utf-8-sig")


def read_csv(path: Path, letters: Letters | None) -> Handed:
    """Read CSV; ``letters`` are those that its language and the Norwegian are written with.

    Raises BadTranslation; without ``letters`` only what is Unicode is read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, f"{error.strerror}.") from None
    text = decoded(content, letters)
    if text is None:
        fix = "Have the translator save it as [CSV UTF-8], or as .xlsx: here it may show others."
        raise _unreadable(path, "which letters it holds is not certain.", fix)
    try:
        return from_cells(str(path), _lines(text))
    except csv.Error as error:
        raise _unreadable(path, f"{error}.") from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _delimiter(head: str) -> str:
    r"""Return what stands between the names of the columns.

    >>> _delimiter("id;norwegian;translation"), _delimiter("id\tnorwegian\ttranslation")
    (';', '\t')
    """
    return max(",;\t", key=head.count)


def _unreadable(path: Path, why: str, fix: str = "") -> BadTranslation:
    what = f"cannot be read as CSV: {why}"
    return BadTranslation(Problem("translation-unreadable", str(path), None, what, fix))
