"""A translator's file on the command line: how it is read, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ivr.cli.project import Refused

if TYPE_CHECKING:
    from ivr.translation.letters import Letters
    from ivr.translation.roundtrip import Review
    from ivr.translation.rows import Row


def read(file: Path, language: str, letters: Letters | None) -> tuple[Row, ...]:
    """Return the rows of a file; raises Refused for one that is damaged or in another language."""
    from ivr.problems import Problem, Refusal
    from ivr.translation.formats.files import read_file
    from ivr.translation.formats.handed import BadTranslation
    from ivr.translation.roundtrip import is_code

    try:
        handed = read_file(file, letters)
    except BadTranslation as error:
        raise Refused(error) from None
    if not handed.is_in(language):
        told, line = handed.other_than(language)
        what = f"The file says that it is in [{told}], and it was to be taken in as [{language}]."
        fix = f"Nothing was changed. If the file is right: ivr prompts import {told} {file.name}"
        if not is_code(told):
            fix = f"Nothing was changed. Have it say [{language}] there, if that is what it is in."
        raise Refused(Refusal(Problem("other-language", str(file), line, what, fix)))
    return handed.rows


def notes(reviewed: Review, given: Sequence[Row], *, is_new: bool) -> Iterator[str]:
    """Yield what the reader of the file should know, a line each."""
    if not is_new and all(row.was is None for row in given):
        yield (
            "This file does not tell how it was handed out, so what was changed here meanwhile "
            "cannot be seen: look at the changes with --dry-run."
        )
    for id_ in reviewed.outdated:
        yield f"[{id_}] was translated from an older Norwegian; look at it again."
    for id_ in reviewed.fuzzy:
        yield f"[{id_}] is marked as fuzzy and left out; take the mark away when it is right."
    for id_ in reviewed.kept:
        yield f"[{id_}] was changed here meanwhile, and not by the translator; it stays."
    yield from map(str, reviewed.conflicts)
