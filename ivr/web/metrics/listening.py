"""What is counted of the events that a journal is given: every place of a call reports once."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from ivr.journal import Event, Journal, Kind, Status
from ivr.web.metrics.counted import Metrics


class MeteredJournal:
    """A journal whose events are counted as well, but for those of test calls."""

    def __init__(self, journal: Journal, metrics: Metrics) -> None:
        self._journal = journal
        self._metrics = metrics

    def record(self, call: str, now: dt.datetime, *events: Event, probe: bool = False) -> None:
        """Count what happened in a call, and keep it."""
        with suppress(Exception):  # a count is never worth an event
            for event in () if probe else events:
                self._count(event)
        self._journal.record(call, now, *events, probe=probe)

    def _count(self, event: Event) -> None:
        if event.kind is Kind.ANSWERED:
            self._metrics.call_answered(event.municipality)
        elif event.kind is Kind.TRANSFER:
            self._metrics.transfer_ended(event.name, event.outcome)
        elif event.kind is Kind.FALLBACK:
            self._metrics.fell_back()

    def count(self, kind: Kind) -> None:
        """Keep it; what happens outside a call is counted where it is refused."""
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
