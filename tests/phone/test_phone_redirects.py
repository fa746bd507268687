"""From one document to the next: the verb Redirect, and redirects of HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from twilio.request_validator import RequestValidator

from ivr.phone import CallOverrunError, Limits

if TYPE_CHECKING:
    from tests.phone.conftest import Site, Telephone

VALIDATOR = RequestValidator("a token of thirty-two letters  ok")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/menu", "/menu"),
        ("menu", "/a/menu"),
        ("http://app.example/menu", "/menu"),
        ("?x=1", "/a/voice"),
    ],
)
def test_a_redirect_is_relative_to_the_document(
    site: Site, phone: Telephone, url: str, path: str
) -> None:
    """Relative and absolute URLs lead where a browser would go."""
    site.twiml("/a/voice", f"<Redirect>{url}</Redirect>").twiml("/a/voice", "")
    site.twiml("/menu", "").twiml("/a/menu", "")
    phone.call(carrier=phone.carrier(voice="/a/voice"))
    assert site.paths() == ["/a/voice", path]


def test_a_redirect_leaves_the_rest_of_the_document_unrun(site: Site, phone: Telephone) -> None:
    """Nothing comes back."""
    site.twiml("/voice", '<Redirect method="GET">/menu</Redirect><Say>Never.</Say>')
    site.twiml("/menu", "<Say>Menu.</Say>")
    record = phone.call()
    assert [heard.text for heard in record.heard] == ["Menu."]
    assert site.seen[-1].method == "GET"


def test_the_end_of_the_document_is_the_end_of_the_call(site: Site, phone: Telephone) -> None:
    """An empty response hangs up."""
    site.twiml("/voice", "")
    assert phone.call().reason == "end of TwiML"


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "303 See Other"])
def test_a_moved_action_loses_the_digits(site: Site, phone: Telephone, status: str) -> None:
    """The POST becomes a GET with no form: the trailing-slash trap."""
    site.twiml("/voice", '<Gather action="/key" numDigits="1"/>')
    site.move("/key", "/key/", status).twiml("/key/", "<Hangup/>")
    phone.call("1")
    assert site.last("/key").form["Digits"] == "1"
    seen = site.last("/key/")
    assert (seen.method, seen.form) == ("GET", {})
    assert VALIDATOR.validate(seen.url, {}, seen.headers["x-twilio-signature"])


@pytest.mark.parametrize("status", ["307 Temporary Redirect", "308 Permanent Redirect"])
def test_a_faithful_redirect_keeps_them(site: Site, phone: Telephone, status: str) -> None:
    """And is signed for the new URL."""
    site.twiml("/voice", '<Gather action="/key" numDigits="1"/>')
    site.move("/key", "/key/", status).twiml("/key/", "<Hangup/>")
    phone.call("1")
    seen = site.last("/key/")
    assert (seen.method, seen.form["Digits"]) == ("POST", "1")
    assert VALIDATOR.validate(seen.url, seen.form, seen.headers["x-twilio-signature"])


def test_relative_urls_start_from_where_the_document_came_from(
    site: Site, phone: Telephone
) -> None:
    """After a redirect of HTTP that is the new place."""
    site.move("/voice", "/b/voice", "307 Temporary Redirect")
    site.twiml("/b/voice", "<Redirect>menu</Redirect>").twiml("/b/menu", "")
    phone.call()
    assert site.paths()[-1] == "/b/menu"


def test_a_circle_of_http_redirects_is_a_fault(site: Site, phone: Telephone) -> None:
    """Error 11215, after ten."""
    site.move("/voice", "/voice", "307 Temporary Redirect")
    record = phone.call()
    assert (record.faults[0].code, record.reason) == (11215, "application error")
    assert len(site.seen) == 11


def test_a_circle_of_documents_is_given_up_with_the_record(site: Site, phone: Telephone) -> None:
    """A test that would run for ever ends with what happened until then."""
    site.twiml("/voice", "<Redirect>/voice</Redirect>")
    with pytest.raises(CallOverrunError, match="more documents than it may") as caught:
        phone.call(carrier=phone.carrier(limits=Limits(turns=7)))
    assert len(site.seen) == 7
    assert caught.value.record.reason == "given up"


def test_two_hundred_documents_are_the_default(site: Site, phone: Telephone) -> None:
    """More than any caller would stay for."""
    site.twiml("/voice", "<Redirect>/voice</Redirect>")
    with pytest.raises(CallOverrunError):
        phone.call()
    assert len(site.seen) == 200


def test_four_hours_on_its_own_clock_are_the_longest_call(site: Site, phone: Telephone) -> None:
    """As long as Twilio lets two people talk."""
    site.twiml("/voice", '<Pause length="3600"/><Redirect>/voice</Redirect>')
    with pytest.raises(CallOverrunError, match="14400 seconds") as caught:
        phone.call()
    assert caught.value.record.seconds == 5 * 3600
