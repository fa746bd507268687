"""What is counted while calls are taken, by names that come from the configuration alone."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    StateSetMetricFamily,
)
from prometheus_client.metrics_core import Metric

from ivr.journal import Event, Status
from ivr.journal import Kind as Happened
from ivr.model import Hotline
from ivr.refusals import Kind
from ivr.web.metrics.shared import Row, Shared

TURNS: Final = ("answer", "turn", "whisper", "fallback", "status")
"""What the carrier asks for."""

OK: Final = "ok"
APOLOGY: Final = "apology"
"""A turn failed, and the caller heard that something went wrong."""
FAILED: Final = "failed"
"""Nothing, or less than was meant, was answered."""

OUTCOMES: Final = (
    *("answered", "too-short", "busy", "no-answer", "failed", "canceled", "not-connected"),
    *("full", "unknown"),
)
"""How a transfer can end; the last stands for every other word."""

BUCKETS_S: Final = (
    *(0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
)
"""Seconds that turns are told apart by: most take a few milliseconds, and Twilio waits for 5 s."""

_COUNTERS: Final = {
    "ivr_turns": ("Requests of the carrier that were answered.", ("kind", "outcome")),
    "ivr_calls_answered": ("Calls, test calls left out.", ("municipality",)),
    "ivr_transfers": ("Attempts to put a caller through that have ended.", ("service", "outcome")),
    "ivr_fallbacks": ("Times the carrier played the fallback.", ()),
    "ivr_refusals": ("What was refused or came to nothing, as in the log.", ("kind",)),
    "ivr_clips_lost": ("Times a clip was missed while a call was taken.", ()),
    "ivr_journal_lost": ("Events that the journal could not keep.", ()),
}
_SECONDS: Final = "ivr_turn_seconds"
_BOUNDS: Final = (*(str(bound) for bound in BUCKETS_S), "+Inf")
_QUEUED: Final = "ivr_journal_queued_events"
_AWAY: Final = "ivr_journal_away"
_OF_A_PROCESS: Final = ((_QUEUED,), (_AWAY,))
"""Rows that say how a process is now, and nothing once it has ended."""


class Metrics:
    """The counts of a server, of all its processes together.

    >>> metrics = Metrics()
    >>> metrics.turn("answer", OK, 0.004)
    >>> [turns, *_] = metrics.collect(Status())
    >>> [sample.value for sample in turns.samples if sample.labels["kind"] == "answer"]
    [1.0, 0.0, 0.0]
    """

    def __init__(self) -> None:
        self.shared = Shared()
        self._lost = 0
        self._looking = threading.Lock()
        for kind in TURNS:
            self._name("ivr_turns", *((kind, outcome) for outcome in (OK, APOLOGY, FAILED)))
            self._name(_SECONDS, *((kind, bound) for bound in (*_BOUNDS, "sum")))
        self._name("ivr_refusals", *((kind.value,) for kind in Kind))
        for alone in ("ivr_fallbacks", "ivr_clips_lost", "ivr_journal_lost", _QUEUED, _AWAY):
            self._name(alone, ())

    def _name(self, metric: str, *labels: Row) -> None:
        for values in labels:
            self.shared.name((metric, *values))

    def know(self, hotline: Hotline) -> None:
        """Make room for the names of a hotline that is going to be served; before the fork."""
        self._name("ivr_calls_answered", *((key,) for key in hotline.municipalities))
        services = {name for one in hotline.municipalities.values() for name in one.services}
        for name in sorted(services):
            self._name("ivr_transfers", *((name, outcome) for outcome in OUTCOMES))

    def turn(self, kind: str, outcome: str, seconds: float) -> None:
        """Count an answer to the carrier, and how long it took."""
        add = self.shared.add
        add(("ivr_turns", kind, outcome))
        add((_SECONDS, kind, _BOUNDS[bisect_left(BUCKETS_S, seconds)]))
        add((_SECONDS, kind, "sum"), seconds)

    def hear(self, _call: str, event: Event, probe: bool) -> None:  # noqa: FBT001 - as `Hears` has it
        """Count what happened in a call, unless it was a test call."""
        if probe:
            return
        if event.kind is Happened.ANSWERED:
            self.shared.add(("ivr_calls_answered", event.municipality))
        elif event.kind is Happened.TRANSFER:
            outcome = event.outcome if event.outcome in OUTCOMES else OUTCOMES[-1]
            self.shared.add(("ivr_transfers", event.name, outcome))
        elif event.kind is Happened.FALLBACK:
            self.shared.add(("ivr_fallbacks",))

    def refused(self, kind: Kind) -> None:
        """Count what was refused or came to nothing."""
        self.shared.add(("ivr_refusals", kind.value))
        if kind is Kind.LOST_CLIP:
            self.shared.add(("ivr_clips_lost",))

    def look_at(self, status: Status) -> None:
        """Take note of how the journal of this process fares."""
        with self._looking:
            self.shared.set((_QUEUED,), status.queued)
            self.shared.set((_AWAY,), status.state == "spooling")
            self.shared.add(("ivr_journal_lost",), max(status.lost - self._lost, 0))
            self._lost = status.lost

    def forget(self, column: int) -> None:
        """Take away how a process was that has ended; what it counted stays."""
        for row in _OF_A_PROCESS:
            self.shared.clear(column, row)

    def collect(self, journal: Status) -> Iterator[Metric]:
        """Yield every count; ``journal`` is how that of this process fares."""
        self.look_at(journal)
        for name, (told, labels) in _COUNTERS.items():
            counter = CounterMetricFamily(name, told, labels=labels)
            for row in self.shared.named(name):
                counter.add_metric(row[1:], self.shared.total(row))
            yield counter
        yield self._seconds()
        yield from self._journal(journal)

    def _seconds(self) -> Metric:
        told = "Seconds from a request of the carrier to the answer."
        family = HistogramMetricFamily(_SECONDS, told, labels=("kind",))
        for kind in TURNS:
            within = (self.shared.total((_SECONDS, kind, bound)) for bound in _BOUNDS)
            buckets = [*zip(_BOUNDS, accumulate(within), strict=True)]
            family.add_metric((kind,), buckets, self.shared.total((_SECONDS, kind, "sum")))
        return family

    def _journal(self, status: Status) -> Iterator[Metric]:
        away = self.shared.total((_AWAY,)) > 0
        state = "spooling" if away else status.state
        states = {one: one == state for one in ("off", "spooling", "writing")}
        yield StateSetMetricFamily("ivr_journal_state", "How the journal fares.", value=states)
        queued = "Events that wait to be written."
        yield GaugeMetricFamily(_QUEUED, queued, value=self.shared.total((_QUEUED,)))
        spooled = "Bytes that wait on the disk while the database is away."
        yield GaugeMetricFamily("ivr_journal_spool_bytes", spooled, value=status.spooled)
