"""An account at the carrier in memory alone: for what must hold wherever a request fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from ivr.carrier.rest.port import Account, AccountRefusal, Handler, RentedNumber
from ivr.problems import Problem


@dataclass
class Ledger:
    """Numbers with their regions; the request after ``patience`` others is refused.

    With ``heard`` that one is carried out all the same, and its answer lost.
    """

    rented: dict[str, RentedNumber]
    regions: dict[str, str] = field(default_factory=dict)
    patience: int | None = None
    heard: bool = False
    asked: int = 0
    written: int = 0

    def numbers(self) -> tuple[RentedNumber, ...]:
        self._refuse()
        return tuple(self.rented.values())

    def region(self, number: str) -> str:
        self._refuse()
        return self.regions.get(number, "us1")

    def set_number(self, sid: str, changes: Mapping[str, str]) -> RentedNumber:
        if is_refused := self._is_refused():
            self._lose()
        is_ = self.rented[sid]
        self.rented[sid] = changed(is_, changes)
        self.written += 1
        if is_refused:
            raise AWAY
        return self.rented[sid]

    def set_region(self, number: str, region: str) -> None:
        if is_refused := self._is_refused():
            self._lose()
        self.regions[number] = region
        self.written += 1
        if is_refused:
            raise AWAY

    def _lose(self) -> None:
        if not self.heard:
            raise AWAY

    def _is_refused(self) -> bool:
        self.asked += 1
        return self.patience is not None and self.asked == self.patience + 1

    def _refuse(self) -> None:
        if self._is_refused():
            raise AWAY

    @property
    def account(self) -> Account:
        """What of an account is needed to set its numbers."""
        return cast("Account", self)


AWAY = AccountRefusal(Problem("account-away", "", None, "The carrier does not answer."))


def changed(number: RentedNumber, changes: Mapping[str, str]) -> RentedNumber:
    """Return a number as the carrier has it after a request."""
    voice, fallback, status = number.voice, number.fallback, number.status
    application = number.application
    for name, kind in (("VoiceApplicationSid", "AP"), ("TrunkSid", "TK")):
        if changes.get(name):
            application = changes[name]
        elif name in changes and application.startswith(kind):
            application = ""
    return replace(
        number,
        label=changes.get("FriendlyName", number.label),
        voice=_handler(voice, changes, "VoiceUrl", "VoiceMethod"),
        fallback=_handler(fallback, changes, "VoiceFallbackUrl", "VoiceFallbackMethod"),
        status=_handler(status, changes, "StatusCallback", "StatusCallbackMethod"),
        application=application,
    )


def _handler(is_: Handler, changes: Mapping[str, str], url: str, method: str) -> Handler:
    return Handler(changes.get(url, is_.url), changes.get(method, is_.method))
