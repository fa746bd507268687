"""Whatever a form holds: signed, the caller hears something; unsigned, nobody is let in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.carrier import ANSWER, FALLBACK, STATUS, TURN, WHISPER

if TYPE_CHECKING:
    from tests.fuzz.conftest import Ask, Reached

STATE: Final = "?m=asker&at=step&l=pl&n=fees"
SPOKEN: Final = (ANSWER, TURN + STATE, TURN + "?m=asker&at=dial&l=pl&n=guidance", FALLBACK)

NAMES: Final = (
    *("From", "To", "Digits", "DialCallStatus", "DialBridged", "CallSid", "CallStatus"),
    *("ErrorCode", "ErrorUrl", "FinishedOnKey", "Caller", "Called", "FromCity", "Direction"),
)
VALUES: Final = (
    *("", " ", "0", "1", "9", "#", "*", "12", "hangup", "completed", "busy", "false", "true"),
    *("+4700000001", "+4700000002", "+4700000099", "+266696687", "anonymous", "sip:a@b.example"),
    *("+٤٧٠٠٠٠٠٠٠٠", "４７", "²", "Ⅷ", "\0", "\r\nX: 1", "<Hangup/>", "&amp;", "]]>", "\ufffe"),
    *("https://[", "https://h.example/?l=pl", "?l=pl&l=\0", "http://[::1/?l=en#x", "9" * 5000),
)

names = st.sampled_from(NAMES) | st.from_regex(r"[A-Za-z][A-Za-z_-]{0,19}", fullmatch=True)
values = st.sampled_from(VALUES) | st.text(max_size=40)
forms = st.lists(st.tuples(names, values), max_size=12, unique_by=lambda field: field[0])
spoken = st.sampled_from(SPOKEN)

HOSTILE: Final = {
    "nothing": b"",
    "no values": b"Digits&From&To",
    "half a character": b"To=%F0%9F&Digits=%C3",
    "half an escape": b"Digits=%1&To=%&From=%zz",
    "surrogates": b"To=%ED%A0%80&Digits=%ED%BF%BF",
    "zero bytes": b"Digits=\x00&To=%00",
    "semicolons": b"Digits=1;From=2;To=3",
    "a hundred digits": b"Digits=" + b"7" * 100,
    "sixty thousand digits": b"Digits=" + b"7" * 60_000,
    "a name of sixty thousand": b"x" * 60_000 + b"=1",
    "two hundred keys": urlencode({f"k{n}": n for n in range(200)}).encode(),
}

NO_FORM: Final = {
    "no names": b"=&==&=1&&&",
    "Latin-1": b"From=\xe6\xf8\xe5&Digits=\xff",
    "a byte order mark": b"\xef\xbb\xbfDigits=1",
    "a name that is a zero byte": b"\x00=1",
    "control characters": bytes(range(32)) + b"=" + bytes(range(128, 160)),
    "square brackets": b"Digits[]=1&Digits[0]=2&To[x][y]=3",
    "the same key twice": b"Digits=1&Digits=1",
    "the same key twenty times": b"&".join(b"Digits=%d" % n for n in range(20)),
    "a thousand keys": urlencode({f"k{n}": n for n in range(1000)}).encode(),
    "the end of an address": b"/turn?m=asker",
    "all plus signs": b"+" * 5_000,
    "JSON": b'{"Digits": "1"}',
    "XML": b"<Response/>",
}
"""What no carrier sends, whoever has signed it."""

TYPES: Final = (
    *("", "text/plain", "application/json", "multipart/form-data", ";;;", "\xff"),
    *("multipart/form-data; boundary=", "multipart/form-data; boundary=x", "application/xml"),
)


@given(form=forms, target=spoken)
@settings(max_examples=50)
def test_any_form_is_answered_with_strict_twiml(
    reached: Reached, raw: type[Ask], form: list[tuple[str, str]], target: str
) -> None:
    reached.heard(raw(target, urlencode(form).encode()))


@given(form=forms)
@settings(max_examples=50)
def test_a_callee_hears_a_strict_whisper_whatever_the_form(
    reached: Reached, raw: type[Ask], form: list[tuple[str, str]]
) -> None:
    reached.heard(raw(WHISPER + STATE, urlencode(form).encode()), whisper=True)


@given(body=st.binary(max_size=300), target=spoken)
@settings(max_examples=50)
def test_bytes_that_are_no_form_are_answered_or_turned_away(
    reached: Reached, raw: type[Ask], body: bytes, target: str
) -> None:
    assert reached.ask_signed(raw(target, body)).status in (200, 403)


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("target", SPOKEN)
def test_a_hostile_form_is_answered_with_strict_twiml(
    reached: Reached, raw: type[Ask], body: bytes, target: str
) -> None:
    reached.heard(raw(target, body))
    assert reached.ask(raw(target, body)).status == 403


@pytest.mark.parametrize("body", NO_FORM.values(), ids=NO_FORM.keys())
@pytest.mark.parametrize("target", SPOKEN)
def test_what_no_carrier_sends_is_turned_away_whoever_has_signed_it(
    reached: Reached, raw: type[Ask], body: bytes, target: str
) -> None:
    assert reached.ask_signed(raw(target, body)).status == 403


@pytest.mark.parametrize("content_type", TYPES)
@pytest.mark.parametrize("body", [b"", b"Digits=1", b"--x\r\n\r\n--x--\r\n", b"--x"])
def test_a_form_of_another_type_is_turned_away(
    reached: Reached, raw: type[Ask], content_type: str, body: bytes
) -> None:
    """Its body is no part of what is signed."""
    assert reached.ask_signed(raw(TURN + STATE, body, content_type=content_type)).status == 403


@pytest.mark.parametrize(
    "content_type",
    ["APPLICATION/X-WWW-FORM-URLENCODED", "application/x-www-form-urlencoded; charset=UTF-8"],
)
def test_a_form_s_type_is_read_as_the_carrier_writes_it(
    reached: Reached, raw: type[Ask], content_type: str
) -> None:
    reached.heard(raw(TURN + STATE, b"Digits=1", content_type=content_type))


@pytest.mark.parametrize("target", [*SPOKEN, WHISPER + STATE, STATUS])
def test_a_form_too_large_to_be_the_carriers_is_turned_away(
    reached: Reached, raw: type[Ask], target: str
) -> None:
    assert reached.ask(raw(target, b"Digits=" + b"1" * 70_000)).status in (403, 413)


@pytest.mark.parametrize("length", ["", "-1", "x", "1e9", "99999999999999999999", " 8", "٨"])
def test_a_length_that_is_no_length_does_no_harm(
    reached: Reached, raw: type[Ask], length: str
) -> None:
    headers = {"CONTENT_LENGTH": length.encode().decode("latin-1")}
    answer = reached.ask(raw(TURN + STATE, b"Digits=1", headers=headers))
    assert answer.status in (400, 403, 413)


@given(form=forms, target=spoken)
@settings(max_examples=50)
def test_no_form_opens_the_door_without_its_signature(
    reached: Reached, raw: type[Ask], form: list[tuple[str, str]], target: str
) -> None:
    body = urlencode(form).encode()
    signature = {"HTTP_X_TWILIO_SIGNATURE": quote("".join(value for _, value in form))}
    assert reached.ask(raw(target, body)).status == 403
    assert reached.ask(raw(target, body, headers=signature)).status == 403
    assert reached.ask_signed(raw(target, body), "another token").status == 403


@given(form=forms)
@settings(max_examples=50)
def test_any_report_of_progress_is_taken(
    reached: Reached, raw: type[Ask], form: list[tuple[str, str]]
) -> None:
    assert reached.ask_signed(raw(STATUS, urlencode(form).encode())).status == 204
