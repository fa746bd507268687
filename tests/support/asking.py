"""Callers who ask a production server for the same menu without a pause, and what they got."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import Final

import httpx

from tests.support.deployment import FORM, Deployment, signed
from tests.support.meanwhile import meanwhile
from tests.support.processes import PATIENCE_SECONDS

MAIN_MENU: Final = "/voice/turn?m=asker&at=step&l=nb&n=main"
AGAIN: Final = {"Digits": "#"}
"""Whoever presses it hears the main menu again, and both of the sentences that are marked below."""


@dataclass
class Callers:
    """Some callers who ask for the main menu, one request after the other."""

    server: Deployment
    answers: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @contextmanager
    def calling(self, number: int) -> Iterator[None]:
        """Half of them on a connection that stays, as a proxy has it; half on a new one each."""
        with meanwhile(*(partial(self._call, stays=n % 2 == 0) for n in range(number))):
            yield

    def _call(self, over: Event, *, stays: bool) -> None:
        url, headers = self.server.url + MAIN_MENU, signed(MAIN_MENU, **AGAIN)
        limits = httpx.Limits(max_keepalive_connections=1 if stays else 0)
        with httpx.Client(limits=limits, timeout=PATIENCE_SECONDS) as client:
            while not over.is_set():
                try:
                    answer = client.post(url, data=FORM | AGAIN, headers=headers)
                except httpx.HTTPError as error:
                    self.failures.append(repr(error))
                else:
                    kept = self.answers if answer.status_code == 200 else self.failures
                    kept.append(answer.text)
