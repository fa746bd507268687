"""What is handed to a translator, and what is made of it when it comes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.definition import Loaded
from ivr.model.prompts import VoiceChoice
from ivr.problems import Fault
from ivr.translation.catalogue import Sentence, sentences
from ivr.translation.heard import heard
from ivr.translation.rows import Row, outdated, refusals, rows
from ivr.translation.words import is_word, missing_words, word_refusals, word_rows, words
from ivr.translation.writer import write_catalogue, write_translations

CODE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A language's code, which is the name of its catalogue and of the folder of its clips."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A translator's file, held against the project.

    ``faults`` keep it from being taken in; ``outdated`` are the ids of sentences whose Norwegian
    has changed since it was handed out; ``changed`` are the rows that say something new.
    """

    faults: tuple[Fault, ...]
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


def handed_out(loaded: Loaded, language: str) -> list[Row]:
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
        *rows(asked, written, heard(loaded)),
    ]


def taken_back(loaded: Loaded, language: str, given: Sequence[Row], file: str) -> Returned:
    """Hold a translator's rows against the project; ``file`` is where they stand."""
    original, ours = source(loaded), {row.id: row.text for row in handed_out(loaded, language)}
    told = [row for row in given if not is_word(row)]
    said = [row for row in given if is_word(row)]
    faults = [*word_refusals(file, said), *refusals(file, told, original)]
    if not has_catalogue(loaded, language):
        faults += missing_words(file, given)
    changed = tuple(row for row in given if row.text and ours.get(row.id, "") != row.text)
    return Returned(tuple(sorted(faults)), tuple(outdated(told, original)), changed)


def write(
    loaded: Loaded, root: Path, language: str, given: Sequence[Row], voice: VoiceChoice
) -> None:
    """Put a translator's rows without faults into the language's catalogue, or begin it.

    ``voice`` speaks a language that is new.
    """
    path, fallback = root / "prompts" / f"{language}.yaml", loaded.hotline.fallback_language
    if has_catalogue(loaded, language):
        write_translations(path, given, source(loaded))
    else:
        write_catalogue(path, voice, given, source(loaded), fallback)
