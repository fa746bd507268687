"""What the carrier's REST interface answers, as far as it is read; other fields are left alone."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Final, TypeVar
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from ivr.carrier.rest import refusals
from ivr.carrier.rest.asking import Json
from ivr.carrier.rest.port import (
    AccountState,
    Alert,
    Dialling,
    FreeNumber,
    Handler,
    MinutePrices,
    Price,
    RentedNumber,
)

Name = Annotated[str, Field(min_length=1)]
Amount = Annotated[Decimal, Field(strict=False)]
Moment = Annotated[AwareDatetime, Field(strict=False)]

_LONG_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])\+?[0-9]{5,}(?![0-9A-Za-z])")


class Answer(BaseModel):
    """An answer: what is missing or of another kind makes it unreadable."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


A = TypeVar("A", bound=Answer)


class AccountAnswer(Answer):
    """The account; its auth token stands in the answer too, and is not read."""

    sid: Name
    friendly_name: str | None = None
    status: Name
    type: str | None = None

    def meant(self) -> AccountState:
        """Return it in words of our own."""
        return AccountState(self.sid, self.friendly_name or "", self.status, self.type == "Trial")


class BalanceAnswer(Answer):
    """What is left to spend."""

    balance: Amount
    currency: Name


class Capabilities(Answer):
    """What a number can do."""

    voice: bool = True


class NumberAnswer(Answer):
    """A number of the account."""

    sid: Name
    phone_number: Name
    friendly_name: str | None = None
    voice_url: str | None = None
    voice_method: str | None = None
    voice_fallback_url: str | None = None
    voice_fallback_method: str | None = None
    status_callback: str | None = None
    status_callback_method: str | None = None
    voice_application_sid: str | None = None
    trunk_sid: str | None = None
    voice_receive_mode: str | None = None
    capabilities: Capabilities | None = None

    def meant(self) -> RentedNumber:
        """Return it in words of our own; one that is set to take faxes takes no calls."""
        return RentedNumber(
            self.sid,
            self.phone_number,
            self.friendly_name or "",
            Handler(self.voice_url or "", self.voice_method or "POST"),
            Handler(self.voice_fallback_url or "", self.voice_fallback_method or "POST"),
            Handler(self.status_callback or "", self.status_callback_method or "POST"),
            self.trunk_sid or self.voice_application_sid or "",
            (self.capabilities or Capabilities()).voice and self.voice_receive_mode != "fax",
        )


class FreeAnswer(Answer):
    """A number that can be rented."""

    phone_number: Name
    locality: str | None = None
    region: str | None = None
    address_requirements: str | None = None
    capabilities: Capabilities | None = None

    def meant(self, kind: str) -> FreeNumber:
        """Return it in words of our own."""
        return FreeNumber(
            self.phone_number,
            self.locality or self.region or "",
            kind,
            self.address_requirements or "none",
            (self.capabilities or Capabilities()).voice,
        )


class KindsAnswer(Answer):
    """The kinds of numbers that a country has, each with where to ask for them."""

    subresource_uris: dict[str, str]


class DiallingAnswer(Answer):
    """Whether a country may be rung."""

    iso_code: Name
    low_risk_numbers_enabled: bool
    high_risk_special_numbers_enabled: bool
    high_risk_tollfraud_numbers_enabled: bool

    def meant(self) -> Dialling:
        """Return it in words of our own."""
        return Dialling(
            self.iso_code,
            self.low_risk_numbers_enabled,
            self.high_risk_special_numbers_enabled,
            self.high_risk_tollfraud_numbers_enabled,
        )


class AlertAnswer(Answer):
    """Something noted as wrong, without the text and the variables, which may tell of a caller."""

    error_code: str | None = None
    log_level: str | None = None
    date_generated: Moment | None = None
    date_created: Moment
    request_url: str | None = None

    def meant(self) -> Alert:
        """Return it in words of our own."""
        at = (self.date_generated or self.date_created).astimezone(dt.UTC)
        return Alert(
            self.error_code or "", at, self.log_level or "", path_of(self.request_url or "")
        )


class RouteAnswer(Answer):
    """Where the calls to a number are processed."""

    voice_region: Name


class ProfileAnswer(Answer):
    """A business profile."""

    status: Name


class PriceAnswer(Answer):
    """What a kind of number costs: a month, or a minute of calls to it."""

    number_type: Name
    current_price: Amount

    def meant(self, currency: str) -> Price:
        """Return it in words of our own."""
        return Price(self.number_type, self.current_price, currency.upper())


class PricesAnswer(Answer):
    """What a country's numbers cost."""

    price_unit: Name
    phone_number_prices: list[PriceAnswer]

    def meant(self) -> tuple[Price, ...]:
        """Return it in words of our own."""
        return tuple(one.meant(self.price_unit) for one in self.phone_number_prices)


class CallPriceAnswer(Answer):
    """What a minute of a call out costs, by where it goes and whose number is shown."""

    friendly_name: Name
    origination_prefixes: list[str]
    destination_prefixes: list[str]
    current_price: Amount

    @property
    def is_inland(self) -> bool:
        """Whether it holds for callers of the country itself: a caller's number is shown on."""
        return any(
            origin == "ALL" or to.startswith(origin)
            for origin in self.origination_prefixes
            for to in self.destination_prefixes
        )


class CallPricesAnswer(Answer):
    """What a country's calls cost."""

    price_unit: Name
    inbound_call_prices: list[PriceAnswer] | None
    outbound_prefix_prices: list[CallPriceAnswer] | None

    def meant(self) -> MinutePrices:
        """Return it in words of our own."""
        out = [one for one in self.outbound_prefix_prices or () if one.is_inland]
        unit = self.price_unit.upper()
        return MinutePrices(
            tuple(one.meant(unit) for one in self.inbound_call_prices or ()),
            tuple(Price(one.friendly_name, one.current_price, unit) for one in out),
        )


def read(model: type[A], answer: Json, host: str, what: str) -> A:
    """Return an answer as a model; raises AccountRefusal naming the fields at fault alone."""
    try:
        return model.model_validate(answer)
    except ValidationError as error:
        fields = sorted({str(fault["loc"][0]) for fault in error.errors(include_input=False)})
        raise refusals.unreadable(host, what, f"no readable [{'], ['.join(fields)}]") from None


def path_of(url: str) -> str:
    """Return the path of an address, without host and query, and without anybody's number.

    >>> path_of("https://hotline.example/voice/turn?s=menu&c=%2B4799000000#rt=5000")
    '/voice/turn'
    >>> path_of("https://hotline.example/of/+4799000000/a.wav")
    '/of/…/a.wav'
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return _LONG_NUMBER.sub("…", path.replace("%2B", "+").replace("%2b", "+"))
