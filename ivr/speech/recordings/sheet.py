"""The script sheet: what a speaker reads from, as a table and as a page to print."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

COLUMNS: Final = ("id", "text", "heard", "seconds", "about", "total", "group")
_RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
)
STYLE: Final = """
body { font: 14pt/1.5 sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em }
article { border-top: 1px solid #999; break-inside: avoid; padding: .6em 0 }
h2 { font-size: 16pt; margin: 1.5em 0 .5em; break-after: avoid }
h3, article h2 { font: bold 11pt monospace; margin: 0 }
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
        about: Seconds it takes to say.
        group: What it is about, with those beside it; empty where the sheet has no groups.
    """

    id: str
    text: str
    heard: str
    seconds: int
    about: float
    group: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The language of a sheet: its code and what it calls itself."""

    language: str
    name: str


def csv_sheet(rows: Sequence[SheetRow]) -> bytes:
    """Return the sheet as CSV with a byte-order mark, so that spreadsheets read the letters right.

    Example:
        >>> csv_sheet([SheetRow("goodbye", "Bye.", "In every call.", 3, 0.8, "End")]).splitlines()[
        ...     1
        ... ]
        b'goodbye,Bye.,In every call.,3,0.8,0:01,End'
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row, far in zip(rows, _so_far(rows), strict=True):
        cells = (row.id, row.text, row.heard, row.seconds, f"{row.about:.1f}", far, row.group)
        writer.writerow(cells)
    return file.getvalue().encode("utf-8-sig")


def html_sheet(heading: Heading, rows: Sequence[SheetRow]) -> bytes:
    """Return the sheet as a page to print, readable without the internet.

    Example:
        >>> page = html_sheet(Heading("ar", "العربية"), [SheetRow("goodbye", "<b>", "", 3, 0.8)])
        >>> b'dir="rtl"' in page, b"&lt;b&gt;" in page
        (True, True)
    """
    title = f"Script: {escape(heading.name)} ({escape(heading.language)})"
    pairs = list(zip(rows, _so_far(rows), strict=True))
    whole = pairs[-1][1] if pairs else "0:00"
    articles = "\n".join(
        (f"<h2>{escape(group)}</h2>\n" if group else "")
        + "\n".join(_article(heading.language, row, far) for row, far in together)
        for group, together in itertools.groupby(pairs, key=lambda pair: pair[0].group)
    )
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<style>{STYLE}</style>
<h1>{title}</h1>
<p>{len(rows)} texts, {whole} minutes of speaking. Save each recording under the name above its
text, for example <b>{escape(rows[0].id) if rows else "goodbye"}.wav</b>. Speak calmly, as to an old
neighbour. A quiet room, a hand's width from the microphone, half a second of silence before and
after.</p>
{articles}
</html>
""".encode()


def minutes(seconds: float) -> str:
    """Return a length as clocks show it.

    Example:
        >>> minutes(61.2)
        '1:01'
    """
    return f"{round(seconds) // 60}:{round(seconds) % 60:02}"


def _so_far(rows: Iterable[SheetRow]) -> list[str]:
    return [minutes(seconds) for seconds in itertools.accumulate(row.about for row in rows)]


def _article(language: str, row: SheetRow, so_far: str) -> str:
    return (
        f"<article><h3>{escape(row.id)}</h3>"
        f'<p class="text" {in_language(language)}>{escape(row.text)}</p>'
        f'<p class="heard">{escape(row.heard)} About {max(round(row.about), 1)} seconds, at most '
        f"{row.seconds}. So far {so_far}.</p></article>"
    )


def in_language(language: str) -> str:
    """Return the attributes of an element whose text is in a language.

    Example:
        >>> in_language("ur")
        'lang="ur" dir="rtl"'
    """
    direction = "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
    return f'lang="{escape(language)}" dir="{direction}"'
