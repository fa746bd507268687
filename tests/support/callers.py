"""People who call a production server, as their carrier puts it: signed, and asked again if cut."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Final

import httpx

from tests.support.deployment import Deployment
from tests.support.meanwhile import meanwhile

CALLED: Final = "+4721000001"
TURN: Final = "/voice/turn?m=asker&at=languages"
TRIES: Final = 3
"""How often the carrier asks in all when a connection breaks (docs/operators.md)."""


@dataclass
class Callers:
    """Calls of three events' worth each: an answer, a language, and what that leads to.

    Attributes:
        deployment: Who is called.
        tells: Whether the carrier says how calls end.
        made: How many calls were answered.
    """

    deployment: Deployment
    tells: bool = True
    made: int = 0
    _failures: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def call(self, number: int = 1) -> None:
        """Make calls, one after the other."""
        for _ in range(number):
            self.finish(self.begin())
        assert self._failures == []

    def begin(self) -> str:
        """Have a call answered, and return its name."""
        sid = f"CA{random.getrandbits(128):032x}"
        self._ask("/voice", CallSid=sid, CallStatus="in-progress")
        with self._lock:
            self.made += 1
        return sid

    def finish(self, sid: str) -> None:
        """Choose a language, and hang up."""
        self._ask(TURN, CallSid=sid, CallStatus="in-progress", Digits="1")
        if self.tells:
            self._ask("/voice/status", CallSid=sid, CallStatus="completed", CallDuration="9")

    @contextmanager
    def calling(self, people: int = 3) -> Iterator[None]:
        """Have several people call all the while; each request must have been answered."""

        def call(over: threading.Event) -> None:
            while not over.wait(0.01):
                self.finish(self.begin())

        with meanwhile(*[call] * people):
            yield
        assert self._failures == []

    def _ask(self, target: str, **form: str) -> None:
        for attempt in count(1):
            try:
                answer = self.deployment.post(target, To=CALLED, **form)
            except httpx.TransportError as error:
                if attempt < TRIES:
                    continue
                self._failures.append(f"{target}: {error!r}")
                return
            if answer.status_code not in (200, 204) or b"<Say" in answer.content:
                self._failures.append(f"{target}: {answer.status_code} {answer.text}")
            return
