"""Readers of single values in TwiML: text in, checked value out, or one line of complaint."""

import re
from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from ivr.phone.errors import OverrideError
from ivr.phone.twiml.sip import sip_faults
from ivr.phone.twiml.urls import split_overrides

Reader: TypeAlias = Callable[[str], Any]

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# Codes that the ITU has given to no country or service (E.164, its list of assigned codes).
_NO_COUNTRY = re.compile(
    r"\+(?:21[0459]|217|259|28|29[2-6]|38[48]|42[24-9]|671|684|69[3-9]|80[1-79]|83|85[147-9]|87[1-79]"
    r"|88[4579]|89|969|978|99[079])"
)
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*"
)
_TRUNK = re.compile(r"BY[0-9a-f]{32}")


def whole(low: int, high: int) -> Callable[[str], int]:
    """Make a reader of whole numbers between two bounds, both included.

    >>> whole(1, 600)("30")
    30
    """

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(text)

    return read


def one_of(*words: str) -> Callable[[str], str]:
    """Make a reader of one word out of a few.

    >>> one_of("GET", "POST")("POST")
    'POST'
    """

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"must be {' or '.join(words)}")
        return text

    return read


def truth(text: str) -> bool:
    """Read ``true`` or ``false``.

    >>> truth("true")
    True
    """
    return one_of("true", "false")(text) == "true"


def web_address(text: str) -> str:
    """Read an http(s) URL, absolute or relative, whose fragment holds overrides only.

    Raises:
        ValueError: another scheme, white space inside, or a fragment Twilio would refuse.

    >>> web_address("/menu?step=2#rc=2")
    '/menu?step=2#rc=2'
    """
    text = text.strip()
    if not text:
        raise ValueError("is empty; a URL is needed")
    try:
        parts = urlsplit(text)
        port_is_valid = parts.port is None or parts.port >= 0
    except ValueError:
        port_is_valid = False
        parts = urlsplit("")
    if not port_is_valid or re.search(r"[\s\x00-\x1f\x7f]", text):
        raise ValueError("is not a URL")
    if parts.scheme not in {"", "http", "https"} or (parts.scheme and not parts.hostname):
        raise ValueError("must be an http or https URL, or relative to this document")
    try:
        split_overrides(text)
    except OverrideError as error:
        raise ValueError(str(error)) from None
    return text


def language(text: str) -> str:
    """Read what looks like a BCP-47 tag; whether a voice speaks it is not looked up.

    >>> language("nb-NO")
    'nb-NO'
    """
    if not _LANGUAGE.fullmatch(text):
        raise ValueError("must be a language tag such as nb-NO")
    return text


def finish_key(text: str) -> str:
    """Read the key that ends a gathering: one key, or nothing to have none.

    >>> finish_key("")
    ''
    """
    if not re.fullmatch(r"[0-9*#]?", text):
        raise ValueError('must be one key out of 0-9, * and #, or "" for none')
    return text


def phone_number(text: str) -> str:
    """Read an E.164 number: a plus, the code of a country, then 7 to 15 digits in all.

    Raises:
        ValueError: a short or national number, or one of no country. Twilio refuses these with
            error 13224.

    >>> phone_number("+4723327000")
    '+4723327000'
    """
    number = text.strip()
    if _NO_COUNTRY.match(number):
        raise ValueError(f'"{number}" begins with the code of no country')
    if not _E164.fullmatch(number):
        raise ValueError(
            f'"{number}" is not an E.164 number such as +4723327000; '
            "a short number such as 113 needs <Sip> over a trunk"
        )
    return number


def is_phone_number(text: str) -> bool:
    """Say whether a text is an E.164 number.

    >>> is_phone_number("+4723327000"), is_phone_number("116117")
    (True, False)
    """
    return _E164.fullmatch(text) is not None


def is_sip_uri(text: str) -> bool:
    """Say whether a text is a SIP URI that can stand in From or To.

    >>> is_sip_uri("SIP:1001@pbx.example"), is_sip_uri("sip:")
    (True, False)
    """
    return not any(sip_faults(text, needs_user=False))


def sip_address(text: str) -> str:
    """Read a SIP URI that can be rung.

    Raises:
        ValueError: what a SIP stack would refuse. At Twilio this is error 13243.

    >>> sip_address("sip:113@trunk.example")
    'sip:113@trunk.example'
    """
    address = text.strip()
    fault = next(sip_faults(address), "")
    if fault:
        example = "a SIP address such as sip:113@trunk.example"
        raise ValueError(f'"{address}" is not {example}: {fault}')
    return address


def trunk(text: str) -> str:
    """Read a BYOC trunk's SID: BY and 32 hexadecimal digits.

    >>> trunk("BY" + "0" * 32)[:4]
    'BY00'
    """
    if not _TRUNK.fullmatch(text):
        raise ValueError("must be a trunk's SID: BY and 32 hexadecimal digits")
    return text


def leg_events(text: str) -> tuple[str, ...]:
    """Read the steps of a leg someone wants to be told of, separated by spaces.

    >>> leg_events("ringing completed")
    ('ringing', 'completed')
    """
    words = tuple(text.split())
    one = one_of("initiated", "ringing", "answered", "completed")
    if not words:
        raise ValueError("is empty; leave it out or name a step")
    return tuple(one(word) for word in words)


def words(text: str) -> str:
    """Read any text that is not empty.

    >>> words("Polly.Liv")
    'Polly.Liv'
    """
    if not text.strip():
        raise ValueError("is empty")
    return text
