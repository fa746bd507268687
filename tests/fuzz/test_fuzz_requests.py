"""Methods, paths and headers nobody sends on purpose: turned away or answered, never broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.carrier import ANSWER, FALLBACK, STATUS, TURN, WHISPER

if TYPE_CHECKING:
    from tests.fuzz.conftest import Ask, Reached

VOICE: Final = (ANSWER, TURN, WHISPER, STATUS, FALLBACK)
METHODS: Final = (
    *("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"),
    *("PROPFIND", "post", "POST ", "", "\xff", "A" * 300),
)

PATHS: Final = (
    *("", "/", "//", "/voice/", "//voice", "/voice//turn", "/Voice", "/VOICE/turn", "/voice/none"),
    *("/voice;x=1", "/voice%2Fturn", "/voice/turn/..", "/voice/../voice/turn", "/./voice"),
    *("/static/x", "/.env", "/.git/config", "/config/hotline.yaml", "/favicon.ico", "/robots.txt"),
    *("/voice\0", "/vøice", "/🏥", "/\u202e", "/" + "a" * 5000, "/" + "a/" * 2000, "*", "voice"),
)

CLIPS: Final = (
    *("/audio", "/audio/", "/audio//", "/audio/nb", "/audio/nb/", "/audio/manifest.json"),
    *("/audio/../manifest.json", "/audio/../../config/hotline.yaml", "/audio//etc/passwd"),
    *("/audio/nb/../manifest.json", "/audio/..%2f..%2fconfig", "/audio/%2e%2e/", "/audio/\\..\\x"),
    *("/audio/nb/\0.wav", "/audio/CON", "/audio/" + "a" * 5000 + ".wav", "/audio/nb/æ.wav"),
)

HEADERS: Final = {
    "no host": {"HTTP_HOST": ""},
    "another host": {"HTTP_HOST": "elsewhere.example"},
    "a host of no letters": {"HTTP_HOST": "\xff\xfe"},
    "a host with a path": {"HTTP_HOST": "h.example/voice?x"},
    "a host with a port of words": {"HTTP_HOST": "h.example:port"},
    "a forwarded prefix": {"HTTP_X_FORWARDED_PREFIX": "/x", "HTTP_X_FORWARDED_PROTO": "gopher"},
    "a forwarded host": {"HTTP_X_FORWARDED_HOST": "elsewhere.example", "HTTP_FORWARDED": "host=x"},
    "a method in a header": {"HTTP_X_HTTP_METHOD_OVERRIDE": "GET"},
    "a cookie of no kind": {"HTTP_COOKIE": "session=\xff; ;=;;" + "x" * 3000},
    "an emulated clock": {"HTTP_X_EMULATED_TIME": "2027-05-17T12:00:00+02:00"},
    "a range": {"HTTP_RANGE": "bytes=5-1,-0,x", "HTTP_IF_RANGE": "\xff"},
    "conditions": {"HTTP_IF_NONE_MATCH": "*", "HTTP_IF_MODIFIED_SINCE": "never"},
    "an expectation": {"HTTP_EXPECT": "200-nothing", "HTTP_CONNECTION": "upgrade, close"},
    "an encoding": {"HTTP_ACCEPT_ENCODING": "\xff;q=x", "HTTP_CONTENT_ENCODING": "gzip"},
    "languages": {"HTTP_ACCEPT_LANGUAGE": "," * 500 + "pl;q=9e999", "HTTP_ACCEPT": "\xff"},
    "credentials": {"HTTP_AUTHORIZATION": "Basic \xff:", "HTTP_PROXY": "http://elsewhere.example"},
    "signature settings": {"HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS": "x=\xff;;algorithm=none"},
    "an idempotency token": {"HTTP_I_TWILIO_IDEMPOTENCY_TOKEN": "\0" * 100},
}

SIGNATURES: Final = ("", " ", "=", "AAAA", "\xff" * 28, "A" * 28, "0" * 20_000, "None", "*", "\0")

CLOCKS: Final = (
    *("", "now", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-22"),
    *("2026-11-22T12:00:00", "2026-11-22T12:00:00Z", "1900-01-01T00:00:00+00:00", "\xff", "٢٠٢٦"),
    *("2026-03-29T02:30:00+01:00", "2026-10-25T02:30:00+02:00", "9999-01-01T00:00:00+00:00"),
    *("2026-11-22T12:00:00+23:59:59.999999", "-2026-11-22T12:00:00+01:00", "2" * 5000),
)


@pytest.mark.parametrize("target", VOICE)
@pytest.mark.parametrize("method", METHODS)
def test_the_voice_webhook_is_posted_to_and_signed(
    reached: Reached, raw: type[Ask], target: str, method: str
) -> None:
    assert reached.ask(raw(target, method=method)).status in (400, 403, 404, 405)
    if method.upper() != "POST":
        answer = reached.ask_signed(raw(target, method=method))
        assert answer.status != 204
        assert b"<Response" not in answer.body


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_path_that_leads_nowhere_leads_nowhere(
    reached: Reached, raw: type[Ask], path: str, method: str
) -> None:
    answer = reached.ask(raw(path, method=method))
    assert answer.status in (400, 403, 404, 405), answer
    assert "location" not in answer.headers


@pytest.mark.parametrize("path", CLIPS)
def test_only_clips_are_fetched(reached: Reached, raw: type[Ask], path: str) -> None:
    assert reached.ask(raw(path, method="GET")).status in (400, 404)


@given(path=st.text(max_size=40), method=st.sampled_from(METHODS))
def test_no_path_is_let_in_unsigned(
    reached: Reached, raw: type[Ask], path: str, method: str
) -> None:
    path = "/" + path.replace("?", "")
    answer = reached.ask(raw(path, method=method))
    assert answer.status in (400, 403, 404, 405) or path in ("/healthz", "/readyz", "/metrics")


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
def test_a_signed_request_is_answered_whatever_else_it_says(
    reached: Reached, raw: type[Ask], headers: dict[str, str]
) -> None:
    reached.heard(raw(f"{TURN}?m=asker&at=step&l=pl&n=fees", b"Digits=1", headers=headers))


@given(signature=st.text(st.characters(max_codepoint=255), max_size=40))
@settings(max_examples=50)
def test_no_signature_is_guessed(reached: Reached, raw: type[Ask], signature: str) -> None:
    headers = {"HTTP_X_TWILIO_SIGNATURE": signature}
    assert reached.ask(raw(ANSWER, b"To=%2B4700000001", headers=headers)).status == 403


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_that_is_none_is_turned_away(
    reached: Reached, raw: type[Ask], signature: str
) -> None:
    for settings_ in ("", "algorithm=sha256", "v=2", "=;=", "\xff"):
        headers = {
            "HTTP_X_TWILIO_SIGNATURE": signature,
            "HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS": settings_,
        }
        assert reached.ask(raw(ANSWER, b"To=%2B4700000001", headers=headers)).status == 403


@pytest.mark.parametrize("clock", CLOCKS)
def test_an_emulated_call_at_any_time_is_answered(
    emulated: Reached, raw: type[Ask], clock: str
) -> None:
    for target in (ANSWER, f"{TURN}?m=asker&at=step&l=pl&n=main"):
        for form in (b"", b"Digits=0", b"Digits=3"):
            emulated.heard(raw(target, form, headers={"HTTP_X_EMULATED_TIME": clock}))
