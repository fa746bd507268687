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
from ivr.carrier.rest.access import Access
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

DEFAULT_REGION: Final = "us1"
"""Where calls to a number are processed that nothing is set for."""

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
        what = "the account"
        found = self._asking.get(what, "api", f"{self._path}.json")
        return answers.read(answers.AccountAnswer, found, self._host("api"), what).meant()

    def balance(self) -> Balance:
        what = "the balance"
        found = self._asking.get(what, "api", f"{self._path}/Balance.json")
        read = answers.read(answers.BalanceAnswer, found, self._host("api"), what)
        return Balance(read.balance, read.currency)

    def has_profile(self) -> bool | None:
        what = "the business profiles"
        try:
            return any(
                answers.read(answers.ProfileAnswer, one, self._host("trusthub"), what).status
                == APPROVED
                for one in self._asking.pages(what, "trusthub", "/v1/CustomerProfiles", "results")
            )
        except AccountRefusal:
            return None

    def numbers(self) -> tuple[RentedNumber, ...]:
        what, path = "the numbers", f"{self._path}/IncomingPhoneNumbers.json"
        found = self._asking.pages(what, "api", path, "incoming_phone_numbers")
        host = self._host("api")
        return tuple(answers.read(answers.NumberAnswer, one, host, what).meant() for one in found)

    def set_number(self, sid: str, changes: Mapping[str, str]) -> RentedNumber:
        what, path = f"a change of {sid}", f"{self._path}/IncomingPhoneNumbers/{quote(sid)}.json"
        found = self._asking.post(what, "api", path, changes)
        return answers.read(answers.NumberAnswer, found, self._host("api"), what).meant()

    def free_numbers(self, country: str, most: int) -> Iterator[FreeNumber]:
        what, path = f"numbers of {country}", f"{self._path}/AvailablePhoneNumbers/{quote(country)}"
        try:
            found = self._asking.get(what, "api", f"{path}.json")
        except AccountRefusal as refusal:
            if refusal.is_not_found:
                return
            raise
        read = answers.read(answers.KindsAnswer, found, self._host("api"), what)
        for kind, uri in sorted(read.subresource_uris.items()):
            name = uri.rpartition("/")[2]
            free = self._asking.pages(
                what, "api", f"{path}/{quote(name)}", "available_phone_numbers", VoiceEnabled="true"
            )
            for one in islice(free, most):
                number = answers.read(answers.FreeAnswer, one, self._host("api"), what)
                yield number.meant(kind.replace("_", " "))

    def monthly_prices(self, country: str) -> tuple[Price, ...]:
        what = f"the prices of {country}"
        found = self._asking.get(what, "pricing", f"/v1/PhoneNumbers/Countries/{quote(country)}")
        return answers.read(answers.PricesAnswer, found, self._host("pricing"), what).meant()

    def minute_prices(self, country: str) -> MinutePrices:
        what = f"the prices of calls in {country}"
        found = self._asking.get(what, "pricing", f"/v2/Voice/Countries/{quote(country)}")
        return answers.read(answers.CallPricesAnswer, found, self._host("pricing"), what).meant()

    def dialling(self, country: str) -> Dialling:
        what = f"whether {country} may be rung"
        path = f"/v1/DialingPermissions/Countries/{quote(country)}"
        found = self._asking.get(what, "voice", path)
        return answers.read(answers.DiallingAnswer, found, self._host("voice"), what).meant()

    def alerts(self, since: dt.datetime, most: int) -> tuple[Alert, ...]:
        what = "the alerts"
        start = since.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        found = self._asking.pages(what, "monitor", "/v1/Alerts", "alerts", StartDate=start)
        host = self._host("monitor")
        read = (answers.read(answers.AlertAnswer, one, host, what).meant() for one in found)
        told = islice((one for one in read if one.level in LEVELS), most)
        return tuple(sorted(told, key=lambda one: one.at, reverse=True))

    def region(self, number: str) -> str:
        try:
            return self._route("GET", number)
        except AccountRefusal as refusal:
            if refusal.is_not_found:
                return DEFAULT_REGION
            raise

    def set_region(self, number: str, region: str) -> None:
        self._route("POST", number, {"VoiceRegion": region})

    def _route(self, method: str, number: str, form: Mapping[str, str] | None = None) -> str:
        what, path = f"the region of {number}", f"/v2/PhoneNumbers/{quote(number, safe='+')}"
        if method == "GET":
            found = self._asking.get(what, "routes", path)
        else:
            found = self._asking.post(what, "routes", path, form or {})
        read = answers.read(answers.RouteAnswer, found, self._host("routes"), what)
        return read.voice_region.lower()

    def clock(self) -> dt.datetime:
        what = "the time"
        self._asking.get(what, "api", f"{self._path}/IncomingPhoneNumbers.json", PageSize=1)
        try:
            return parsedate_to_datetime(self._asking.date).astimezone(dt.UTC)
        except ValueError:
            raise refusals.unreadable(self._host("api"), what, "no readable [Date]") from None
