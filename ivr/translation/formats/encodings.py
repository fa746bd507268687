"""Bytes of a text file as letters: by what is sure, never by what is likely."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Final

from ivr.translation.letters import Letters

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""How a file begins that says itself how it is written."""

PAGES: Final = tuple(f"cp125{number}" for number in range(9))
"""The pages of Windows, in one of which a spreadsheet saves what it calls CSV."""


def decoded(content: bytes, letters: Letters | None) -> str | None:
    r"""Return the text of a file, or None when it can be read in no way or in several.

    Unicode shows itself. A page of Windows does not: one is believed if it has every letter of the
    language but those of Norwegian words in it, and if reading by it gives letters of the language
    and of the Norwegian alone.

    Example:
        >>> polish = Letters.of(["Proszę nacisnąć, źle"], ["Når du hører"])
        >>> decoded("nacisnąć".encode("cp1250"), polish)
        'nacisnąć'
        >>> decoded("nacisnąć".encode("utf-16"), None)
        'nacisnąć'
        >>> decoded("Proszę".encode("cp1250"), polish) is None  # or [Proszź], by another page
        True
    """
    readings = {*_unicode(content)} or {*_by_page(content, letters)}
    return readings.pop() if len(readings) == 1 else None


def _unicode(content: bytes) -> Iterator[str]:
    marked = (name for mark, name in MARKS if content.startswith(mark))
    # Names of columns are plain letters: every other byte of them is nothing.
    halves = {content[1:8:2]: "utf-16-le", content[0:8:2]: "utf-16-be"}
    bare = (name for half, name in halves.items() if half and not any(half))
    name = next(marked, next(bare, "utf-8"))
    try:
        yield content.decode(name)
    except UnicodeDecodeError:
        return


def _by_page(content: bytes, letters: Letters | None) -> Iterator[str]:
    if letters is None or content.startswith(tuple(mark for mark, _ in MARKS)):
        return
    for page in PAGES:
        try:
            "".join(letters.own - letters.source).encode(page)
            text = content.decode(page)
        except UnicodeError:
            continue
        if letters.hold(text):
            yield text
