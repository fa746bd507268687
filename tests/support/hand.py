"""The carrier's hand: requests signed by Twilio's own library, posted as it would post them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote_to_bytes, urlencode

from flask import Flask
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from tests.support.hotline import BASE_URL, TOKEN
from tests.support.ringing import CALLER

FORM: Final = {
    "CallSid": "CA" + "1" * 32,
    "From": CALLER,
    "To": "+4700000001",
    "FromCity": "",
    "CallStatus": "in-progress",
}


def signature(target: str, form: dict[str, str], token: str = TOKEN) -> str:
    """Sign a form as the carrier does."""
    signed: str = RequestValidator(token).compute_signature(BASE_URL + target, form)
    return signed


@dataclass
class Hand:
    """Posts to an application; what is signed can differ from what is sent."""

    app: Flask
    token: str = TOKEN
    headers: dict[str, str] = field(default_factory=dict)

    def post(
        self, target: str, form: dict[str, str] | None = None, *, url: str = "", **form_changes: str
    ) -> TestResponse:
        form = (FORM if form is None else form) | form_changes
        signed = RequestValidator(self.token).compute_signature(url or BASE_URL + target, form)
        return self.send(target, urlencode(form).encode(), signed)

    def send(self, target: str, body: bytes, signature: str | None, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        given = self.headers | named
        if signature is not None:
            given = given | {"X-Twilio-Signature": signature}
        client: Any = self.app.test_client()
        response: TestResponse = client.post(
            data=body,
            headers=given,
            content_type="application/x-www-form-urlencoded; charset=UTF-8",
            environ_overrides=asked_for(target),
        )
        return response


def asked_for(target: str) -> dict[str, str]:
    """Say in a WSGI environment what stands on the request line, to the letter."""
    path, _, query = target.partition("?")
    decoded = unquote_to_bytes(path).decode("latin-1")
    return {"PATH_INFO": decoded, "QUERY_STRING": query, "RAW_URI": target}
