"""What the stand-in answers, address by address, from the account as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import urlencode

from tests.support.twilio_rest.account import REGIONS, Asked, Json, Rented, RestAccount, sid

ACCOUNT: Final = "/2010-04-01/Accounts/(?P<account>AC[0-9a-f]{32})"
WHEN: Final = "Thu, 26 Nov 2026 09:00:00 +0000"
FIELDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Question(Asked):
    """A request that is signed in, in a region; ``parts`` of its path are by their names."""

    region: str
    parts: Mapping[str, str]


class Refused(Exception):  # noqa: N818 - what is refused, as everywhere
    """An answer of another status."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


Answering: TypeAlias = Callable[[RestAccount, Question], Json]


def missing(path: str) -> Refused:
    return Refused(404, 20404, f"The requested resource {path} was not found")


def state(account: RestAccount, _: Question) -> Json:
    return {
        "sid": account.sid,
        "auth_token": "f" * 32,
        "friendly_name": account.name,
        "owner_account_sid": account.sid,
        "status": account.status,
        "type": account.kind,
        "date_created": WHEN,
        "date_updated": WHEN,
        "uri": f"/2010-04-01/Accounts/{account.sid}.json",
    }


def balance(account: RestAccount, _: Question) -> Json:
    return {
        "account_sid": account.sid,
        "balance": account.balance,
        "currency": account.currency,
    }


def _number(account: RestAccount, rented: Rented, region: str) -> Json:
    path = f"/2010-04-01/Accounts/{account.sid}/IncomingPhoneNumbers/{rented.sid}.json"
    return {
        "sid": rented.sid,
        "account_sid": account.sid,
        "phone_number": rented.number,
        "capabilities": {"voice": rented.voice, "sms": False, "mms": False, "fax": False},
        "address_requirements": "none",
        "beta": False,
        "origin": "twilio",
        "status": "in-use",
        "uri": path,
        **rented.settings[region],
    }


def numbers(account: RestAccount, question: Question) -> Json:
    wanted = question.values.get("PhoneNumber", "")
    found = [
        _number(account, one, question.region)
        for one in account.numbers
        if wanted in ("", one.number)
    ]
    return _page(account, question, "incoming_phone_numbers", found)


def number(account: RestAccount, question: Question) -> Json:
    for rented in account.numbers:
        if rented.sid == question.parts["sid"]:
            return _number(account, rented, question.region)
    raise missing(question.path)


def set_number(account: RestAccount, question: Question) -> Json:
    for rented in account.numbers:
        if rented.sid == question.parts["sid"]:
            changes = {FIELDS.sub("_", name).lower(): to for name, to in question.values.items()}
            rented.settings[question.region].update(changes)
            return _number(account, rented, question.region)
    raise missing(question.path)


def kinds(account: RestAccount, question: Question) -> Json:
    country = question.parts["country"]
    if country not in account.free:
        raise missing(question.path)
    there = question.path.removesuffix(".json")
    names = {kind: "".join(map(str.title, kind.split("_"))) for kind in account.free[country]}
    return {
        "country_code": country,
        "country": country,
        "uri": question.path,
        "beta": False,
        "subresource_uris": {kind: f"{there}/{name}.json" for kind, name in names.items()},
    }


def free(account: RestAccount, question: Question) -> Json:
    kind = FIELDS.sub("_", question.parts["kind"]).lower()
    offered = account.free.get(question.parts["country"], {})
    if kind not in offered:
        raise missing(question.path)
    found = [
        {
            "friendly_name": one["phone_number"],
            "address_requirements": "any",
            "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
            "iso_country": question.parts["country"],
            "beta": False,
            **one,
        }
        for one in offered[kind]
    ]
    # The carrier has a page of these and no next one.
    most = int(question.values.get("PageSize", account.page))
    return {"available_phone_numbers": found[:most], "uri": question.path}


def alerts(account: RestAccount, question: Question) -> Json:
    since = question.values.get("StartDate", "")
    found = [
        {
            "sid": sid("NO", place),
            "account_sid": account.sid,
            "alert_text": "Msg&From=%2B4799000000",
            "request_method": "POST",
            "resource_sid": sid("CA", place),
            **one,
        }
        for place, one in enumerate(account.alerts)
        if one["date_created"] >= since
    ]
    return _page(account, question, "alerts", found)


def profiles(account: RestAccount, question: Question) -> Json:
    if account.profiles is None:
        raise Refused(403, 20003, "Permission denied")
    found = [{"sid": sid("BU", n), "status": one} for n, one in enumerate(account.profiles)]
    return _page(account, question, "results", found)


def dialling(account: RestAccount, question: Question) -> Json:
    country = question.parts["country"]
    if country not in account.permissions:
        raise missing(question.path)
    low, special, fraud = account.permissions[country]
    return {
        "iso_code": country,
        "name": country,
        "continent": "EUROPE",
        "country_codes": ["+47"],
        "low_risk_numbers_enabled": low,
        "high_risk_special_numbers_enabled": special,
        "high_risk_tollfraud_numbers_enabled": fraud,
        "url": f"https://{question.host}{question.path}",
        "links": {},
    }


def prices(account: RestAccount, question: Question) -> Json:
    country = question.parts["country"]
    if country not in account.prices:
        raise missing(question.path)
    told = account.prices[country].items()
    return {
        "country": country,
        "iso_country": country,
        "price_unit": "USD",
        "phone_number_prices": [
            {"number_type": kind, "base_price": price, "current_price": price}
            for kind, price in told
        ],
        "url": f"https://{question.host}{question.path}",
    }


def minutes(account: RestAccount, question: Question) -> Json:
    country = question.parts["country"]
    if country not in account.minutes:
        raise missing(question.path)
    told = account.minutes[country]
    return {
        "country": country,
        "iso_country": country,
        "price_unit": "USD",
        "inbound_call_prices": [
            {"number_type": one[1], "base_price": one[2], "current_price": one[2]}
            for one in told
            if one[0] == "in"
        ],
        "outbound_prefix_prices": [
            {
                "friendly_name": one[1],
                "base_price": one[2],
                "current_price": one[2],
                "origination_prefixes": [one[3]],
                "destination_prefixes": ["47"],
            }
            for one in told
            if one[0] == "out"
        ],
        "url": f"https://{question.host}{question.path}",
    }


def route(account: RestAccount, question: Question) -> Json:
    wanted = question.parts["number"]
    if wanted not in account.regions:
        raise missing(question.path)
    return {
        "phone_number": wanted,
        "url": f"https://{question.host}{question.path}",
        "sid": sid("QQ", 1),
        "account_sid": account.sid,
        "friendly_name": "",
        "voice_region": account.regions[wanted],
        "date_created": "2026-11-26T09:00:00Z",
        "date_updated": "2026-11-26T09:00:00Z",
    }


def set_route(account: RestAccount, question: Question) -> Json:
    wanted, region = question.parts["number"], question.values.get("VoiceRegion", "")
    if wanted not in {one.number for one in account.numbers}:
        raise missing(question.path)
    if region not in REGIONS:
        raise Refused(400, 20001, f"Invalid VoiceRegion: {region}")
    account.regions[wanted] = region
    return route(account, question)


def _page(account: RestAccount, question: Question, key: str, found: Sequence[Json]) -> Json:
    """Return one page of a list, in the way of the older or the newer addresses."""
    size = min(int(question.values.get("PageSize", account.page)), account.page)
    place = int(question.values.get("Page", 0))
    entries = found[place * size : (place + 1) * size]

    def at(page: int) -> str:
        values = {**question.values, "PageSize": size, "Page": page, "PageToken": f"PA{page}"}
        return f"{question.path}?{urlencode(values)}"

    more = len(found) > (place + 1) * size
    if key == "incoming_phone_numbers":
        return {
            key: entries,
            "first_page_uri": at(0),
            "next_page_uri": at(place + 1) if more else None,
            "previous_page_uri": at(place - 1) if place else None,
            "page": place,
            "page_size": size,
            "start": place * size,
            "end": place * size + max(len(entries) - 1, 0),
            "uri": at(place),
        }
    url = f"https://{question.host}"
    meta = {
        "key": key,
        "first_page_url": url + at(0),
        "next_page_url": url + at(place + 1) if more else None,
        "previous_page_url": url + at(place - 1) if place else None,
        "page": place,
        "page_size": size,
        "url": url + at(place),
    }
    return {key: entries, "meta": meta}


ROUTES: Final[tuple[tuple[str, str, str, Answering], ...]] = (
    ("GET", "api", rf"{ACCOUNT}\.json", state),
    ("GET", "api", rf"{ACCOUNT}/Balance\.json", balance),
    ("GET", "api", rf"{ACCOUNT}/IncomingPhoneNumbers\.json", numbers),
    ("GET", "api", rf"{ACCOUNT}/IncomingPhoneNumbers/(?P<sid>PN\w+)\.json", number),
    ("POST", "api", rf"{ACCOUNT}/IncomingPhoneNumbers/(?P<sid>PN\w+)\.json", set_number),
    ("GET", "api", rf"{ACCOUNT}/AvailablePhoneNumbers/(?P<country>\w+)\.json", kinds),
    ("GET", "api", rf"{ACCOUNT}/AvailablePhoneNumbers/(?P<country>\w+)/(?P<kind>\w+)\.json", free),
    ("GET", "monitor", "/v1/Alerts", alerts),
    ("GET", "trusthub", "/v1/CustomerProfiles", profiles),
    ("GET", "voice", r"/v1/DialingPermissions/Countries/(?P<country>\w+)", dialling),
    ("GET", "pricing", r"/v1/PhoneNumbers/Countries/(?P<country>\w+)", prices),
    ("GET", "pricing", r"/v2/Voice/Countries/(?P<country>\w+)", minutes),
    ("GET", "routes", r"/v2/PhoneNumbers/(?P<number>\+\d+)", route),
    ("POST", "routes", r"/v2/PhoneNumbers/(?P<number>\+\d+)", set_route),
)
"""Method, product, path, and what answers."""


def answered(account: RestAccount, asked: Asked, region: str) -> Json:
    """Return the answer to what is asked in a region; raises Refused for what is not there."""
    product = asked.host.partition(".")[0]
    for method, its_product, pattern, answer in ROUTES:
        found = re.fullmatch(pattern, asked.path)
        if found and (method, its_product) == (asked.method, product):
            parts = found.groupdict()
            if parts.get("account", account.sid) != account.sid:
                raise missing(asked.path)
            return answer(account, Question(**vars(asked), region=region, parts=parts))
    raise missing(asked.path)
