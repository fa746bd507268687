"""A journal in whose hearing others count or log what happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

from ivr.journal.events import Event, Kind
from ivr.journal.port import Journal, Status

Hears = Callable[[str, Event, bool], None]
"""Is told of the call's identifier, what happened in it, and whether it was a test call."""


class Overheard:
    """Keeps what another journal keeps, and tells each of those who listen.

    >>> from ivr.journal.port import NoJournal
    >>> journal = Overheard(NoJournal(), lambda call, event, probe: print(event.kind))
    >>> journal.record("CA1", dt.datetime.now(dt.UTC), Event(Kind.ANSWERED))
    answered
    """

    def __init__(self, journal: Journal, *hearers: Hears) -> None:
        self._journal = journal
        self._hearers = hearers

    def begin(self) -> None:
        """Begin to keep in this process."""
        self._journal.begin()

    def record(self, call: str, now: dt.datetime, *events: Event, probe: bool = False) -> None:
        """Keep what happened in a call, and tell it; whoever fails to listen costs no event."""
        for hears in self._hearers:
            with suppress(Exception):
                for event in events:
                    hears(call, event, probe)
        self._journal.record(call, now, *events, probe=probe)

    def count(self, kind: Kind) -> None:
        """Keep it; what happens outside a call is told where it is refused."""
        self._journal.count(kind)

    def status(self) -> Status:
        """Return how the journal fares."""
        return self._journal.status()

    def log_tag(self, call: str) -> str:
        """Return what a call's lines in the log have in common."""
        return self._journal.log_tag(call)

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()
