"""Whatever goes wrong at the account is told in a line that names it, and no secret with it."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from ivr.account.opening import account_of
from ivr.carrier.rest.port import Account, AccountRefusal
from tests.support.twilio_rest import (
    KEY,
    KEY_SECRETS,
    SECRETS,
    Fault,
    RestAccount,
    broken,
    busy,
    closing,
    dripping,
    hanging,
    refused,
)

EVER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
STATUS = "https://status.twilio.com tells whether it is Twilio."
CONSOLE = "the Twilio console (API keys & tokens, where the region is chosen)"
UNREADABLE = "Ask again; if it stays so, something on the way there answers in its place."
AWAY = f"See whether this machine reaches it on port 443; {STATUS}"


def told(ask: Callable[[], object], code: str) -> str:
    """Return the line of a refusal, which nothing secret is in."""
    with pytest.raises(AccountRefusal) as refusal:
        ask()
    line = str(refusal.value)
    [problem] = refusal.value.problems
    assert problem.code == code
    assert not any(secret in line for secret in (*SECRETS.values(), *KEY_SECRETS.values()))
    assert "\n" not in line
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
    return line


def test_a_wrong_token_is_named(opened: Callable[..., Account]) -> None:
    account = opened(TWILIO_AUTH_TOKEN="0f" * 16)
    assert told(account.state, "account-refused") == (
        "TWILIO_AUTH_TOKEN: Twilio refuses it (error 20003) for the account of TWILIO_ACCOUNT_SID"
        f" in us1. Copy both anew from {CONSOLE}; a suspended account is refused too."
    )


def test_a_wrong_key_is_named(opened: Callable[..., Account]) -> None:
    account = opened(TWILIO_API_KEY=KEY, TWILIO_API_SECRET="0f" * 16)
    assert told(account.numbers, "account-refused") == (
        "TWILIO_API_KEY: Twilio refuses it (error 20003) for the account of TWILIO_ACCOUNT_SID"
        f" in us1. Copy both anew from {CONSOLE}; a suspended account is refused too."
    )


def test_a_token_of_another_region_is_told_from_a_wrong_one(opened: Callable[..., Account]) -> None:
    account = opened(TWILIO_REGION="ie1")
    assert told(account.state, "account-refused") == (
        "TWILIO_AUTH_TOKEN: It is of the region us1, and TWILIO_REGION is ie1."
        f" Copy that of ie1 from {CONSOLE}, or set TWILIO_REGION=us1."
    )


def test_a_key_of_another_region_is_told_from_a_wrong_one(opened: Callable[..., Account]) -> None:
    account = opened(TWILIO_API_KEY=KEY, TWILIO_API_SECRET=KEY_SECRETS["ie1"])
    assert told(account.numbers, "account-refused") == (
        "TWILIO_API_KEY: It is of the region ie1, and TWILIO_REGION is us1."
        f" Copy that of us1 from {CONSOLE}, or set TWILIO_REGION=ie1."
    )


def test_a_standard_key_may_ask_for_all_but_the_account(
    rest: RestAccount, opened: Callable[..., Account]
) -> None:
    rest.rights = "standard"
    account = opened(TWILIO_API_KEY=KEY, TWILIO_API_SECRET=KEY_SECRETS["us1"])
    assert account.numbers() == ()
    assert told(account.state, "account-forbidden") == (
        "TWILIO_API_KEY: It is a key that may not ask for the account. Make a main key in the"
        " console, or leave TWILIO_API_KEY out: the auth token may."
    )


def test_a_key_without_a_permission_is_told_so(
    rest: RestAccount, opened: Callable[..., Account]
) -> None:
    rest.rights = "restricted"
    account = opened(TWILIO_API_KEY=KEY, TWILIO_API_SECRET=KEY_SECRETS["us1"])
    assert told(account.balance, "account-forbidden") == (
        "TWILIO_API_KEY: It may not ask for the balance (error 70051)."
        " Give it the permission in the Twilio console, or sign in with the auth token."
    )


def test_a_number_that_is_gone_is_told(account: Account) -> None:
    gone = "PN" + "9" * 32
    assert told(lambda: account.set_number(gone, {"VoiceUrl": ""}), "account-not-found") == (
        f"api.twilio.com: There is no such thing (error 20404), asked for a change of {gone}."
        " Compare TWILIO_ACCOUNT_SID and TWILIO_REGION with the console."
    )


def test_what_the_carrier_says_of_a_wrong_change_is_told_in_its_words(
    rest: RestAccount, account: Account
) -> None:
    sid = rest.rent("+4721000001").sid
    said = f"VoiceUrl is not\nvalid {SECRETS['us1']}"
    rest.plant("IncomingPhoneNumbers", refused(400, 21402, said))
    assert told(lambda: account.set_number(sid, {"VoiceUrl": "x"}), "account-error") == (
        f"api.twilio.com: Twilio answers error 21402, asked for a change of {sid}:"
        " VoiceUrl is not valid … https://www.twilio.com/docs/errors/21402 tells more."
    )


def test_trouble_of_the_carriers_own_is_told_as_such(rest: RestAccount, account: Account) -> None:
    rest.plant("Balance", broken("<html>Bad Gateway</html>", 502))
    assert told(account.balance, "account-error") == (
        f"api.twilio.com: Twilio answers HTTP 502, asked for the balance. Ask again; {STATUS}"
    )


def test_a_busy_carrier_is_asked_again_after_as_long_as_it_says(
    rest: RestAccount, account: Account
) -> None:
    rest.plant("Balance", busy(1, times=1))
    assert account.balance().currency == "USD"
    first, second = (one.at for one in rest.asked)
    assert second - first >= 1


def test_a_change_that_the_carrier_was_too_busy_for_is_made_once(
    rest: RestAccount, account: Account
) -> None:
    sid = rest.rent("+4721000001").sid
    rest.plant("IncomingPhoneNumbers", busy(0, times=2))
    assert account.set_number(sid, {"FriendlyName": "Bømlo"}).label == "Bømlo"
    assert len(rest.changes()) == 3


def test_a_carrier_that_stays_busy_is_asked_a_few_times(
    rest: RestAccount, account: Account
) -> None:
    rest.plant("Balance", busy(0))
    assert told(account.balance, "account-busy") == (
        "api.twilio.com: Too much is asked of the account at once (error 20429), asked for the"
        " balance. Ask again in 1 s."
    )
    assert len(rest.asked) == 4


def test_nobody_waits_for_a_carrier_that_wants_an_hour(rest: RestAccount, account: Account) -> None:
    rest.plant("Balance", busy(3600))
    assert told(account.balance, "account-busy").endswith("Ask again in 3600 s.")
    assert len(rest.asked) == 1


def test_a_carrier_that_says_nothing_is_given_up(
    rest: RestAccount, opened: Callable[..., Account]
) -> None:
    sid = rest.rent("+4721000001").sid
    rest.plant("twilio.com", hanging())
    account = opened(timeout=0.2)
    assert told(account.balance, "account-away") == (
        "api.twilio.com: There was no answer within 0.2 s, asked for the balance."
        f" Ask again; {STATUS}"
    )
    assert told(lambda: account.set_number(sid, {"VoiceUrl": ""}), "account-away") == (
        f"api.twilio.com: There was no answer within 0.2 s, asked for a change of {sid}."
        f" Whether the change was made is not known. Ask again; {STATUS}"
    )


def test_a_carrier_that_never_comes_to_an_end_is_given_up(
    rest: RestAccount, opened: Callable[..., Account]
) -> None:
    rest.plant("twilio.com", dripping())
    assert told(opened(timeout=0.5).balance, "account-away") == (
        "api.twilio.com: There was no answer within 0.5 s, asked for the balance."
        f" Ask again; {STATUS}"
    )


@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:9", "ftp://127.0.0.1", "http://127.0.0.1:99999", "http://:80"]
)
def test_a_proxy_that_is_none_is_named(
    account: Account, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("ALL_PROXY", proxy)
    assert told(account.balance, "bad-setting") == (
        "HTTPS_PROXY or ALL_PROXY names a proxy that cannot be used here."
        " Write http://, a host and a port."
    )


def test_no_part_of_a_secret_is_told_where_the_carriers_words_are_cut_short(
    rest: RestAccount, account: Account
) -> None:
    rest.plant("Balance", refused(400, 20001, "x" * 190 + SECRETS["us1"]))
    assert SECRETS["us1"][:8] not in told(account.balance, "account-error")


def test_an_answer_that_breaks_off_is_told(rest: RestAccount, account: Account) -> None:
    rest.plant("Balance", closing())
    assert told(account.balance, "account-away") == (
        f"api.twilio.com: The connection failed or broke off, asked for the balance. {AWAY}"
    )


def test_a_machine_without_a_way_out_is_told(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port that nobody listens on stands for a network that lets nobody out."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://user:7e57pass@127.0.0.1:{port}")
    line = told(account.balance, "account-away")
    assert line == (
        "api.twilio.com: The proxy on the way there lets nothing through, asked for the balance."
        " Mend HTTPS_PROXY, or the proxy it names."
    )


def test_a_certificate_that_nobody_vouches_for_is_told(
    account: Account, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import certifi

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certifi.where())
    assert told(account.balance, "account-away") == (
        "api.twilio.com: The certificate it shows is not trusted, so it was not asked for the"
        " balance. Look at this machine's clock (timedatectl). If your network opens connections,"
        " name its certificates in REQUESTS_CA_BUNDLE."
    )
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    assert told(account.balance, "account-away") == (
        "REQUESTS_CA_BUNDLE: The certificates that are to be trusted cannot be read."
        " Name a file of certificates."
    )


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", "no JSON"),
        ("<html>Sign in to the guest network</html>", "no JSON"),
        ('{"balance": "52.30", "curr', "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('"a text"', "no JSON object"),
        ("null", "no JSON"),
        ("[]", "no JSON object"),
        ("{}", "no readable [balance], [currency]"),
        ('{"balance": {"a": 1}, "currency": "USD"}', "no readable [balance]"),
        ('{"balance": "much", "currency": ""}', "no readable [balance], [currency]"),
        ('{"balance": "NaN", "currency": "USD"}', "no readable [balance]"),
        ('{"balance": null, "currency": 7}', "no readable [balance], [currency]"),
    ],
)
def test_an_answer_that_is_none_is_told_by_its_fields(
    rest: RestAccount, account: Account, body: str, fault: str
) -> None:
    rest.plant("Balance", broken(body))
    assert told(account.balance, "account-answer") == (
        f"api.twilio.com: The answer has {fault}, asked for the balance. {UNREADABLE}"
    )


@pytest.mark.parametrize("status", [302, 401, 403, 404, 407])
def test_a_page_of_somebody_elses_is_not_taken_for_the_carriers_word(
    rest: RestAccount, account: Account, status: int
) -> None:
    """A network's own page says nothing of a token, and nothing of where a number is processed."""
    rest.plant("twilio.com", broken("<html>Blocked by the municipality</html>", status))
    assert told(account.balance, "account-answer") == (
        f"api.twilio.com: The answer has no JSON (HTTP {status}), asked for the balance."
        f" {UNREADABLE}"
    )
    told(lambda: account.region("+4721000001"), "account-answer")


def test_only_the_carriers_own_number_says_that_something_is_not_there(
    rest: RestAccount, account: Account
) -> None:
    rest.plant("routes", broken('{"error": "no route"}', 404))
    assert told(lambda: account.region("+4721000001"), "account-error") == (
        "routes.twilio.com: Twilio answers HTTP 404, asked for the region of +4721000001."
        f" Ask again; {STATUS}"
    )


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({}, "no list [incoming_phone_numbers]"),
        ({"incoming_phone_numbers": "many"}, "no list [incoming_phone_numbers]"),
        ({"incoming_phone_numbers": ["PN1"]}, "no list [incoming_phone_numbers]"),
        ({"incoming_phone_numbers": [{"sid": "PN1"}]}, "no readable [phone_number]"),
        (
            {"incoming_phone_numbers": [], "next_page_uri": "/2010-04-01/again?Page=1"},
            "pages that lead in a circle",
        ),
    ],
)
def test_a_list_that_is_none_is_told(
    rest: RestAccount, account: Account, answer: dict[str, object], fault: str
) -> None:
    rest.plant("twilio.com", broken(json.dumps(answer)))
    assert told(account.numbers, "account-answer") == (
        f"api.twilio.com: The answer has {fault}, asked for the numbers. {UNREADABLE}"
    )


@pytest.mark.parametrize("meta", [None, [], "x", {"next_page_url": None}, {"next_page_url": ""}])
def test_a_list_without_a_next_page_ends(rest: RestAccount, account: Account, meta: object) -> None:
    rest.plant("Alerts", broken(json.dumps({"alerts": [], "meta": meta}), times=1))
    assert account.alerts(EVER, 5) == ()


@pytest.mark.parametrize("address", [7, ["/v1"], "v1/Alerts", "@evil.example/v1", "http://[", ":"])
def test_a_next_page_that_is_none_leads_nowhere(
    rest: RestAccount, account: Account, address: object
) -> None:
    rest.plant("Alerts", broken(json.dumps({"alerts": [], "meta": {"next_page_url": address}})))
    assert told(lambda: account.alerts(EVER, 5), "account-answer") == (
        "monitor.twilio.com: The answer has a next page that is none, asked for the alerts."
        f" {UNREADABLE}"
    )
    assert [one.host for one in rest.asked] == ["monitor.twilio.com"]


@pytest.mark.parametrize("date", ["yesterday", ""])
def test_a_clock_that_cannot_be_read_is_told(
    rest: RestAccount, account: Account, date: str
) -> None:
    body = b'{"incoming_phone_numbers": []}'
    rest.plant("IncomingPhoneNumbers", Fault(body=body, headers={"Date": date}))
    assert told(account.clock, "account-answer") == (
        f"api.twilio.com: The answer has no readable [Date], asked for the time. {UNREADABLE}"
    )


def test_no_answer_of_any_kind_gives_a_traceback(rest: RestAccount, account: Account) -> None:
    """Every question with every strange answer: a refusal or a value, nothing else."""
    asks: list[Callable[[], object]] = [
        account.state,
        account.balance,
        account.has_profile,
        account.numbers,
        lambda: account.set_number("PN1", {"VoiceUrl": ""}),
        lambda: [*account.free_numbers("NO", 5)],
        lambda: account.monthly_prices("NO"),
        lambda: account.minute_prices("NO"),
        lambda: account.dialling("NO"),
        lambda: account.alerts(EVER, 5),
        lambda: account.region("+4721000001"),
        lambda: account.set_region("+4721000001", "ie1"),
        account.clock,
    ]
    bodies = ["", "{", "[]", "{}", '{"code": [], "message": {}, "meta": 5, "results": 1}', "\0"]
    for ask, body, status in itertools.product(asks, bodies, (200, 302, 404, 500)):
        rest.plant("twilio.com", broken(body, status, times=1))
        with suppress(AccountRefusal):
            ask()
        assert not any(fault.times for _, fault in rest.planted), "it was not asked"


def test_no_log_line_holds_a_secret_or_what_was_answered(
    rest: RestAccount, account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    rest.rent("+4721000001")
    rest.note("11200", "https://h.example/voice/turn?From=%2B4799000000")
    with caplog.at_level(logging.DEBUG):
        account.state()
        account.numbers()
        account.alerts(EVER, 5)
    for secret in (SECRETS["us1"], "4799000000", "Authorization", "f" * 32):
        assert secret not in caplog.text


@pytest.mark.usefixtures("rest")
def test_settings_that_lead_nowhere_are_told_all_at_once() -> None:
    with pytest.raises(AccountRefusal) as refusal:
        account_of({"TWILIO_REGION": "ie", "TWILIO_API_KEY": KEY, "PORT": "none"})
    assert str(refusal.value).splitlines() == [
        "TWILIO_REGION: [ie] is none of its words. Did you mean [ie1]?",
        "TWILIO_API_SECRET is not set, and TWILIO_API_KEY is. Set both.",
        "TWILIO_ACCOUNT_SID is not set. Copy it from the Twilio console.",
    ]
    pasted = {"TWILIO_AUTH_TOKEN": f" {SECRETS['us1']}\n"}
    assert account_of({**os.environ, **pasted}).state().status == "active"
