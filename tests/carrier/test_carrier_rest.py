"""What the account at the carrier says of itself, and what is changed there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from ivr.carrier.rest.access import Access
from ivr.carrier.rest.account import open_account
from ivr.carrier.rest.port import (
    Account,
    AccountState,
    Alert,
    Balance,
    Dialling,
    FreeNumber,
    Handler,
    Price,
)
from tests.support.twilio_rest import SECRETS, RestAccount, broken, rest_account

NUMBER = "+4721000001"
EVER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def test_the_account_says_how_it_is(rest: RestAccount, account: Account) -> None:
    assert account.state() == AccountState(rest.sid, "Kommunen", "active", is_trial=False)
    rest.kind, rest.status = "Trial", "suspended"
    assert account.state() == AccountState(rest.sid, "Kommunen", "suspended", is_trial=True)


def test_the_balance_is_exact_and_may_be_below_nothing(rest: RestAccount, account: Account) -> None:
    assert account.balance() == Balance(Decimal("52.30"), "USD")
    rest.balance, rest.currency = "-0.1", "EUR"
    assert account.balance() == Balance(Decimal("-0.1"), "EUR")


@pytest.mark.parametrize(
    ("profiles", "approved"),
    [
        (["draft", "twilio-approved"], True),
        (["in-review"], False),
        ([], False),
        (None, None),
    ],
)
def test_a_business_profile_is_approved_or_not_or_out_of_sight(
    rest: RestAccount, account: Account, profiles: list[str] | None, *, approved: bool | None
) -> None:
    rest.profiles = profiles
    assert account.has_profile() is approved


def test_every_page_of_numbers_is_read(rest: RestAccount, account: Account) -> None:
    rest.page = 2
    numbers = [f"+4721{place:06}" for place in range(5)]
    for number in numbers:
        rest.rent(number)
    assert [one.number for one in account.numbers()] == numbers
    assert [one.values.get("Page") for one in rest.asked] == [None, "1", "2"]


def test_an_account_without_numbers_has_none(account: Account) -> None:
    assert account.numbers() == ()


def test_a_number_tells_what_is_set(rest: RestAccount, account: Account) -> None:
    rest.rent(
        NUMBER,
        friendly_name="Bømlo",
        voice_url="https://h.example/voice#rt=5000",
        voice_fallback_url="https://clips.example/fallback.xml",
        voice_fallback_method="GET",
        status_callback="https://h.example/voice/status",
    )
    [number] = account.numbers()
    assert (number.number, number.label, number.application) == (NUMBER, "Bømlo", "")
    assert number.voice == Handler("https://h.example/voice#rt=5000", "POST")
    assert number.fallback == Handler("https://clips.example/fallback.xml", "GET")
    assert number.status == Handler("https://h.example/voice/status", "POST")
    assert number.capable


@pytest.mark.parametrize(
    ("settings", "takes_calls", "application"),
    [
        ({"voice_receive_mode": "fax"}, False, ""),
        ({"voice": False}, False, ""),
        ({"voice_application_sid": "AP" + "1" * 32}, True, "AP" + "1" * 32),
        ({"trunk_sid": "TK" + "2" * 32}, True, "TK" + "2" * 32),
        ({"voice_url": None, "voice_method": None, "status_callback": None}, True, ""),
    ],
)
def test_what_takes_calls_in_a_numbers_place_is_seen(
    rest: RestAccount,
    account: Account,
    settings: dict[str, Any],
    *,
    takes_calls: bool,
    application: str,
) -> None:
    rest.rent(NUMBER, **settings)
    [number] = account.numbers()
    assert (number.capable, number.application) == (takes_calls, application)
    assert number.voice == Handler("", "POST")


def test_a_change_of_a_number_is_made_and_told(rest: RestAccount, account: Account) -> None:
    sid = rest.rent(NUMBER, voice_fallback_url="https://old.example/").sid
    to = "https://h.example/voice#ct=2000&rt=5000&rc=2&rp=ct,rt,5xx&e=dublin"
    changes = {"VoiceUrl": to, "VoiceMethod": "GET", "VoiceFallbackUrl": ""}
    changed = account.set_number(sid, changes)
    assert (changed.voice, changed.fallback) == (Handler(to, "GET"), Handler("", "POST"))
    assert (rest.set_of(NUMBER)["voice_url"], rest.set_of(NUMBER)["voice_fallback_url"]) == (to, "")
    assert [one.values for one in rest.changes()] == [changes]


def test_numbers_to_rent_come_kind_by_kind(rest: RestAccount, account: Account) -> None:
    rest.offer("NO", "local", "+4721000011", "+4721000012", "+4721000013", locality="Tromsø")
    rest.offer("NO", "toll_free", "+4780000000", address_requirements="local")
    assert [*account.free_numbers("NO", 2)] == [
        FreeNumber("+4721000011", "Tromsø", "local", "any", voice=True),
        FreeNumber("+4721000012", "Tromsø", "local", "any", voice=True),
        FreeNumber("+4780000000", "", "toll free", "local", voice=True),
    ]
    assert [*account.free_numbers("AQ", 2)] == []
    assert rest.changes() == []


def test_prices_are_told_by_kind(rest: RestAccount, account: Account) -> None:
    rest.prices["NO"] = {"local": "3.00", "toll free": "25.00"}
    assert account.monthly_prices("NO") == (
        Price("local", Decimal("3.00"), "USD"),
        Price("toll free", Decimal("25.00"), "USD"),
    )


def test_minutes_are_told_as_callers_of_the_country_make_them(
    rest: RestAccount, account: Account
) -> None:
    """What a call out costs goes by the number that is shown, which is the caller's."""
    rest.minutes["NO"] = [
        ("in", "local", "0.0100"),
        ("out", "Norway", "0.0200", "47"),
        ("out", "Norway, shown from afar", "0.4000", "ROW"),
        ("out", "Norway - Special", "0.3000", "ALL"),
    ]
    prices = account.minute_prices("NO")
    assert prices.incoming == (Price("local", Decimal("0.0100"), "USD"),)
    assert prices.outgoing == (
        Price("Norway", Decimal("0.0200"), "USD"),
        Price("Norway - Special", Decimal("0.3000"), "USD"),
    )


def test_a_country_may_be_rung_or_not(rest: RestAccount, account: Account) -> None:
    rest.permissions["SE"] = (False, True, True)
    assert account.dialling("NO") == Dialling("NO", True, False, False)
    assert account.dialling("SE") == Dialling("SE", False, True, True)


def test_alerts_keep_nothing_of_a_caller(rest: RestAccount, account: Account) -> None:
    rest.note(
        "11200",
        "https://h.example/voice/turn?s=menu&From=%2B4799000000#rt=5000",
        date_generated="2026-11-26T09:00:00Z",
        alert_text="ErrorCode=11200&From=%2B4799000000",
    )
    at = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
    [alert] = account.alerts(EVER, 10)
    assert alert == Alert("11200", at, "error", "/voice/turn")
    assert "4799000000" not in repr(alert)


def test_alerts_are_the_newest_since_a_moment(rest: RestAccount, account: Account) -> None:
    rest.page = 2
    for hour in range(6):
        rest.note("11200", level="warning", date_created=f"2026-11-26T{hour:02}:00:00Z")
        rest.alerts[0]["date_generated"] = rest.alerts[0]["date_created"]
    rest.note("82002", level="notice", date_created="2026-11-26T07:00:00Z")
    since = dt.datetime(2026, 11, 26, 3, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert [one.at.hour for one in account.alerts(since, 10)] == [5, 4, 3, 2]
    assert [one.at.hour for one in account.alerts(since, 3)] == [5, 4, 3]


def test_a_number_is_processed_where_it_is_set_or_in_the_first_region(
    rest: RestAccount, account: Account
) -> None:
    rest.rent(NUMBER)
    assert account.region(NUMBER) == "us1"
    account.set_region(NUMBER, "ie1")
    assert rest.regions == {NUMBER: "ie1"}
    assert account.region(NUMBER) == "ie1"


def test_the_carriers_clock_is_read_anew(rest: RestAccount, account: Account) -> None:
    rest.ahead = dt.timedelta(days=2)
    ahead = account.clock() - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=1) < ahead < dt.timedelta(days=3)
    rest.ahead = dt.timedelta()
    assert account.clock() - dt.datetime.now(dt.UTC) < dt.timedelta(days=1)


@pytest.fixture
def in_ireland(monkeypatch: pytest.MonkeyPatch) -> Iterator[RestAccount]:
    with rest_account("ie1", key=True) as rest:
        for name, text in rest.environ.items():
            monkeypatch.setenv(name, text)
        yield rest


def test_each_region_has_hosts_keys_and_settings_of_its_own(in_ireland: RestAccount) -> None:
    number = in_ireland.rent(NUMBER, voice_url="https://ie.example/voice")
    number.settings["us1"]["voice_url"] = "https://us.example/voice"
    account = open_account(Access.of(in_ireland.environ))
    [found] = account.numbers()
    assert found.voice.url == "https://ie.example/voice"
    account.set_number(found.sid, {"VoiceUrl": "https://new.example/voice"})
    account.set_region(NUMBER, "ie1")
    account.alerts(EVER, 1)
    assert number.settings["us1"]["voice_url"] == "https://us.example/voice"
    assert number.settings["ie1"]["voice_url"] == "https://new.example/voice"
    assert {one.host for one in in_ireland.asked} == {
        "api.dublin.ie1.twilio.com",
        "routes.dublin.ie1.twilio.com",
        "monitor.dublin.ie1.twilio.com",
    }


def test_another_programs_edge_and_region_do_not_count(
    rest: RestAccount, opened: Callable[..., Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    opened(TWILIO_REGION="us1").state()
    assert [one.host for one in rest.asked] == ["api.twilio.com"]


def test_a_next_page_elsewhere_is_asked_for_at_the_carrier(
    rest: RestAccount, account: Account
) -> None:
    """No answer can lead what signs in to another host."""
    page = '{"alerts": [], "meta": {"next_page_url": "https://evil.example/v1/Alerts?Page=1"}}'
    rest.plant("Alerts", broken(page, times=1))
    assert account.alerts(EVER, 10) == ()
    assert [(one.host, one.values.get("Page")) for one in rest.asked] == [
        ("monitor.twilio.com", None),
        ("monitor.twilio.com", "1"),
    ]


def test_the_secret_shows_in_no_value(rest: RestAccount) -> None:
    assert SECRETS["us1"] not in repr(Access.of(rest.environ))
