"""When the application fails: the fallback, and the carrier's apology."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ivr.phone import ApplicationError, Fault, OverrideError

if TYPE_CHECKING:
    from tests.phone.conftest import Site, Telephone

GOODBYE = "<Say>Ring 113 or 116 117.</Say>"


def break_voice(site: Site, how: str) -> None:
    match how:
        case "status":
            site.page("/voice", b"oops", "503 Service Unavailable", Content_Type="text/xml")
        case "type":
            site.page("/voice", b"<Response/>", Content_Type="text/html; charset=utf-8")
        case "no type":
            site.page("/voice", b"<Response/>")
        case "empty":
            site.page("/voice", b"", Content_Type="text/xml")
        case "broken":
            site.page("/voice", b"<Response>", Content_Type="application/xml")
        case "unknown":
            site.twiml("/voice", "<Saay>Hei</Saay>")
        case "large":
            site.twiml("/voice", "<!--" + "x" * 70_000 + "-->")


FAILURES = [
    ("status", 11200),
    ("type", 12300),
    ("no type", 12300),
    ("empty", 12100),
    ("broken", 12100),
    ("unknown", 12200),
    ("large", 11750),
]


@pytest.mark.parametrize(("how", "code"), FAILURES)
def test_the_fallback_is_asked_with_what_went_wrong(
    site: Site, phone: Telephone, how: str, code: int
) -> None:
    """The caller is helped all the same."""
    break_voice(site, how)
    site.twiml("/fallback", GOODBYE)
    record = phone.call(carrier=phone.carrier(fallback="/fallback", voice="/voice#rc=0"))
    form = site.last("/fallback").form
    assert form["ErrorCode"] == str(code)
    assert form["ErrorUrl"] == "http://app.example/voice"
    assert form["CallSid"] == record.call_sid
    assert [heard.text for heard in record.heard] == ["Ring 113 or 116 117."]
    assert record.reason == "end of TwiML"
    assert [fault.code for fault in record.faults] == [code]


@pytest.mark.parametrize(("how", "code"), FAILURES)
def test_without_a_fallback_the_caller_hears_the_apology(
    site: Site, phone: Telephone, how: str, code: int
) -> None:
    """In English, and the call is over."""
    break_voice(site, how)
    record = phone.call()
    assert record.of(ApplicationError) == (ApplicationError(0.0, 3.6),)
    assert "an application error has occurred" in record.of(ApplicationError)[0].text
    assert (record.reason, record.faults[0].code) == ("application error", code)


def test_a_fallback_that_fails_too_ends_in_the_apology(site: Site, phone: Telephone) -> None:
    """Both failures are in the record."""
    site.twiml("/voice", "<Oops/>").page("/fallback", b"", "500 Oops")
    record = phone.call(carrier=phone.carrier(fallback="/fallback"))
    assert [fault.code for fault in record.faults] == [12200, 11200]
    assert record.reason == "application error"
    assert site.paths() == ["/voice", "/fallback"]


def test_a_later_failure_goes_to_the_fallback_too(site: Site, phone: Telephone) -> None:
    """And the call goes on from there."""
    site.twiml("/voice", '<Gather action="/key" numDigits="1"/>')
    site.twiml("/fallback", "<Redirect>/voice2</Redirect>").twiml("/voice2", GOODBYE)
    record = phone.call("1", carrier=phone.carrier(fallback="/fallback"))
    assert site.paths() == ["/voice", "/key", "/fallback", "/voice2"]
    assert site.last("/fallback").form["ErrorUrl"] == "http://app.example/key"
    assert record.reason == "end of TwiML"


def test_every_fault_of_a_document_is_in_the_record(site: Site, phone: Telephone) -> None:
    """With the document's URL."""
    site.twiml("/voice", '<Gather timout="3"/><Dial>113</Dial>')
    record = phone.call()
    assert [(fault.code, fault.url) for fault in record.faults] == [
        (12200, "http://app.example/voice"),
        (13224, "http://app.example/voice"),
    ]


def test_both_xml_types_are_taken(site: Site, phone: Telephone) -> None:
    """In any case, with any parameter."""
    for named in ("text/xml", "application/xml; charset=utf-8", "Text/XML"):
        site.pages.clear()
        site.page("/voice", b"<Response/>", Content_Type=named)
        assert phone.call().faults == ()


@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        ("retries=2", '#retries=2: unknown override "retries=2"'),
        ("ct=50", "#ct=50: ct=50 must be a whole number from 100 to 10000"),
        ("rt=15001", "must be a whole number from 100 to 15000"),
        ("tt=1s", "tt=1s must be a whole number"),
        ("rc=6", "rc=6 must be a whole number from 0 to 5"),
        ("rp=ct,6xx", 'rp has "6xx"; it is one of 4xx, 5xx, ct, rt, all'),
        ("e=oslo", 'e has "oslo"; it is one of ashburn, dublin'),
        ("rc=1&rc=2", '"rc" is given twice'),
        ("rc", 'unknown override "rc"'),
    ],
)
def test_a_wrong_override_is_one_clear_line(phone: Telephone, fragment: str, message: str) -> None:
    """When the carrier is set up, not in the middle of a call."""
    with pytest.raises(OverrideError) as caught:
        phone.carrier(voice=f"/voice#{fragment}")
    assert message in str(caught.value)


def test_a_fault_says_when_where_and_what(site: Site, phone: Telephone) -> None:
    """A record is enough to mend the application."""
    site.twiml("/voice", "<Say>Hello.</Say><Redirect>/gone</Redirect>")
    assert phone.call().faults == (
        Fault(0.4, 11200, "http://app.example/gone", "answered with HTTP status 404"),
    )
