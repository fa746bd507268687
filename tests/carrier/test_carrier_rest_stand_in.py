"""The stand-in is held to what the carrier publishes, where the documents are at hand."""

from __future__ import annotations

import os

import pytest
import requests

from tests.support.twilio_rest import RestAccount
from tests.support.twilio_rest.published import FOLDER, judged

PUBLISHED = pytest.mark.skipif(FOLDER not in os.environ, reason=f"{FOLDER} names no documents")
API = "api.twilio.com"


@PUBLISHED
@pytest.mark.parametrize(
    ("method", "path", "values", "answer", "fault"),
    [
        ("GET", "Balance.json", {}, {"balance": 52.3}, "balance: 52.3 is not valid"),
        ("GET", "Balance.json", {}, {"saldo": "52.30"}, "'saldo' was unexpected"),
        ("GET", "Balance.json", {"Day": "1"}, {}, "[Day] is not asked for there"),
        ("POST", "Balance.json", {}, {}, "there is no such question"),
        ("GET", "IncomingPhoneNumbers.json", {"PageSize": "many"}, {}, "'many' is not of type"),
        (
            "GET",
            "IncomingPhoneNumbers.json",
            {},
            {"incoming_phone_numbers": [{"sid": "PN1"}]},
            "incoming_phone_numbers/0/sid: 'PN1' is not valid",
        ),
    ],
)
def test_what_is_not_published_is_noticed(
    method: str, path: str, values: dict[str, str], answer: dict[str, object], fault: str
) -> None:
    whole = f"/2010-04-01/Accounts/AC{'0' * 32}/{path}"
    [found] = judged(method, API, whole, values, answer)
    assert fault in found


@PUBLISHED
def test_what_is_published_passes() -> None:
    path = f"/2010-04-01/Accounts/AC{'0' * 32}/Balance.json"
    assert [*judged("GET", API, path, {}, {"balance": "52.30", "currency": "USD"})] == []
    assert [*judged("GET", "trusthub.twilio.com", "/v1/CustomerProfiles", {}, {"x": 1})] == []


def test_nobody_else_is_stood_in_for(rest: RestAccount) -> None:
    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("https://elsewhere.example/", timeout=30)
    assert rest.asked == []
