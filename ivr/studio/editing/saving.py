"""From the fields of a form to a change: looked at first, then published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ivr.problems import Refusal
from ivr.studio.changes import Change, Draft, Told, changes_flash, hindrance_flash
from ivr.studio.context import Studio
from ivr.studio.editing.looking import is_to_be_published
from ivr.studio.editing.review import Review, published, reviewed
from ivr.studio.editing.values import Edit, edited
from ivr.studio.people.roles import person


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a form: a ``change`` that was made, or what is to be looked at first."""

    change: Change | None
    review: Review


def saved(studio: Studio, drafted: Callable[[], Draft], *, is_as_begun: bool) -> Saved:
    """Publish what somebody has looked at, or return what it comes to.

    What has become another meanwhile, by somebody else, is looked at again, and so is what the
    disk refuses.
    """
    try:
        if is_as_begun and is_to_be_published():
            with hindrance_flash():
                done = published(studio.changes, drafted, person().name)
                changes_flash(done)
                return Saved(done, Review((), ()))
        return Saved(None, reviewed(studio.changes, drafted))
    except Refusal as refusal:
        return Saved(None, Review(refusal.problems, ()))


def draft_of(studio: Studio, edits: Callable[[], Sequence[Edit]], told: Told) -> Draft:
    """Return a draft of values, made in the files as they are now."""
    wanted = edits()
    seen = studio.changes.seen(*{one.spot.file for one in wanted})
    # Once more, for what was written between the two is not to be lost.
    return Draft(edited(studio.settings.root, edits()), seen, told)
