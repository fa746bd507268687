"""What the webhook asks of a journal; one that keeps nothing stands in where there is none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from ivr.journal.events import Event, Kind


@dataclass(frozen=True, slots=True)
class Status:
    """How a journal fares in one process.

    Attributes:
        state: ``off`` where nothing is kept, ``writing``, or ``spooling`` while the database is
            away.
        queued: Events that wait to be written.
        spooled: Bytes that wait on the disk, of all processes of this machine.
        lost: Events that could not be kept since this process began.
        reason: Why the database is away; empty while it is not.
    """

    state: str = "off"
    queued: int = 0
    spooled: int = 0
    lost: int = 0
    reason: str = ""


class Journal(Protocol):
    """Keeps what happens; none of its methods waits, or raises."""

    def begin(self) -> None:
        """Begin to write in this process, which forks no more; the first event does so too."""

    def record(self, call: str, now: dt.datetime, *events: Event, probe: bool = False) -> None:
        """Keep what happened in a call, in its order.

        ``call`` is the carrier's identifier of it, which goes no further than into the tag; empty
        for what belongs to no call.
        """

    def count(self, kind: Kind) -> None:
        """Keep that something happened outside any call; many alike become one event."""

    def status(self) -> Status:
        """Return how the journal fares."""

    def log_tag(self, call: str) -> str:
        """Return what a call's lines in the log have in common; empty while no key is held."""

    def close(self) -> None:
        """Write or spool what is queued, within seconds."""


class NoJournal:
    """A journal that keeps nothing.

    >>> NoJournal().status().state
    'off'
    """

    def begin(self) -> None:
        """Do nothing."""

    def record(self, call: str, now: dt.datetime, *events: Event, probe: bool = False) -> None:
        """Keep nothing."""

    def count(self, kind: Kind) -> None:
        """Keep nothing."""

    def status(self) -> Status:
        """Return that it is off."""
        return Status()

    def log_tag(self, call: str) -> str:  # noqa: ARG002 - there is no key to hash it with
        """Return nothing."""
        return ""

    def close(self) -> None:
        """Do nothing."""
