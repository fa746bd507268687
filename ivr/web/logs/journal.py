"""A line for each event of a call, where an operator asks for it."""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import suppress
from dataclasses import fields
from typing import Final

from ivr.journal import Event, Journal, Kind, Status
from ivr.web.logs.setup import TOLD

log = logging.getLogger("ivr")

_FIELDS: Final = tuple(field.name for field in fields(Event) if field.name not in ("kind", "n"))


class LoggedJournal:
    """A journal whose events of calls are lines of the log as well.

    Whatever keeps a log writes the time to the microsecond beside each line, so that whoever has
    the carrier's list of calls could tell who asked about what. That is why it must be asked for.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def record(self, call: str, now: dt.datetime, *events: Event, probe: bool = False) -> None:
        """Say what happened in a call, and keep it."""
        with suppress(Exception):  # a line is never worth an event
            for event in events:
                told = {name: getattr(event, name) for name in _FIELDS}
                kept = {name: one for name, one in told.items() if one not in ("", None)}
                if not event.route:
                    del kept["route"]
                beside = {"call": self.log_tag(call)} | kept | ({"probe": True} if probe else {})
                log.info(event.kind.value, extra={TOLD: beside})
        self._journal.record(call, now, *events, probe=probe)

    def count(self, kind: Kind) -> None:
        """Keep it; what happens outside a call has lines of its own."""
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
