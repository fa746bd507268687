"""Texts on their way to a translator and back: a file is handed out, and one comes in."""

from __future__ import annotations

import base64
import tempfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.problems import Problem, Refusal
from ivr.studio.changes import Change
from ivr.studio.context import Studio
from ivr.studio.people.roles import person
from ivr.studio.texts.drafts import Desk, told
from ivr.studio.texts.filters import Filter
from ivr.studio.texts.page import Page
from ivr.translation.formats.files import ENDINGS, Kind, as_file, read_file
from ivr.translation.roundtrip import Review, letters, looked_at, review, rows_for_translator
from ivr.translation.rows import Row
from ivr.translation.sources import to_look_at

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a file as it was handed in, which a confirmation brings again, packed."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A translator's file: its name, and what is in it."""

    name: str
    content: bytes

    @property
    def packed(self) -> str:
        """The content as a field of a form has it.

        >>> Upload.unpacked("pl.po", Upload("pl.po", b"msgid").packed).content
        b'msgid'
        """
        return base64.b64encode(zlib.compress(self.content, 9)).decode()

    @classmethod
    def unpacked(cls, name: str, packed: str) -> Upload:
        """Return the file that a confirmation brings again; raises ValueError for none."""
        try:
            taken = zlib.decompressobj()
            content = taken.decompress(base64.b64decode(packed, validate=True), LARGEST)
        except zlib.error:
            raise ValueError(name) from None
        if not taken.eof:
            raise ValueError(name)
        return cls(name, content)


@dataclass(frozen=True, slots=True)
class Held:
    """A translator's file, held against the texts: its rows, and what becomes of each."""

    upload: Upload
    given: tuple[Row, ...]
    review: Review


def handed_out(page: Page, asked: Filter, kind: Kind) -> bytes:
    """Return the sentences that a filter finds as a file; with the words, if it finds all."""
    shelf = page.shelf(asked.language)
    root, language = page.studio.settings.root, asked.language
    rows = rows_for_translator(page.loaded, language, to_look_at(page.loaded, root, language))
    if asked != Filter(language=language):
        keys = {card.key for card in asked.of(shelf.cards)}
        rows = [row for row in rows if row.key in keys]
    return as_file(kind, language, rows)


def held(page: Page, language: str, upload: Upload, theirs: Collection[str] = ()) -> Held:
    """Hold a translator's file against the texts, and change nothing.

    Raises:
        Refusal: It cannot be read, or is in another language.
    """
    with tempfile.TemporaryDirectory() as folder:
        ending = Path(upload.name).suffix.lower()
        path = Path(folder, f"handed{ending}" if ending[1:] in ENDINGS else "handed")
        path.write_bytes(upload.content)
        handed = read_file(path, letters(page.loaded, language))
    if not handed.is_in(language):
        other, line = handed.other_than(language)
        cause = f"The file says that it is in [{other}], and it was to be taken in as [{language}]."
        fix = "Choose the language that it is in."
        raise Refusal(Problem("other-language", upload.name, line, cause, fix))
    reviewed = review(page.loaded, language, handed.rows, upload.name, theirs)
    return Held(upload, handed.rows, reviewed)


def taken_in(studio: Studio, page: Page, language: str, found: Held) -> Change:
    """Take a file in as it was shown.

    Raises:
        Refusal: The texts would have mistakes; nothing is changed.
        Conflict: Somebody has changed texts of the language at this very moment.
        OSError: The disk refuses.
    """
    root, loaded = studio.settings.root, page.loaded
    if found.review.problems:
        raise Refusal(*found.review.problems)
    desk = Desk.of(loaded, root, language, studio.changes)
    rows = found.review.changed
    made = looked_at(loaded, root, language, found.given, found.review)
    words = told("told_import", language, file=found.upload.name, number=len(rows))
    draft = desk.taken_in(rows, made, words)
    mistakes = [one for one in studio.changes.judge(draft) if one.is_mistake]
    if mistakes:
        raise Refusal(*mistakes)
    return studio.changes.make(draft, person().name)
