"""The script sheet: what a speaker reads from, as a table and as a page to print."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

COLUMNS: Final = ("id", "text", "heard", "seconds")
_RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
)
STYLE: Final = """
body { font: 14pt/1.5 sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em }
article { border-top: 1px solid #999; break-inside: avoid; padding: .6em 0 }
h2 { font: bold 11pt monospace; margin: 0 }
p { margin: .2em 0 }
.text { font-size: 18pt }
.heard { color: #444; font-size: 11pt }
"""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One text of the sheet.

    Attributes:
        id: The name to save the recording under, without its ending.
        text: The words.
        heard: Where callers hear them.
        seconds: How long the recording may be.
    """

    id: str
    text: str
    heard: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Heading:
    """The language of a sheet: its code and what it calls itself."""

    language: str
    name: str


def csv_sheet(rows: Iterable[SheetRow]) -> bytes:
    """Return the sheet as CSV with a byte-order mark, so that spreadsheets read the letters right.

    Example:
        >>> csv_sheet([SheetRow("goodbye", "Bye.", "Heard in every call.", 3)]).splitlines()[1]
        b'goodbye,Bye.,Heard in every call.,3'
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows((row.id, row.text, row.heard, row.seconds) for row in rows)
    return file.getvalue().encode("utf-8-sig")


def html_sheet(heading: Heading, rows: Sequence[SheetRow]) -> bytes:
    """Return the sheet as a page to print, readable without the internet.

    Example:
        >>> page = html_sheet(Heading("ar", "العربية"), [SheetRow("goodbye", "<b>", "", 3)])
        >>> b'dir="rtl"' in page, b"&lt;b&gt;" in page
        (True, True)
    """
    title = f"Script: {escape(heading.name)} ({escape(heading.language)})"
    articles = "\n".join(_article(heading.language, row) for row in rows)
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<style>{STYLE}</style>
<h1>{title}</h1>
<p>{len(rows)} texts. Save each recording under the name above its text, for example
<b>{escape(rows[0].id) if rows else "goodbye"}.wav</b>. Speak calmly, as to an old neighbour.
A quiet room, a hand's width from the microphone, half a second of silence before and after.</p>
{articles}
</html>
""".encode()


def _article(language: str, row: SheetRow) -> str:
    return (
        f"<article><h2>{escape(row.id)}</h2>"
        f'<p class="text" {in_language(language)}>{escape(row.text)}</p>'
        f'<p class="heard">{escape(row.heard)} At most {row.seconds} seconds.</p></article>'
    )


def in_language(language: str) -> str:
    """Return the attributes of an element whose text is in a language.

    Example:
        >>> in_language("ur")
        'lang="ur" dir="rtl"'
    """
    direction = "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
    return f'lang="{escape(language)}" dir="{direction}"'
