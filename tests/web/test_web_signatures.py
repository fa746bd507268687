"""Who may talk to the webhook: the carrier, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from ivr.carrier import (
    ANSWER,
    FALLBACK,
    STATUS,
    TURN,
    WHISPER,
)
from ivr.serving.settings import Settings
from ivr.web import create_app
from tests.support.hand import Hand, asked_for

ROUTES = [ANSWER, TURN, WHISPER, STATUS, FALLBACK]
URL = "https://hotline.example"
TOKEN = "7e57" * 8
FORM = {"CallSid": "CA" + "1" * 32, "From": "+4700000099", "To": "+4700000001", "FromCity": ""}
BODY = urlencode(FORM).encode()


def sign(url: str, form: object = None, token: str = TOKEN, algorithm: str = "HMAC_SHA1") -> str:
    signed = RequestValidator(token).compute_signature(
        url, FORM if form is None else form, algorithm
    )
    return str(signed)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "forged",
        "æøå".encode().decode("latin-1"),
        sign(URL + "/elsewhere"),
        sign("https://other.example" + ANSWER),
        sign("http://hotline.example" + ANSWER),
    ],
    ids=["none", "empty", "forged", "letters", "other path", "other host", "other scheme"],
)
def test_an_unsigned_or_forged_request_is_refused_and_learns_nothing(
    hand: Hand, route: str, signature: str | None
) -> None:
    response = hand.send(route, BODY, signature)
    assert response.status_code == 403
    assert len(response.data) < 300
    told = response.get_data(as_text=True).lower()
    for secret in ("twilio", "signature", "token", "response>", "hotline.example", "4700000099"):
        assert secret not in told


@pytest.mark.parametrize("route", ROUTES)
def test_another_account_s_token_is_refused(hand: Hand, route: str) -> None:
    assert hand.send(route, BODY, sign(URL + route, token="another")).status_code == 403


@pytest.mark.parametrize("route", ROUTES)
def test_the_carrier_is_answered(hand: Hand, route: str) -> None:
    assert hand.send(route, BODY, sign(URL + route)).status_code in (200, 204)


@pytest.mark.parametrize("route", ROUTES)
def test_a_changed_parameter_breaks_the_signature(hand: Hand, route: str) -> None:
    changed = BODY.replace(b"0099", b"0098")
    assert hand.send(route, changed, sign(URL + route)).status_code == 403
    assert hand.send(route, BODY + b"&Digits=0", sign(URL + route)).status_code == 403


def test_a_changed_state_breaks_the_signature(hand: Hand) -> None:
    signature = sign(URL + "/voice/turn?m=asker&at=dial&n=guidance")
    assert hand.send("/voice/turn?m=asker&at=dial&n=ambulance", BODY, signature).status_code == 403


@pytest.mark.parametrize(("token", "status"), [("old", 200), ("new", 200), ("older", 403)])
def test_two_tokens_hold_while_one_is_being_changed(
    serve: Callable[..., Flask], hand: Hand, token: str, status: int
) -> None:
    rotating = type(hand)(serve(tokens=("old", "new")))
    assert rotating.send(ANSWER, BODY, sign(URL + ANSWER, token=token)).status_code == status


@pytest.mark.parametrize(
    ("algorithm", "told", "status"),
    [
        ("HMAC_SHA256", "HMAC_SHA256", 200),
        ("HMAC_SHA1", "HMAC_SHA256", 403),
        ("HMAC_SHA1", "HMAC_MD5", 403),
    ],
)
def test_the_newer_signature_scheme_is_understood(
    hand: Hand, algorithm: str, told: str, status: int
) -> None:
    response = hand.send(
        ANSWER,
        BODY,
        sign(URL + ANSWER, algorithm=algorithm),
        X_Twilio_Webhooks_Signature_Settings=f"key=SK1,algorithm={told}",
    )
    assert response.status_code == status


def test_repeated_parameters_are_signed_as_the_carrier_signs_them(hand: Hand) -> None:
    """Headers of a SIP call may come twice."""
    twice = [("SipHeader_X-Extra", "b"), ("SipHeader_X-Extra", "a")]
    form = MultiDict([("To", "+4700000001"), *twice, ("Blank", "")])
    body = urlencode(list(form.items(multi=True))).encode()
    assert hand.send(ANSWER, body, sign(URL + ANSWER, form)).status_code == 200


def test_letters_of_any_alphabet_in_the_form_hold(hand: Hand) -> None:
    form = FORM | {"CallerName": "Ærlig Łódź ጤና", "FromCity": "Ås & Bø = 100%+"}
    response = hand.send(ANSWER, urlencode(form).encode(), sign(URL + ANSWER, form))
    assert response.status_code == 200


def test_a_percent_encoded_query_is_signed_as_it_was_written(hand: Hand) -> None:
    target = "/voice/turn?m=asker&at=step&l=pl&n=%6Dain"
    response = hand.send(target, BODY, sign(URL + target))
    assert response.status_code == 200
    assert "l=pl" in response.get_data(as_text=True)


def test_what_the_proxy_says_about_host_and_scheme_does_not_count(hand: Hand) -> None:
    response = hand.send(
        ANSWER,
        BODY,
        sign(URL + ANSWER),
        Host="10.0.0.7:8000",
        X_Forwarded_Proto="gopher",
        X_Forwarded_Host="evil.example",
    )
    assert response.status_code == 200
    assert b"evil" not in response.data
    assert b"10.0.0.7" not in response.data


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "body",
    [b"x=" + b"9" * 70_000, bytes(range(256)), b"%ff%fe=%00&&&===", b"a" * 65_000, b""],
    ids=["oversized", "binary", "broken", "long", "empty"],
)
def test_a_body_that_is_no_form_is_refused_not_an_error(
    hand: Hand, route: str, body: bytes
) -> None:
    assert hand.send(route, body, "forged").status_code == 403


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_only_posts_are_answered(hand: Hand, route: str, method: str) -> None:
    assert hand.app.test_client().open(route, method=method).status_code == 405


@pytest.mark.parametrize("path", ["//voice", "/voice/", "/voice//turn", "/voice/turn/", "//voice/"])
def test_no_address_is_ever_redirected(hand: Hand, path: str) -> None:
    """A redirect turns a POST into a GET, and the key that was pressed is lost."""
    for method in ("GET", "POST"):
        client = hand.app.test_client()
        answer = client.open(method=method, data=FORM, environ_overrides=asked_for(path))
        assert answer.status_code in (403, 404, 405)
    assert hand.send(path, BODY, sign(URL + path)).status_code in (200, 403, 404)


@pytest.mark.parametrize("path", ["/voice/", "/voice/turn/", "/voice/fallback/"])
def test_an_address_typed_with_a_slash_too_many_is_answered(hand: Hand, path: str) -> None:
    assert hand.send(path, BODY, sign(URL + path)).status_code == 200


@pytest.mark.parametrize("following", [{}, {"TWILIO_AUTH_TOKEN_NEXT": ""}], ids=["unset", "empty"])
def test_nobody_gets_in_by_signing_with_no_token(shipped: Path, following: dict[str, str]) -> None:
    """An operator who has no next token has not opened the door to whoever signs with nothing."""
    environ = {"PUBLIC_BASE_URL": URL, "TWILIO_AUTH_TOKEN": TOKEN, "OFFER_DRAFTS": "yes"}
    settings = Settings.from_environ(environ | following | {"HOTLINE_ROOT": str(shipped)})
    hand = Hand(create_app(settings))
    assert hand.send(ANSWER, BODY, sign(URL + ANSWER, token="")).status_code == 403
    assert hand.send(ANSWER, BODY, sign(URL + ANSWER)).status_code == 200
