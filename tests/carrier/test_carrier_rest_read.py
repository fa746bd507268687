"""What only reads is asked of the stand-in, and of Twilio itself where a test is given an account.

``TWILIO_TRY_ACCOUNT_SID`` names the account, ``TWILIO_TRY_AUTH_TOKEN`` or ``TWILIO_TRY_API_KEY``
with ``TWILIO_TRY_API_SECRET`` signs in, ``TWILIO_TRY_REGION`` says where. Nothing is changed there.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from itertools import islice
from typing import Any, Final

import pytest
from twilio.http import HttpClient

from ivr.carrier.rest.access import SETTINGS, TIMEOUT, Access
from ivr.carrier.rest.account import open_account
from ivr.carrier.rest.asking import http_client
from ivr.carrier.rest.port import Account
from tests.support.twilio_rest import RestAccount

TRY: Final = "TWILIO_TRY_"
GIVEN: Final = {
    name: os.environ[f"{TRY}{part}"]
    for name in SETTINGS
    if f"{TRY}{(part := name.removeprefix('TWILIO_'))}" in os.environ
}


class ReadsOnly(HttpClient):  # type: ignore[misc] # published without types
    """Carries questions that change nothing, and no other."""

    def __init__(self) -> None:
        self.inner = http_client(TIMEOUT)

    def request(self, method: str, url: str, **more: Any) -> Any:  # noqa: ANN401 - as the SDK has it
        if method != "GET":
            pytest.fail(f"{method} is asked for, which may change the account")
        return self.inner.request(method, url, **more)


@pytest.fixture(params=["the stand-in", "Twilio"])
def read(request: pytest.FixtureRequest) -> Account:
    """An account that is only read."""
    if request.param == "Twilio":
        if not GIVEN:
            pytest.skip(f"no account to try is given ({TRY}ACCOUNT_SID, {TRY}AUTH_TOKEN)")
        return open_account(Access.of(GIVEN), ReadsOnly())
    rest: RestAccount = request.getfixturevalue("rest")
    rest.rent("+4721000001")
    rest.rent("+4721000002")
    rest.regions["+4721000002"] = "ie1"
    rest.offer("NO", "local", "+4721000011", "+4721000012")
    rest.prices["NO"] = {"local": "3.00"}
    rest.minutes["NO"] = [("in", "local", "0.0100"), ("out", "Norway", "0.0200", "ALL")]
    rest.note("11200", "https://h.example/voice/turn?a=b")
    rest.note("13224", level="warning")
    return open_account(Access.of(rest.environ), ReadsOnly())


def test_the_account_is_the_one_that_was_asked_for(read: Account) -> None:
    state = read.state()
    assert re.fullmatch(r"AC[0-9a-f]{32}", state.sid)
    assert state.status in ("active", "suspended", "closed")


def test_the_balance_is_in_a_currency(read: Account) -> None:
    assert re.fullmatch(r"[A-Z]{3}", read.balance().currency)


def test_each_number_is_whole_and_processed_somewhere(read: Account) -> None:
    numbers = read.numbers()
    assert len({one.sid for one in numbers}) == len(numbers)
    for one in numbers:
        assert re.fullmatch(r"PN[0-9a-f]{32}", one.sid)
        assert re.fullmatch(r"\+[0-9]{5,15}", one.number)
        assert read.region(one.number) in ("us1", "ie1", "au1")


def test_numbers_to_rent_can_be_called(read: Account) -> None:
    free = [*islice(read.free_numbers("NO", 2), 10)]
    assert all(one.voice and one.number.startswith("+47") for one in free)


def test_prices_are_above_nothing(read: Account) -> None:
    minutes = read.minute_prices("NO")
    assert minutes.outgoing
    prices = (*read.monthly_prices("NO"), *minutes.incoming, *minutes.outgoing)
    assert all(price.amount > 0 for price in prices)


def test_norway_may_be_rung_or_not(read: Account) -> None:
    assert read.dialling("NO").country == "NO"


def test_alerts_are_the_newest_first(read: Account) -> None:
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=7)
    alerts = read.alerts(since, 5)
    assert len(alerts) <= 5
    assert [one.at for one in alerts] == sorted((one.at for one in alerts), reverse=True)
    assert all(one.code.isdecimal() and "?" not in one.path for one in alerts)


def test_a_profile_is_seen_or_not(read: Account) -> None:
    assert read.has_profile() in (True, False, None)


def test_the_clock_is_of_today(read: Account) -> None:
    assert abs(read.clock() - dt.datetime.now(dt.UTC)) < dt.timedelta(days=1)


def test_nothing_that_changes_an_account_gets_past_the_guard(rest: RestAccount) -> None:
    sid = rest.rent("+4721000001").sid
    account = open_account(Access.of(rest.environ), ReadsOnly())
    for change in (
        lambda: account.set_number(sid, {"VoiceUrl": "https://h.example/"}),
        lambda: account.set_region("+4721000001", "ie1"),
    ):
        with pytest.raises(pytest.fail.Exception, match="may change the account"):
            change()
    assert rest.asked == []
