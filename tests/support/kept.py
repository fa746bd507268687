"""A journal that keeps events in a list, where a test can look at them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from ivr.journal import Event, Kind, NoJournal


@dataclass(frozen=True)
class Kept:
    """An event as the journal was told of it."""

    call: str
    now: dt.datetime
    event: Event
    probe: bool


@dataclass
class KeptJournal(NoJournal):
    """Keeps what it is told."""

    kept: list[Kept] = field(default_factory=list)
    counts: Counter[Kind] = field(default_factory=Counter)

    def record(self, call: str, now: dt.datetime, *events: Event, probe: bool = False) -> None:
        self.kept += [Kept(call, now, event, probe) for event in events]

    def count(self, kind: Kind) -> None:
        self.counts[kind] += 1

    @property
    def events(self) -> list[Event]:
        return [one.event for one in self.kept]

    def told(self) -> list[str]:
        """Every event in a line."""
        return [in_words(event) for event in self.events]


def in_words(event: Event) -> str:
    """Say what an event is, without its municipality and its seconds.

    >>> in_words(Event(Kind.KEY, "asker", language="pl", at="step", name="fees", key="1"))
    'key 1 at step fees in pl'
    """
    place = " ".join(filter(None, (event.at, event.name)))
    where = f"at {place}" if event.at else place
    route = str(event.route) if event.route else ""
    topic = f"about {event.topic}" if event.topic else ""
    language = f"in {event.language}" if event.language else ""
    words = (event.kind, event.label, event.key, where, route, event.outcome, topic, language)
    return " ".join(filter(None, words))
