"""Whether a request was signed by Twilio with one of our tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    RequestValidator,
    get_signature_algorithm,
)

SIGNATURE: Final = "X-Twilio-Signature"
SETTINGS: Final = "X-Twilio-Webhooks-Signature-Settings"


def is_signed(
    url: str, form: Mapping[str, Any], headers: Mapping[str, str], tokens: tuple[str, ...]
) -> bool:
    """Tell whether a request's signature holds under any of the tokens.

    ``url`` is the public one, as the carrier called it, with its query; ``form`` holds
    every posted parameter, blank ones included (they are signed); two tokens are active
    while one is being rotated. The rule is Twilio's own, from its SDK.

    >>> from twilio.request_validator import RequestValidator
    >>> form = {"CallSid": "CA1", "FromCity": ""}
    >>> signature = RequestValidator("new").compute_signature("https://h.example/voice", form)
    >>> is_signed("https://h.example/voice", form, {SIGNATURE: signature}, ("old", "new"))
    True
    >>> is_signed("https://h.example/voice", form, {}, ("old", "new"))
    False
    """
    signature = headers.get(SIGNATURE, "")
    algorithm = get_signature_algorithm(headers.get(SETTINGS, ""))
    # Of another one the SDK would write a line each time, in words of whoever sends it.
    return algorithm.upper() in (HMAC_SHA1, HMAC_SHA256) and any(
        RequestValidator(token).validate(url, form, signature, algorithm) for token in tokens
    )
