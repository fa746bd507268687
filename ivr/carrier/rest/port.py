"""What is asked of an account at the carrier, in words of our own; who answers is told elsewhere.

Every method may raise `AccountRefusal`: what the carrier, or the way to it, did not give.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from ivr.problems import Refusal


class AccountRefusal(Refusal):
    """The account could not be asked, or refused; says what the carrier said, and the fix.

    The code of its problem tells the kind: ``account-refused`` (20003: wrong credentials),
    ``account-forbidden`` (right ones, with too few rights), ``account-not-found`` (20404),
    ``account-busy`` (429, after waiting as told), ``account-away`` (no connection, no answer in
    time), ``account-answer`` (an answer that cannot be read) and ``account-error`` for the rest.
    """

    @property
    def is_not_found(self) -> bool:
        """Whether the account was asked, and has no such thing."""
        return any(problem.code == "account-not-found" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Handler:
    """An address that the carrier asks, and how; ``url`` has its overrides, and may be empty."""

    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class RentedNumber:
    """A number of the account.

    Attributes:
        sid: The carrier's name for it, ``PN…``.
        number: In E.164.
        label: The name that the console shows.
        voice: Asked when a call comes in.
        fallback: Asked when that fails.
        status: Told when a call is over.
        application: The SID of an application, or of a trunk, that takes its calls instead; empty.
        capable: Whether it can be called at all.
    """

    sid: str
    number: str
    label: str
    voice: Handler
    fallback: Handler
    status: Handler
    application: str = ""
    capable: bool = True


@dataclass(frozen=True, slots=True)
class FreeNumber:
    """A number that can be rented: ``kind`` is ``local``, ``mobile``, ``national`` or so.

    ``address`` is what the carrier wants to know of whoever rents it: ``none``, ``any``, ``local``
    or ``foreign``.
    """

    number: str
    place: str
    kind: str
    address: str
    voice: bool


@dataclass(frozen=True, slots=True)
class Price:
    """What a number or a call of a ``kind`` costs, in a currency by its three letters."""

    kind: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class MinutePrices:
    """What a minute costs: calls that come in, by the number's kind; calls out, by where to."""

    incoming: tuple[Price, ...]
    outgoing: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class AccountState:
    """The account itself: ``status`` is ``active``, ``suspended`` or ``closed``."""

    sid: str
    name: str
    status: str
    is_trial: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left to spend, in a currency by its three letters."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Dialling:
    """Whether a country's telephones may be rung: ordinary numbers, and two costly kinds."""

    country: str
    low_risk: bool
    high_risk_special: bool
    high_risk_toll_fraud: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that the carrier noted as wrong; nothing of a caller is kept of it.

    ``code`` is the carrier's number for it, ``at`` when, ``level`` ``error`` or ``warning``,
    ``path`` the address it was about, without host and query.
    """

    code: str
    at: dt.datetime
    level: str
    path: str = ""


class Account(Protocol):
    """An account at the carrier."""

    def state(self) -> AccountState:
        """Return how the account itself is."""

    def balance(self) -> Balance:
        """Return what is left to spend."""

    def has_profile(self) -> bool | None:
        """Tell whether a business profile is approved; None where that cannot be seen."""

    def numbers(self) -> tuple[RentedNumber, ...]:
        """Return every number of the account, all pages of them."""

    def set_number(self, sid: str, changes: Mapping[str, str]) -> RentedNumber:
        """Change a number; ``changes`` are by the names of the REST interface, ``VoiceUrl``."""

    def free_numbers(self, country: str, most: int) -> Iterator[FreeNumber]:
        """Yield numbers of a country that can be rented, of every kind, ``most`` of each."""

    def monthly_prices(self, country: str) -> tuple[Price, ...]:
        """Return what each kind of number of a country costs a month."""

    def minute_prices(self, country: str) -> MinutePrices:
        """Return what calls to and from a country's numbers cost, for those who call from there."""

    def dialling(self, country: str) -> Dialling:
        """Return whether a country's telephones may be rung."""

    def alerts(self, since: dt.datetime, most: int) -> tuple[Alert, ...]:
        """Return what was noted as wrong since a moment, the newest first, ``most`` of it."""

    def region(self, number: str) -> str:
        """Return where the calls to a number are processed: ``us1``, ``ie1``, ``au1``."""

    def set_region(self, number: str, region: str) -> None:
        """Have the calls to a number processed elsewhere."""

    def clock(self) -> dt.datetime:
        """Return what the carrier's clock says, aware."""
