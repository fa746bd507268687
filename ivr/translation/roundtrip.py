"""What is handed to a translator, and what is made of it when it comes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.definition import Loaded
from ivr.model.prompts import VoiceChoice
from ivr.problems import Problem, in_order
from ivr.translation.catalogue import Sentence, sentences
from ivr.translation.rows import Row, outdated, refusals, rows, where_heard
from ivr.translation.words import is_word, missing_words, word_refusals, word_rows, words
from ivr.translation.writer import write_catalogue, write_translations

CODE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A language's code, which is the name of its catalogue and of the folder of its clips."""


@dataclass(frozen=True, slots=True)
class Review:
    """A translator's file, held against the project.

    ``problems`` keep it from being taken in; ``outdated`` are the ids of sentences whose Norwegian
    has changed since it was handed out; ``changed`` are the rows that say something new.
    """

    problems: tuple[Problem, ...]
    outdated: tuple[str, ...]
    changed: tuple[Row, ...]


def is_code(language: str) -> bool:
    """Tell whether a catalogue can be called so.

    >>> is_code("de"), is_code("pt-BR"), is_code("German"), is_code("../nb")
    (True, True, False, False)
    """
    return bool(CODE.fullmatch(language))


def has_catalogue(loaded: Loaded, language: str) -> bool:
    """Tell whether a language has been begun, offered to callers or not."""
    return f"prompts/{language}" in loaded.files


def source(loaded: Loaded) -> dict[str, Sentence]:
    """Return the sentences that all others are translated from."""
    return sentences(loaded.files[f"prompts/{loaded.hotline.fallback_language}"])


def rows_for_translator(loaded: Loaded, language: str) -> list[Row]:
    """Return what a translator of a language gets: its words, then its sentences.

    A language without a catalogue gets every row, all of them empty.
    """
    original = loaded.files[f"prompts/{loaded.hotline.fallback_language}"]
    ours = loaded.files.get(f"prompts/{language}")
    wanted = set(loaded.prompts(language))
    asked = {key: one for key, one in sentences(original).items() if key in wanted}
    written = sentences(ours) if ours else {}
    return [
        *word_rows(words(original), words(ours) if ours else {}),
        *rows(asked, written, where_heard(loaded)),
    ]


def review(loaded: Loaded, language: str, given: Sequence[Row], file: str) -> Review:
    """Hold a translator's rows against the project; ``file`` is where they stand."""
    original, ours = (
        source(loaded),
        {row.id: row.text for row in rows_for_translator(loaded, language)},
    )
    told = [row for row in given if not is_word(row)]
    said = [row for row in given if is_word(row)]
    problems = [*word_refusals(file, said), *refusals(file, told, original)]
    if not has_catalogue(loaded, language):
        problems += missing_words(file, given)
    changed = tuple(row for row in given if row.text and ours.get(row.id, "") != row.text)
    return Review(in_order(problems), tuple(outdated(told, original)), changed)


def begin(
    loaded: Loaded, root: Path, language: str, given: Sequence[Row], voice: VoiceChoice
) -> None:
    """Make the catalogue of a new language, which a voice speaks, of rows without problems.

    Raises OSError when the disk refuses; there is no catalogue then.
    """
    fallback = loaded.hotline.fallback_language
    write_catalogue(_path(root, language), voice, given, source(loaded), fallback)


def change(loaded: Loaded, root: Path, language: str, given: Sequence[Row]) -> None:
    """Put rows without problems into a language's catalogue.

    Raises OSError when the disk refuses; the catalogue is then as it was.
    """
    write_translations(_path(root, language), given, source(loaded))


def _path(root: Path, language: str) -> Path:
    return root / "prompts" / f"{language}.yaml"
