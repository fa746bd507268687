"""From Twilio's form to what was heard. Its words (Digits, DialCallStatus) stop here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ivr.call import DialOutcome, Digit, Input, Silence

ANSWERED: Final = frozenset({"completed", "answered"})
"""Values of DialCallStatus for a callee who answered; every other one is a failed transfer."""

UNANSWERED: Final = frozenset({"busy", "no-answer", "failed", "canceled"})
"""Values of DialCallStatus and CallStatus where nobody answered; our words are the same."""

PROBE: Final = "Probe"
"""The field that marks a test call of the hotline's own."""

ANONYMOUS: Final = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""Numbers Twilio gives for a withheld one: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and
UNAVAILABLE, spelled on a telephone's keypad."""

_SECONDS: Final = re.compile(r"[0-9]{1,6}")
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")


def read_input(form: Mapping[str, str]) -> Input:
    """Return what a form says was heard; missing and empty digits are both silence.

    A callee who was rung through but hung up before being connected (``DialBridged`` is false)
    has not answered: the next route, or the instruction, is the caller's due.

    >>> read_input({"Digits": "3"}), read_input({"Digits": ""}), read_input({})
    (Digit(key='3'), Silence(), Silence())
    >>> read_input({"DialCallStatus": "completed", "DialCallDuration": "61"})
    DialOutcome(answered=True, seconds=61, failure='')
    >>> read_input({"DialCallStatus": "completed", "DialBridged": "false"})
    DialOutcome(answered=False, seconds=None, failure='not-connected')
    """
    status = form.get("DialCallStatus")
    if status is not None:
        bridged = form.get("DialBridged", "") != "false"
        seconds = _seconds(form, "DialCallDuration")
        return DialOutcome(
            status in ANSWERED and bridged, seconds, _failure(status, bridged=bridged)
        )
    digits = form.get("Digits", "")
    return Digit(digits[0]) if digits else Silence()


def read_end(form: Mapping[str, str]) -> tuple[str, int | None] | None:
    """Return how a call ended, in a word, and after how many seconds if told; None while it is on.

    The word is ``hung-up`` for one that was answered, ``busy``, ``no-answer``, ``failed`` or
    ``canceled`` for another.

    >>> read_end({"CallStatus": "completed", "CallDuration": "61"})
    ('hung-up', 61)
    >>> read_end({"CallStatus": "in-progress"}) is None
    True
    """
    status = form.get("CallStatus", "")
    if status == "completed":
        return "hung-up", _seconds(form, "CallDuration")
    return (status, _seconds(form, "CallDuration")) if status in UNANSWERED else None


def is_probe(form: Mapping[str, str]) -> bool:
    """Tell whether a call is a test of the hotline's own, which nobody else can sign."""
    return form.get(PROBE) == "yes"


def _seconds(form: Mapping[str, str], field: str) -> int | None:
    """Return how long something lasted; None where the carrier does not tell."""
    told = form.get(field, "")
    return int(told) if _SECONDS.fullmatch(told) else None


def _failure(status: str, *, bridged: bool) -> str:
    """Return in a word of ours why a callee was not reached; empty for one who was."""
    if status in ANSWERED:
        return "" if bridged else "not-connected"
    return status if status in UNANSWERED else "unknown"


def caller(form: Mapping[str, str]) -> str:
    """Return the number a call comes from, or nothing where it is withheld or is no number.

    >>> caller({"From": "+380441234567"}), caller({"From": "+266696687"}), caller({})
    ('+380441234567', '', '')
    """
    number = form.get("From", "")
    return number if _E164.fullmatch(number) and number not in ANONYMOUS else ""


def caller_id(form: Mapping[str, str], own: str | None = None) -> str | None:
    """Return the number to show a callee when the caller's own cannot be shown, or None.

    Twilio shows the caller's number by itself; a withheld number or a SIP address is no
    caller ID it accepts (error 13214), so the called number stands in, and where that is no
    number either (a call from one SIP address to another), ``own``: one the hotline rents.

    >>> caller_id({"From": "+4791234567", "To": "+4700000001"}) is None
    True
    >>> caller_id({"From": "+266696687", "To": "+4721000000"})
    '+4721000000'
    >>> caller_id({"From": "sip:a@pbx.example", "To": "sip:b@pbx.example"}, "+4721000000")
    '+4721000000'
    """
    called = form.get("To", "")
    if caller(form):
        return None
    return called if re.fullmatch(r"\+[0-9]{7,15}", called) else own
