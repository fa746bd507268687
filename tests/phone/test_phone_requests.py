"""What the application is sent, and how it is signed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from ivr.phone import ANONYMOUS, Account, EmulatedCarrier, Party, PhoneError, ScriptedCaller, sign

if TYPE_CHECKING:
    from tests.phone.conftest import Site, Telephone

TOKEN = "a token of thirty-two letters  ok"
VALIDATOR = RequestValidator(TOKEN)


def assert_signed(site: Site) -> None:
    """Every document and callback carries what Twilio's own library accepts."""
    asked = [seen for seen in site.seen if not seen.path.endswith(".wav")]
    assert asked
    for seen in asked:
        assert VALIDATOR.validate(seen.url, seen.form, seen.headers["x-twilio-signature"])


def test_the_first_request_carries_what_twilio_sends(site: Site, phone: Telephone) -> None:
    """Every parameter, blank ones too."""
    site.twiml("/voice", "<Hangup/>")
    phone.call(call_sid="CA0123")
    assert site.last("/voice").form == {
        "AccountSid": "AC1",
        "ApiVersion": "2010-04-01",
        "CallSid": "CA0123",
        "CallStatus": "ringing",
        "Direction": "inbound",
        "From": "+4799999999", "FromCity": "", "FromState": "", "FromZip": "",
        "FromCountry": "NO",
        "Caller": "+4799999999", "CallerCity": "", "CallerState": "", "CallerZip": "",
        "CallerCountry": "NO",
        "To": "+4721000000", "ToCity": "", "ToState": "", "ToZip": "", "ToCountry": "NO",
        "Called": "+4721000000", "CalledCity": "", "CalledState": "", "CalledZip": "",
        "CalledCountry": "NO",
    }  # fmt: skip
    assert_signed(site)


def long_call(site: Site, phone: Telephone, extra_fields: dict[str, str] | None = None) -> None:
    """Make a call with keys, a transfer, a whisper, callbacks of both kinds and the fallback."""
    site.twiml("/voice", '<Gather action="/key?step=1&amp;name=b" method="GET"/>')
    site.twiml(
        "/key",
        '<Play>/a.wav</Play><Dial action="/after"><Number url="/whisper" statusCallback="/leg" '
        'statusCallbackEvent="initiated ringing answered completed">+4723327000</Number></Dial>',
    )
    site.clip("/a.wav", 0.5)
    site.twiml("/whisper", "<Say>A call.</Say>").twiml("/leg", "").twiml("/status", "")
    site.twiml("/after", "<Nonsense/>").twiml("/fallback", "<Say>Goodbye.</Say>")
    carrier = phone.carrier(fallback="/fallback", status="/status", extra_fields=extra_fields)
    record = phone.call("1#", carrier=carrier)
    assert record.reason == "end of TwiML"
    assert {seen.path for seen in site.seen} == {
        "/voice", "/key", "/a.wav", "/whisper", "/leg", "/after", "/fallback", "/status",
    }  # fmt: skip
    assert_signed(site)


def test_every_request_of_a_long_call_is_signed(site: Site, phone: Telephone) -> None:
    """Keys, transfers, whispers, callbacks and the fallback: all of them."""
    long_call(site, phone)
    assert not any("Mark" in seen.form or "Mark" in seen.url for seen in site.seen)


def test_a_field_of_ones_own_is_in_every_signed_request(site: Site, phone: Telephone) -> None:
    """The whisper's, a leg's and the last callback's too; what is public carries none."""
    long_call(site, phone, {"Mark": "of a test"})
    marked = {
        seen.path
        for seen in site.seen
        if seen.form.get("Mark") == "of a test" or seen.url.endswith("&Mark=of+a+test")
    }
    assert {seen.path for seen in site.seen} - marked == {"/a.wav"}


@given(
    st.dictionaries(st.text(min_size=1, max_size=9), st.text(max_size=9), max_size=5),
    st.sampled_from(["http://app.example/voice", "https://app.example:8443/v?a=1&b=%C3%A6"]),
)
def test_signatures_agree_with_twilios_library(form: dict[str, str], url: str) -> None:
    """Whatever the parameters."""
    assert VALIDATOR.validate(url, form, sign(TOKEN, url, form))


def test_the_fragment_is_neither_sent_nor_signed(site: Site, phone: Telephone) -> None:
    """Connection overrides stay with the carrier."""
    site.twiml("/voice", "<Redirect>/next#rc=2&amp;rp=5xx</Redirect>").twiml("/next", "")
    phone.call(carrier=phone.carrier(voice="/voice#ct=2000&rt=5000&rc=2&rp=ct,rt,5xx&e=dublin"))
    assert [seen.url for seen in site.seen] == [
        "http://app.example/voice",
        "http://app.example/next",
    ]
    assert_signed(site)


def test_every_request_tells_the_calls_own_time(site: Site, phone: Telephone) -> None:
    """So that an application under test can follow the call's clock."""
    site.twiml("/voice", "<Play>/a.wav</Play><Redirect>/next</Redirect>").twiml("/next", "")
    site.clip("/a.wav", 2.5)
    start = datetime(2026, 12, 24, 15, 59, 58, tzinfo=timezone(timedelta(hours=1)))
    record = phone.call(at=start)
    times = [seen.headers["x-emulated-time"] for seen in site.seen]
    assert times == [
        "2026-12-24T15:59:58+01:00",
        "2026-12-24T15:59:58+01:00",
        "2026-12-24T16:00:00.500000+01:00",
    ]
    assert all(seen.headers["user-agent"] == "emulated-carrier/1" for seen in site.seen)
    assert record.started == start


def test_a_start_without_an_offset_is_refused(phone: Telephone) -> None:
    """Nobody could say what moment it is."""
    with pytest.raises(PhoneError, match="no offset"):
        phone.call(at=datetime(2026, 12, 24))  # noqa: DTZ001 - that is the mistake


def test_an_anonymous_caller_looks_like_lesotho(site: Site, phone: Telephone) -> None:
    """The letters of the word on a keypad, read as a country code."""
    site.twiml("/voice", "")
    phone.call(from_=ANONYMOUS)
    form = site.last("/voice").form
    assert (form["From"], form["FromCountry"]) == ("+266696687", "LS")


@pytest.mark.parametrize("address", ["sip:anna@office.example", "anonymous", "+4633330000"])
def test_other_callers_are_sent_as_they_are(site: Site, phone: Telephone, address: str) -> None:
    """SIP addresses, words, and other countries."""
    site.twiml("/voice", "")
    phone.call(from_=address)
    form = site.last("/voice").form
    assert form["From"] == form["Caller"] == address
    assert form["FromCountry"] == ("SE" if address.startswith("+46") else "")
    assert_signed(site)


def test_a_diverted_call_says_where_from_and_another_says_nothing(
    site: Site, phone: Telephone
) -> None:
    """ForwardedFrom is there only when it is known."""
    site.twiml("/voice", "")
    phone.call()
    assert "ForwardedFrom" not in site.last("/voice").form
    phone.call(forwarded_from="+4722000000")
    assert site.last("/voice").form["ForwardedFrom"] == "+4722000000"


def test_a_party_can_bring_its_geography(site: Site, phone: Telephone) -> None:
    """Where a test needs what a carrier knows of a number."""
    site.twiml("/voice", "")
    party = Party("+12065550100", "SEATTLE", "WA", "98101", "US")
    phone.carrier().call(ScriptedCaller(), to="+4721000000", from_=party)
    form = site.last("/voice").form
    assert (form["FromCity"], form["CallerZip"]) == ("SEATTLE", "98101")


@pytest.mark.parametrize("address", ["113", "99 99 99 99", "", "+47"])
def test_an_impossible_caller_is_one_clear_line(phone: Telephone, address: str) -> None:
    """Before anything is asked."""
    with pytest.raises(PhoneError, match="is no caller or callee"):
        phone.call(from_=address)


@pytest.mark.parametrize("url", ["voice", "/voice", "ftp://app.example/voice"])
def test_a_webhook_url_must_be_absolute(url: str) -> None:
    """A carrier that cannot ring is not made."""
    with httpx.Client() as client, pytest.raises(PhoneError, match="absolute http or https URL"):
        EmulatedCarrier(client, account=Account("AC1", TOKEN), voice_url=url)


def test_the_token_is_not_shown() -> None:
    """Accounts end up in logs."""
    assert TOKEN not in repr(Account("AC1", TOKEN))


def test_the_call_is_named_once_and_legs_after_it(site: Site, phone: Telephone) -> None:
    """Two calls have two names; the same name gives the same record."""
    site.twiml("/voice", "<Dial>+4723327000</Dial>")
    first, second = phone.call(), phone.call()
    assert first.call_sid != second.call_sid
    assert len(first.call_sid) == 34
    at = datetime(2026, 11, 22, 12).astimezone()
    again = [phone.call(call_sid="CA7", at=at).as_json() for _ in range(2)]
    assert again[0] == again[1]


def test_the_end_of_the_call_is_told_to_the_status_callback(site: Site, phone: Telephone) -> None:
    """With its length in seconds and in begun minutes."""
    site.twiml("/voice", '<Pause length="61"/>').page("/status", b"", "204 No Content")
    record = phone.call(
        carrier=phone.carrier(status="/status"), at=datetime.fromisoformat("2026-11-22T12:00+01:00")
    )
    form = site.last("/status").form
    assert (form["CallStatus"], form["CallDuration"], form["Duration"]) == ("completed", "61", "2")
    assert form["Timestamp"] == "Sun, 22 Nov 2026 11:01:01 +0000"
    assert (form["CallbackSource"], form["SequenceNumber"]) == ("call-progress-events", "0")
    assert record.faults == ()
    assert_signed(site)


def test_a_status_callback_that_fails_breaks_nothing(site: Site, phone: Telephone) -> None:
    """Best effort: it is recorded, and the call ends as it would have."""
    site.twiml("/voice", "<Hangup/>").page("/status", b"", "500 Oops")
    record = phone.call(carrier=phone.carrier(status="/status"))
    assert record.reason == "application hung up"
    assert record.faults[0].problem == "answered with HTTP status 500"


def test_a_rejected_call_is_never_answered(site: Site, phone: Telephone) -> None:
    """And the status callback says so."""
    site.twiml("/voice", '<Reject reason="busy"/>').twiml("/status", "")
    record = phone.call(carrier=phone.carrier(status="/status"))
    assert (record.reason, record.seconds) == ("rejected", 0.0)
    assert site.last("/status").form["CallStatus"] == "busy"


def test_a_call_that_was_answered_cannot_be_rejected_any_more(site: Site, phone: Telephone) -> None:
    """It is only hung up."""
    site.twiml("/voice", "<Say>Hello</Say><Redirect>/no</Redirect>").twiml("/no", "<Reject/>")
    assert phone.call().reason == "application hung up"
