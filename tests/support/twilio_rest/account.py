"""The account behind the stand-in: what tests set, and what they find changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from tests.support.hotline import TOKEN
from tests.support.twilio_rest.faults import Fault

Json: TypeAlias = dict[str, Any]

REGIONS: Final = ("us1", "ie1", "au1")
SECRETS: Final = {"us1": TOKEN, "ie1": "1e57" * 8, "au1": "a057" * 8}
"""The auth token of each region."""

UNSET: Final = {
    "friendly_name": "",
    "voice_url": "",
    "voice_method": "POST",
    "voice_fallback_url": "",
    "voice_fallback_method": "POST",
    "status_callback": "",
    "status_callback_method": "POST",
    "voice_application_sid": "",
    "trunk_sid": None,
    "voice_receive_mode": "voice",
}
"""What a number is set to when nobody has set it; each region has settings of its own."""


def sid(kind: str, number: int) -> str:
    """Return an identifier of the carrier's making."""
    return f"{kind}{number:032x}"


@dataclass
class Rented:
    """A number of the account, and what is set for it in each region."""

    sid: str
    number: str
    settings: dict[str, Json]
    voice: bool = True


@dataclass(frozen=True)
class Asked:
    """A request: ``at`` is by a clock that only runs on."""

    method: str
    host: str
    path: str
    values: dict[str, str]
    at: float


@dataclass
class RestAccount:
    """An account: a test changes it at any moment, and the next answer is of what it is then.

    ``rights`` are ``main``, ``standard`` (everything but the account itself) or ``restricted``.
    ``profiles`` None stands for an account that may not ask for them. ``regions`` holds where
    numbers are processed; one that is not there has no setting. ``free`` are numbers to rent by
    country and kind, ``alerts`` the newest first. ``minutes`` hold prices by country: ``("in",
    kind, price)`` and ``("out", where to, price, whose number is shown)``.
    """

    region: str = "us1"
    key: bool = False
    rights: str = "main"
    sid: str = sid("AC", 0xAC)
    name: str = "Kommunen"
    status: str = "active"
    kind: str = "Full"
    balance: str = "52.30"
    currency: str = "USD"
    profiles: list[str] | None = field(default_factory=lambda: ["twilio-approved"])
    numbers: list[Rented] = field(default_factory=list)
    regions: dict[str, str] = field(default_factory=dict)
    permissions: dict[str, tuple[bool, bool, bool]] = field(
        default_factory=lambda: {"NO": (True, False, False)}
    )
    alerts: list[Json] = field(default_factory=list)
    free: dict[str, dict[str, list[Json]]] = field(default_factory=dict)
    prices: dict[str, dict[str, str]] = field(default_factory=dict)
    minutes: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    page: int = 50
    ahead: dt.timedelta = dt.timedelta()
    asked: list[Asked] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=dict)
    proxy: str = ""
    planted: list[tuple[str, Fault]] = field(default_factory=list)

    def rent(self, number: str, *, voice: bool = True, **settings: str | None) -> Rented:
        """Add a number; what is set for it is set in the account's region."""
        unset = {name: {**UNSET, "friendly_name": number} for name in REGIONS}
        unset[self.region].update(settings)
        rented = Rented(sid("PN", len(self.numbers) + 1), number, unset, voice)
        self.numbers.append(rented)
        return rented

    def set_of(self, number: str) -> Json:
        """Return what is set for a number in the account's region."""
        [rented] = [one for one in self.numbers if one.number == number]
        return rented.settings[self.region]

    def offer(self, country: str, kind: str, *numbers: str, **fields: object) -> None:
        """Have numbers to rent: ``kind`` is ``local``, ``mobile``, ``toll_free`` or so."""
        kinds = self.free.setdefault(country, {})
        kinds.setdefault(kind, []).extend({"phone_number": one, **fields} for one in numbers)

    def note(self, code: str, url: str = "", level: str = "error", **fields: object) -> None:
        """Have something noted as wrong, now unless a field says when."""
        now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        alert = {"error_code": code, "request_url": url, "log_level": level}
        self.alerts.insert(0, {**alert, "date_created": now, "date_generated": now, **fields})

    def plant(self, part: str, fault: Fault) -> None:
        """Plant a fault for addresses, host and all, that hold a text; the last one counts."""
        self.planted.insert(0, (part, fault))

    def fault(self, address: str) -> Fault | None:
        """Return the fault of an answer, counting it."""
        planted = (one for part, one in self.planted if part in address)
        return next(filter(Fault.applies, planted), None)

    def changes(self) -> list[Asked]:
        """Return the requests that were to change something."""
        return [one for one in self.asked if one.method != "GET"]
