"""Having a change taken over by whatever answers calls from the folder."""

from __future__ import annotations

import signal
from contextlib import suppress

from ivr.problems import Problem, Refusal, Severity
from ivr.serving.assembly import Assembly
from ivr.serving.publishing.awaiting import (
    HalfPublished,
    NotPublished,
    have_taken,
    send,
    server_in,
    settled_server_in,
    wait_for_workers,
)
from ivr.serving.publishing.content import content_version
from ivr.serving.publishing.losses import refuse_losses
from ivr.serving.publishing.status import Master
from ivr.studio.changes.draft import HeardFrom
from ivr.studio.line import Line
from ivr.studio.settings import StudioSettings


class TakingOver:
    """What hears of one change: it begins before the files are written, and ends after.

    Raises NotPublished where a server runs in the folder that cannot be told anything.
    """

    def __init__(self, settings: StudioSettings, line: Line) -> None:
        self._root = settings.root
        self._is_own = settings.is_own
        self._line = line
        self._server = settled_server_in(self._root)
        if self._server is not None:
            send(self._server, 0)  # who may not tell it anything changes nothing
        self._was_changed = self._differs(self._server)
        line.look()
        self._before = None if self._server is not None else self._assembly()

    @property
    def has_server(self) -> bool:
        """Whether a production server answers calls from the folder."""
        return self._server is not None

    def end(self) -> HeardFrom:
        """Have the files as they are now taken over; return from when callers hear them.

        Raises:
            Refusal: Callers would lose something by it, or the server refuses it.
        """
        self._line.look()
        if self._server is not None:
            have_taken(self._root, self._server, content_version(self._root))
            return HeardFrom.NOW
        self._refuse_losses()
        return HeardFrom.SOON if self._is_own else HeardFrom.START

    def notes(self) -> tuple[Problem, ...]:
        """Wait until each worker has what was taken over; return what went wrong beside."""
        if self._server is None:
            return ()
        notes: tuple[Problem, ...] = ()
        if self._was_changed:
            cause = "Files that were changed by hand before were taken over as well."
            notes = (Problem("published-beside", "config", None, cause, "", Severity.WARNING),)
        try:
            version = content_version(self._root)
            wait_for_workers(self._root, self._server, version, lambda _: None)
        except HalfPublished as half:
            notes += half.problems
        return notes

    def go_back(self) -> None:
        """Have the former files, which are there again, taken over where they are not served."""
        self._line.look()
        with suppress(NotPublished):
            if self._differs(server := server_in(self._root)) and server is not None:
                send(server, signal.SIGHUP)

    def _differs(self, server: Master | None) -> bool:
        return server is not None and server.version != content_version(self._root)

    def _refuse_losses(self) -> None:
        """Refuse what `ivr run` would, where the folder was sound before."""
        after = self._assembly()
        if self._before is None:
            return
        if after is None:
            raise Refusal(*(_not_published(reason) for reason in self._line.reasons))
        refuse_losses(self._before, after)

    def _assembly(self) -> Assembly | None:
        """Return what can be heard of the folder; None where nothing can be served of it."""
        try:
            found = self._line.assembly
        except Refusal:
            return None
        return None if self._line.reasons else found


def _not_published(reason: str) -> Problem:
    return Problem("not-published", "", None, reason)
