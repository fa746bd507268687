"""What the carrier says of calls that came to nothing, in words that tell nothing of the caller."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

GIVEN_UP: Final = "canceled"
"""The value of DialCallStatus when the caller hung up while it rang."""

_DIALLED: Final = frozenset(
    {"completed", "answered", "busy", "no-answer", "failed", GIVEN_UP},
)
_CALLED: Final = frozenset({"busy", "no-answer", "failed"})
"""Values of CallStatus for a call that came to nothing."""

_SIP: Final = re.compile(r"[1-6][0-9]{2}")
_ERROR: Final = re.compile(r"[0-9]{4,6}")
_FIRST_FAILURE: Final = 400


def dial_failure(form: Mapping[str, str]) -> str:
    """Return why a callee was not reached; empty when the caller hung up meanwhile.

    >>> dial_failure({"DialCallStatus": "failed", "DialSipResponseCode": "503"})
    'failed, SIP 503'
    >>> dial_failure({"DialCallStatus": "completed", "DialBridged": "false"})
    'completed, not connected'
    >>> dial_failure({"DialCallStatus": "canceled"})
    ''
    """
    status = form.get("DialCallStatus", "")
    if status == GIVEN_UP:
        return ""
    told = [status if status in _DIALLED else "an unknown status"]
    if form.get("DialBridged") == "false" and status in ("completed", "answered"):
        told.append("not connected")
    return ", ".join([*told, *_codes(form, "DialSipResponseCode")])


def call_failure(form: Mapping[str, str]) -> str:
    """Return what a status callback says went wrong; empty for a call that went well.

    >>> call_failure({"CallStatus": "failed", "ErrorCode": "13224"})
    'failed, error 13224'
    >>> call_failure({"CallStatus": "completed", "SipResponseCode": "200"})
    ''
    """
    status = form.get("CallStatus", "")
    codes = [*_codes(form, "SipResponseCode")]
    if status not in _CALLED and not codes:
        return ""
    return ", ".join([status if status in _CALLED else "completed", *codes])


def error_code(form: Mapping[str, str]) -> str:
    """Return the carrier's number for what went wrong: empty for none, ``unknown`` for no number.

    >>> error_code({"ErrorCode": "11200"}), error_code({"ErrorCode": "a name"}), error_code({})
    ('11200', 'unknown', '')
    """
    code = form.get("ErrorCode", "")
    return code if not code or _ERROR.fullmatch(code) else "unknown"


def _codes(form: Mapping[str, str], sip_field: str) -> Iterator[str]:
    sip = form.get(sip_field, "")
    if _SIP.fullmatch(sip) and int(sip) >= _FIRST_FAILURE:
        yield f"SIP {sip}"
    if code := error_code(form):
        yield f"error {code}"
