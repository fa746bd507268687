"""Every import can be undone: what it replaced is kept beside the catalogues, out of git.

prompts/.undo/LANGUAGE.json holds the last imports of a language, and the folder tells git itself to
leave it out, in whichever repository a hotline is kept.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from ivr.files import write_whole
from ivr.problems import Problem, Refusal
from ivr.translation.blocks import Block, put_back
from ivr.translation.catalogue import Sentence
from ivr.translation.rows import Row
from ivr.translation.sources import Lines, own_lines, set_lines
from ivr.translation.words import DIGITS, NAME, is_word

MOST: Final = 10
"""Imports of a language that are kept."""


class CannotUndo(Refusal):
    """An import cannot be undone; says which texts were changed since, or that there is none."""


@dataclass(frozen=True, slots=True)
class Import:
    """An import that was made: from which file, when, and the catalogue before and after it.

    ``before`` is None where the import made the catalogue. ``blocks`` are the places that it
    changed; ``made_from`` is what was kept before of the Norwegian behind sentences, None where
    nothing was.
    """

    file: str
    at: dt.datetime
    before: str | None
    after: str
    blocks: tuple[Block, ...]
    made_from: Lines


@dataclass(frozen=True, slots=True)
class State:
    """A language as it is on the disk: its catalogue's text, None without one, and its sources."""

    text: str | None
    made_from: dict[str, Sentence]


def state(root: Path, language: str) -> State:
    """Return how a language is now; raises OSError, and BadSources."""
    return State(_text(root, language), own_lines(root, language))


def _text(root: Path, language: str) -> str | None:
    path = _catalogue(root, language)
    return path.read_bytes().decode() if path.exists() else None


def keep(
    root: Path,
    language: str,
    file: Path,
    *,
    before: State,
    changed: Iterable[Row],
    at: dt.datetime,
) -> None:
    """Keep what an import that has just been written replaced; nothing if it changed nothing.

    Raises OSError when the disk refuses; the language is then as it was before the import.
    """
    after = state(root, language)
    if after == before:
        return
    blocks = tuple(dict.fromkeys(map(_block, changed)))
    old, new = before.made_from, after.made_from
    lines = {key: old.get(key) for key in old | new if old.get(key) != new.get(key)}
    made = Import(file.name, at, before.text, after.text or "", blocks, lines)
    try:
        _write(root, language, [*imports(root, language), made][-MOST:])
    except OSError:
        _restore(_catalogue(root, language), before.text)
        set_lines(root, language, lines)
        raise


def undo(root: Path, language: str) -> Import:
    """Put back what the last import of a language replaced, and return that import.

    Everything else in the catalogue stays, with its comments.

    Raises:
        CannotUndo: There is none, or texts were changed since; names them, and changes nothing.
        BadSources: What translations were made from cannot be read.
        OSError: The disk refuses; the catalogue is as it was.
    """
    kept = imports(root, language)
    path = _catalogue(root, language)
    name = f"prompts/{language}.yaml"
    if not kept:
        cause = "No import of this language is kept."
        raise CannotUndo(Problem("nothing-to-undo", name, None, cause, "It may be in git."))
    last = kept[-1]
    try:
        now = _text(root, language)
    except UnicodeDecodeError:
        cause = "The file is not UTF-8, so nothing can be put back into it."
        raise CannotUndo(Problem("edited-since", name, None, cause, "Take it from git.")) from None
    text = last.before
    if now != last.after:
        if last.before is None:
            cause = "The import made this file, and it was changed since."
            raise CannotUndo(Problem("edited-since", name, None, cause, "Remove it by hand."))
        edited, text = put_back(last.before, last.after, now or "", last.blocks)
        fix = "Put its text back by hand, or take it from git."
        causes = [f"[{block[-1]}] was changed since." for block in edited]
        if causes:
            raise CannotUndo(*(Problem("edited-since", name, None, one, fix) for one in causes))
    _restore(path, text)
    try:
        set_lines(root, language, last.made_from)
        _write(root, language, kept[:-1])
    except OSError:
        _restore(path, now)
        raise
    return last


def imports(root: Path, language: str) -> list[Import]:
    """Return the imports of a language that can be undone, the last one last.

    What was kept and cannot be read is no more than lost.
    """
    try:
        kept = json.loads(_record(root, language).read_text(encoding="utf-8"))
        return [
            Import(
                str(one["file"]),
                dt.datetime.fromisoformat(one["at"]),
                one["before"],
                str(one["after"]),
                tuple(tuple(map(str, block)) for block in one["blocks"]),
                {key: Sentence(**was) if was else None for key, was in one["made_from"].items()},
            )
            for one in kept
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _block(row: Row) -> Block:
    """Return the place of a catalogue that a row is written to."""
    if not is_word(row):
        return "prompts", row.key
    if row.id == NAME:
        return ("name",)
    return ("digits",) if row.id in DIGITS else ("keys",)


def _restore(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
    else:
        write_whole(path, text.encode(), lasting=True)


def _write(root: Path, language: str, kept: list[Import]) -> None:
    path = _record(root, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path.parent / ".gitignore", b"*\n")
    told = [{**asdict(one), "at": one.at.isoformat()} for one in kept]
    write_whole(path, json.dumps(told, ensure_ascii=False, indent=1).encode(), lasting=True)


def _catalogue(root: Path, language: str) -> Path:
    return root / "prompts" / f"{language}.yaml"


def _record(root: Path, language: str) -> Path:
    return root / "prompts" / ".undo" / f"{language}.json"
