"""Callers who ask a production server for the same menu without a pause, and what they got."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx

from tests.support.deployment import FORM, Deployment, signed
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
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def calling(self, number: int) -> Iterator[None]:
        """Half of them on a connection that stays, as a proxy has it; half on a new one each."""
        threads = [threading.Thread(target=self._call, args=(n % 2 == 0,)) for n in range(number)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _call(self, stays: bool) -> None:  # noqa: FBT001 - a thread's argument
        url, headers = self.server.url + MAIN_MENU, signed(MAIN_MENU, **AGAIN)
        limits = httpx.Limits(max_keepalive_connections=1 if stays else 0)
        with httpx.Client(limits=limits, timeout=PATIENCE_SECONDS) as client:
            while not self.over.is_set():
                try:
                    answer = client.post(url, data=FORM | AGAIN, headers=headers)
                except httpx.HTTPError as error:
                    self.failures.append(repr(error))
                else:
                    kept = self.answers if answer.status_code == 200 else self.failures
                    kept.append(answer.text)
