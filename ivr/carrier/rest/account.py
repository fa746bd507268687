"""An account at Twilio, asked through its REST interface."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Final
from urllib.parse import quote

from twilio.http import HttpClient

from ivr.carrier.rest import answers, refusals
from ivr.carrier.rest.access import DEFAULT_REGION, Access
from ivr.carrier.rest.answers import A
from ivr.carrier.rest.asking import Asking
from ivr.carrier.rest.port import (
    Account,
    AccountRefusal,
    AccountState,
    Alert,
    Balance,
    Dialling,
    FreeNumber,
    MinutePrices,
    Price,
    RentedNumber,
)

LEVELS: Final = ("error", "warning")
"""Of what is noted, the levels that are told; what else there is says how things are."""

APPROVED: Final = "twilio-approved"


def open_account(access: Access, http: HttpClient | None = None) -> Account:
    """Return an account; nothing is asked yet. ``http`` carries the questions, if not the usual."""
    return _TwilioAccount(Asking(access, http))


class _TwilioAccount:
    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._host = asking.access.host
        self._path = f"/2010-04-01/Accounts/{quote(asking.access.account_sid)}"

    def state(self) -> AccountState:
        return self._get(answers.AccountAnswer, "the account", "api", f"{self._path}.json").meant()

    def balance(self) -> Balance:
        path = f"{self._path}/Balance.json"
        read = self._get(answers.BalanceAnswer, "the balance", "api", path)
        return Balance(read.balance, read.currency)

    def has_profile(self) -> bool | None:
        what, path = "the business profiles", "/v1/CustomerProfiles"
        try:
            found = self._pages(answers.ProfileAnswer, what, "trusthub", path, "results")
            return any(one.status == APPROVED for one in found)
        except AccountRefusal:
            return None

    def numbers(self) -> tuple[RentedNumber, ...]:
        path, key = f"{self._path}/IncomingPhoneNumbers.json", "incoming_phone_numbers"
        found = self._pages(answers.NumberAnswer, "the numbers", "api", path, key)
        return tuple(one.meant() for one in found)

    def set_number(self, sid: str, changes: Mapping[str, str]) -> RentedNumber:
        what, path = f"a change of {sid}", f"{self._path}/IncomingPhoneNumbers/{quote(sid)}.json"
        return self._post(answers.NumberAnswer, what, "api", path, changes).meant()

    def free_numbers(self, country: str, most: int) -> Iterator[FreeNumber]:
        what, path = f"numbers of {country}", f"{self._path}/AvailablePhoneNumbers/{quote(country)}"
        try:
            kinds = self._get(answers.KindsAnswer, what, "api", f"{path}.json").subresource_uris
        except AccountRefusal as refusal:
            if refusal.is_not_found:
                return
            raise
        for kind, uri in sorted(kinds.items()):
            there, key = f"{path}/{quote(uri.rpartition('/')[2])}", "available_phone_numbers"
            free = self._pages(answers.FreeAnswer, what, "api", there, key, VoiceEnabled="true")
            for one in islice(free, most):
                yield one.meant(kind.replace("_", " "))

    def monthly_prices(self, country: str) -> tuple[Price, ...]:
        what, path = f"the prices of {country}", f"/v1/PhoneNumbers/Countries/{quote(country)}"
        return self._get(answers.PricesAnswer, what, "pricing", path).meant()

    def minute_prices(self, country: str) -> MinutePrices:
        what, path = f"the prices of calls in {country}", f"/v2/Voice/Countries/{quote(country)}"
        return self._get(answers.CallPricesAnswer, what, "pricing", path).meant()

    def dialling(self, country: str) -> Dialling:
        what = f"whether {country} may be rung"
        path = f"/v1/DialingPermissions/Countries/{quote(country)}"
        return self._get(answers.DiallingAnswer, what, "voice", path).meant()

    def alerts(self, since: dt.datetime, most: int) -> tuple[Alert, ...]:
        start = since.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        found = self._pages(
            answers.AlertAnswer, "the alerts", "monitor", "/v1/Alerts", "alerts", StartDate=start
        )
        read = (one.meant() for one in found)
        told = islice((one for one in read if one.level in LEVELS), most)
        return tuple(sorted(told, key=lambda one: one.at, reverse=True))

    def region(self, number: str) -> str:
        what, path = _route(number)
        try:
            return self._get(answers.RouteAnswer, what, "routes", path).voice_region.lower()
        except AccountRefusal as refusal:
            if refusal.is_not_found:
                return DEFAULT_REGION
            raise

    def set_region(self, number: str, region: str) -> None:
        what, path = _route(number)
        self._post(answers.RouteAnswer, what, "routes", path, {"VoiceRegion": region})

    def clock(self) -> dt.datetime:
        what = "the time"
        self._asking.get(what, "api", f"{self._path}/IncomingPhoneNumbers.json", PageSize=1)
        try:
            return parsedate_to_datetime(self._asking.date).astimezone(dt.UTC)
        except ValueError:
            raise refusals.unreadable(self._host("api"), what, "no readable [Date]") from None

    def _get(self, model: type[A], what: str, product: str, path: str) -> A:
        found = self._asking.get(what, product, path)
        return answers.read(model, found, self._host(product), what)

    def _post(
        self, model: type[A], what: str, product: str, path: str, form: Mapping[str, str]
    ) -> A:
        found = self._asking.post(what, product, path, form)
        return answers.read(model, found, self._host(product), what)

    def _pages(
        self, model: type[A], what: str, product: str, path: str, key: str, **query: str
    ) -> Iterator[A]:
        for one in self._asking.pages(what, product, path, key, **query):
            yield answers.read(model, one, self._host(product), what)


def _route(number: str) -> tuple[str, str]:
    """Return in words what is asked of where a number's calls go, and its address."""
    return f"the region of {number}", f"/v2/PhoneNumbers/{quote(number, safe='+')}"
