"""What is handed to a translator, and what is made of it when it comes back."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ivr.definition import Loaded
from ivr.definition.yaml.file import YamlFile
from ivr.files import write_whole
from ivr.model.prompts import VoiceChoice
from ivr.problems import Problem, in_order
from ivr.translation.catalogue import Part, Sentence, folded, sentences
from ivr.translation.changes import Change, Conflict, letters_lost, sort
from ivr.translation.letters import Letters
from ivr.translation.rows import Row, outdated, refusals, rows, where_heard
from ivr.translation.sources import made_from, source
from ivr.translation.words import DIGITS, is_word, missing_words, word_refusals, word_rows, words
from ivr.translation.writer import translated, write_catalogue

CODE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A language's code, which is the name of its catalogue and of the folder of its clips."""


@dataclass(frozen=True, slots=True)
class Review:
    """A translator's file, held against the project.

    ``problems`` keep it from being taken in; ``outdated`` are the ids of sentences whose Norwegian
    has changed since it was handed out; ``changes`` are what it says anew. Not taken in are
    ``conflicts`` and ``fuzzy`` ids; ``kept`` were changed here, and not by the translator.
    """

    problems: tuple[Problem, ...]
    outdated: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    kept: tuple[str, ...] = ()
    fuzzy: tuple[str, ...] = ()

    @property
    def changed(self) -> tuple[Row, ...]:
        """The rows that say something new."""
        return tuple(one.row for one in self.changes)


def is_code(language: str) -> bool:
    """Tell whether a catalogue can be called so.

    >>> is_code("de"), is_code("pt-BR"), is_code("German"), is_code("../nb")
    (True, True, False, False)
    """
    return bool(CODE.fullmatch(language))


def has_catalogue(loaded: Loaded, language: str) -> bool:
    """Tell whether a language has been begun, offered to callers or not."""
    return f"prompts/{language}" in loaded.files


def rows_for_translator(
    loaded: Loaded, language: str, older: Mapping[str, Sentence] | None = None
) -> list[Row]:
    """Return what a translator of a language gets: its words, then its sentences.

    A language without a catalogue gets every row, all of them empty. ``older`` is the Norwegian
    that sentences to be looked at were made from.
    """
    original = loaded.files[f"prompts/{loaded.hotline.fallback_language}"]
    ours = loaded.files.get(f"prompts/{language}")
    wanted = set(loaded.prompts(language))
    asked = {key: one for key, one in sentences(original).items() if key in wanted}
    written = sentences(ours) if ours else {}
    return [
        *word_rows(words(original), words(ours) if ours else {}),
        *(_marked(row, older or {}) for row in rows(asked, written, where_heard(loaded))),
    ]


def _marked(row: Row, older: Mapping[str, Sentence]) -> Row:
    old = older[row.key].parts().get(row.part, "") if row.key in older and row.text else ""
    return row if old == row.source else replace(row, old_source=old)


def looked_at(
    loaded: Loaded, root: Path, language: str, given: Sequence[Row], reviewed: Review
) -> dict[str, Sentence]:
    """Return the Norwegian that a translator's sentences are made from, as far as it shows.

    What is new was made from the Norwegian beside it. What came back as it was handed out, and is
    not in doubt, holds for the Norwegian of now, unless that has changed meanwhile. Raises
    BadSources.
    """
    if language == loaded.hotline.fallback_language:
        return {}
    original, known = source(loaded), made_from(loaded, root, language)
    changed = {row.id for row in reviewed.changed}
    left = {one.row.id for one in reviewed.conflicts}.union(reviewed.kept, reviewed.fuzzy)
    found: dict[str, dict[Part, str]] = {}
    for row in given:
        if is_word(row) or row.id in left or not row.text:
            continue
        is_old = row.id in reviewed.outdated
        if row.id in changed or (row.was is not None and not is_old):
            now = original[row.key]
            parts = found.setdefault(row.key, {**known.get(row.key, now).parts()})
            parts[row.part] = folded(row.source) if is_old else now.parts()[row.part]
    return {key: Sentence(one["text"], one.get("without", "")) for key, one in found.items()}


def letters(loaded: Loaded, language: str) -> Letters | None:
    """Return the letters a language is written with here; None of one that nobody has begun."""
    if not has_catalogue(loaded, language):
        return None
    original = loaded.files[f"prompts/{loaded.hotline.fallback_language}"]
    return Letters.of(*map(_texts, (loaded.files[f"prompts/{language}"], original)))


def _texts(book: YamlFile) -> list[str]:
    said = [text for one in sentences(book).values() for text in one.parts().values()]
    return [*words(book).values(), *said]


def review(
    loaded: Loaded,
    language: str,
    given: Sequence[Row],
    file: str,
    theirs: Collection[str] = (),
) -> Review:
    """Hold a translator's rows against the project.

    ``file`` is where they stand; ``theirs`` are the ids to take in whatever was changed here.
    """
    original = source(loaded)
    ours = {row.id: row.text for row in rows_for_translator(loaded, language)}
    # What is not taken in is not judged; that it stands there twice is.
    judged = [replace(row, text="") if row.is_fuzzy else row for row in given]
    told = [row for row in judged if not is_word(row)]
    said = [row for row in judged if is_word(row)]
    problems = [*word_refusals(file, said), *refusals(file, told, original)]
    if has_catalogue(loaded, language):
        problems += letters_lost(file, judged, ours)
    else:
        problems += missing_words(file, judged)
        given = [replace(row, was=None) for row in given]
    found = sort(given, ours, theirs)
    return Review(
        in_order(problems),
        tuple(outdated([row for row in told if row.text], original)),
        found.changes,
        found.conflicts,
        tuple(row.id for row in found.kept),
        tuple(row.id for row in found.fuzzy),
    )


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
    path = _path(root, language)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = changed(loaded, language, before, given)
    if after != before:
        write_whole(path, after.encode(), lasting=True)


def changed(loaded: Loaded, language: str, content: str, given: Sequence[Row]) -> str:
    """Return the text of a language's catalogue with rows without problems put into it.

    ``content`` is the file's text as it is now, empty where there is none.
    """
    # A list of digits, and a sentence of two wordings, is written as a whole where a folder's own
    # file does not have it yet.
    ids, keys = {row.id for row in given}, {_whole(row) for row in given}
    ours = rows_for_translator(loaded, language)
    rest = [row for row in ours if _whole(row) in keys and row.id not in ids]
    return translated(content, [*given, *rest], source(loaded))


def _whole(row: Row) -> str:
    """Return what a row is written as a part of."""
    if is_word(row):
        return "digits" if row.id in DIGITS else row.id
    return f"sentence {row.key}"


def _path(root: Path, language: str) -> Path:
    return root / "prompts" / f"{language}.yaml"
