"""Counting what is refused, and a line in the log for each kind and period."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

PERIOD_SECONDS: Final = 600.0
"""How long a kind that has been logged is only counted."""

MOST_ALIKE: Final = 200
"""So many things are told apart at a time; the rest are told by their kind alone."""

log = logging.getLogger("ivr")


class Kind(StrEnum):
    """What can be refused or fail, by the name of its counter."""

    SIGNATURE = "signature"
    UNLISTED_NUMBER = "unlisted-number"
    FAILED_TRANSFER = "failed-transfer"
    CARRIER_ERROR = "carrier-error"
    LOST_CLIP = "lost-clip"
    UNREADABLE = "unreadable-request"
    FLOOD = "flood"
    LONG_CALL = "long-call"
    FULL_SERVICE = "full-service"


Later = Callable[[float, Callable[[], None]], None]
"""Does something after some seconds."""


def _later(seconds: float, what: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, what)
    timer.daemon = True  # a server that stops waits for no line of the log
    timer.start()


class Refusals:
    """The refusals of one process.

    The first of a kind is logged at once. Whatever is alike in the ``period`` (seconds) after it
    is counted and told in one line at its end, and so on until a period has passed without.

    >>> refusals = Refusals()
    >>> refusals.count(Kind.LOST_CLIP)
    >>> refusals.counts["lost-clip"], refusals.counts["signature"]
    (1, 0)
    """

    def __init__(self, period: float = PERIOD_SECONDS, later: Later = _later) -> None:
        self._period = period
        self._later = later
        self._lock = threading.Lock()
        self._counts: Counter[Kind] = Counter()
        self._repeats: dict[tuple[Kind, str], int] = {}
        self._told: tuple[Callable[[Kind], None], ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many there were of each kind since the process began."""
        with self._lock:
            return {kind.value: self._counts[kind] for kind in Kind}

    def listen(self, told: Callable[[Kind], None]) -> None:
        """Have somebody told of the kind of whatever is counted from now on."""
        self._told += (told,)

    def count(self, kind: Kind) -> None:
        """Count one of a kind that leaves a line of its own elsewhere."""
        with self._lock:
            self._counts[kind] += 1
        for told in self._told:
            told(kind)

    def note(self, kind: Kind, told: Callable[[], str], about: str = "") -> None:
        """Count one of a kind, and log it unless its like has been logged in this period.

        ``told`` gives the sentence, without anything of the caller; it is asked only when it is
        logged. ``about`` tells things of one kind apart.
        """
        self.count(kind)
        with self._lock:
            alike = kind, about
            if alike not in self._repeats and len(self._repeats) >= MOST_ALIKE:
                alike = kind, ""
            if alike in self._repeats:
                self._repeats[alike] += 1
                return
            self._repeats[alike] = 0
        sentence = told()
        log.warning("%s", sentence)
        self._later(self._period, lambda: self._tell_repeats(alike, sentence))

    def _tell_repeats(self, alike: tuple[Kind, str], sentence: str) -> None:
        with self._lock:
            repeats = self._repeats.pop(alike)
            if repeats:
                self._repeats[alike] = 0
        if repeats:
            log.warning("%d more in %g minutes: %s", repeats, self._period / 60, sentence)
            self._later(self._period, lambda: self._tell_repeats(alike, sentence))
