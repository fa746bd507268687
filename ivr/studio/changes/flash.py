"""Telling somebody on the next page what came of what they did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from flask import flash

from ivr.problems import Problem
from ivr.studio.changes.draft import Change, Conflict
from ivr.studio.pages.told import told
from ivr.studio.pages.words import word

CHANGED = "change"
"""The kind of message that `changed.html` shows: from when callers hear it, and the way back."""

WRONG = "wrong"
"""The kind of message that says why something was not done."""


def changes_flash(change: Change) -> None:
    """Have the next page say that a change was made, what callers hear from when, and undo it."""
    if not change.id:
        flash(word("history.nothing"))
        return
    flash({"id": change.id, "notes": [told(note) for note in change.notes]}, CHANGED)  # type: ignore[arg-type] # whatever a session can hold


def refusal_flash(problems: Iterable[Problem]) -> None:
    """Have the next page say why nothing was changed."""
    for problem in problems:
        flash(told(problem), WRONG)


@contextmanager
def hindrance_flash() -> Iterator[None]:
    """Have the page say that others, or the disk, kept something from being done."""
    try:
        yield
    except Conflict:
        flash(word("history.crowded"), WRONG)
    except OSError:
        flash(word("history.disk_refuses"), WRONG)
