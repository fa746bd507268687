"""The changes of a project: how each is judged, made and taken back."""

from __future__ import annotations

from ivr.problems import Problem
from ivr.studio.changes.draft import Change, Draft
from ivr.studio.line import Line
from ivr.studio.settings import StudioSettings


class Changes:
    """Makes changes one after the other, whoever asks."""

    def __init__(self, settings: StudioSettings, line: Line) -> None:
        self._settings = settings
        self._line = line

    def seen(self, *names: str) -> dict[str, str]:
        """Return the digests of files as they are, for a draft that begins now."""
        raise NotImplementedError

    def judge(self, draft: Draft) -> tuple[Problem, ...]:
        """Return what is wrong with the project as a draft would have it, mistakes and warnings.

        Raises:
            Conflict: Somebody else has changed one of its files.
        """
        raise NotImplementedError

    def differences(self, draft: Draft) -> tuple[str, ...]:
        """Return in words what callers would hear otherwise."""
        raise NotImplementedError

    def make(self, draft: Draft, who: str) -> Change:
        """Write a draft, keep what it replaces, and have it taken over; whole, or not at all.

        Raises:
            Refusal: The project would have mistakes that it has not now.
            Conflict: Somebody else has changed one of its files.
            OSError: The disk refuses.
        """
        raise NotImplementedError

    def last(self, number: int = 20) -> tuple[Change, ...]:
        """Return the latest changes, the newest first."""
        raise NotImplementedError

    def can_undo(self, change: Change) -> bool:
        """Tell whether its files are still as it left them."""
        raise NotImplementedError

    def undo(self, change_id: str, who: str) -> Change:
        """Put the files back as they were before a change; raises as `make` does."""
        raise NotImplementedError
