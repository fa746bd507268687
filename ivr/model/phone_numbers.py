"""Telephone numbers: as they are called, dialled and spoken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from ivr.lookalikes import plainly
from ivr.model.hosts import sip_fault

_SPACE: Final = r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
"""A space of any width: numbers are pasted from web pages and tables."""

SPOKEN_NUMBER: Final = rf"{_SPACE}*\+?[0-9]+(?:{_SPACE}+[0-9]+)*{_SPACE}*"
"""A number as it is read aloud: digits in groups, perhaps a leading plus."""

CALLED_NUMBER: Final = rf"{_SPACE}*\+(?:{_SPACE}*[0-9]){{8,15}}{_SPACE}*"
"""A number that residents call, with its country code."""

VARIABLE: Final = r"\$\{[A-Z][A-Z0-9_]*\}"
"""A part of a route that the operator's environment fills in."""

ROUTE: Final = (
    rf"{_SPACE}*\+{_SPACE}*[1-9](?:{_SPACE}*[0-9]){{7,14}}{_SPACE}*"  # E.164 (ITU-T), grouped
    rf"|{_SPACE}*\+(?:{_SPACE}|[0-9]|{VARIABLE})*{VARIABLE}(?:{_SPACE}|[0-9]|{VARIABLE})*"
    rf"|{_SPACE}*sips?:[!-?A-~]+@[!-?A-~]+{_SPACE}*"
    rf"|{_SPACE}*{VARIABLE}{_SPACE}*"
)
"""What the carrier can dial. The patterns are read by Python and by editors alike."""


_SEPARATORS: Final = re.compile(r"[\s().\-/]")
"""Signs that make a number readable and are not dialled (RFC 3966)."""

_TRUNK_ZERO: Final = re.compile(r"[(\[]\s*0\s*[)\]]")
"""The 0 that is dialled at home in some countries, and never behind a country code."""

_MISTYPED: Final = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1"})
"""Letters that are taken for digits."""


def tidy(number: str) -> str:
    r"""Return a number or route with plain, single spaces, whatever spaces it was pasted with.

    >>> tidy("\u00a023\u202f32  70 00")
    '23 32 70 00'
    """
    return re.sub(rf"{_SPACE}+", " ", number).strip(" ")


def compact(number: str) -> str:
    """Return a number without the spaces that group it.

    >>> compact("+47 23 32 70 00")
    '+4723327000'
    """
    return re.sub(r"\s+", "", number)


def is_called_number(number: str) -> bool:
    """Tell whether a number can be one that residents call: ``+`` and 8 to 15 digits.

    >>> is_called_number("+47 23 32 70 00"), is_called_number("23 32 70 00")
    (True, False)
    """
    return bool(re.fullmatch(CALLED_NUMBER, number))


def is_spoken_number(number: str) -> bool:
    """Tell whether a number can be read aloud: digits in groups, perhaps a leading ``+``.

    >>> is_spoken_number("116 117"), is_spoken_number("116-117")
    (True, False)
    """
    return bool(re.fullmatch(SPOKEN_NUMBER, number))


def is_route(text: str) -> bool:
    """Tell whether the carrier can dial a route as it is written in config/services.yaml.

    That is E.164, a SIP address over a trunk, or either with a ``${VARIABLE}`` in it.
    Twilio refuses short numbers such as 113 (error 13224), so they need a trunk.

    >>> is_route("+47 23 32 70 00"), is_route("sip:113@${SIP_TRUNK}"), is_route("113")
    (True, True, False)
    """
    return bool(re.fullmatch(ROUTE, text)) and not address_fault(text)


def address_fault(route: str) -> str:
    """Return what keeps a SIP address among routes from being dialled; empty for nothing.

    One with a ``${VARIABLE}`` in it is judged when that is filled in.

    >>> address_fault("sip:113@trunk..example"), address_fault("+4723327000")
    ('its host has two dots in a row', '')
    """
    text = tidy(route)
    is_whole = re.match("sips?:", text) and not re.search(VARIABLE, text)
    return sip_fault(text) if is_whole else ""


def filled_in(route: str, environ: Mapping[str, str]) -> str | None:
    """Return what is dialled for a route; None when a variable it names is not set.

    >>> filled_in("sip:113@${SIP_TRUNK}", {"SIP_TRUNK": "trunk.example"})
    'sip:113@trunk.example'
    >>> filled_in("sip:113@${SIP_TRUNK}", {}) is None
    True
    """
    text = with_variables(route, environ)
    return None if text is None else compact(text)


def with_variables(text: str, environ: Mapping[str, str]) -> str | None:
    """Return a text with its variables filled in; None when one that it names is not set.

    >>> with_variables("https://${HOST}/a b", {"HOST": "alarm.example"})
    'https://alarm.example/a b'
    """
    if not all(environ.get(name[2:-1]) for name in re.findall(VARIABLE, text)):
        return None
    return re.sub(VARIABLE, lambda found: environ[found[0][2:-1]], text)


def dialled(route: str) -> str:
    """Return the number that a route has rung, as it is dialled; or the name it asks a trunk for.

    >>> dialled("+47 23 32 70 00"), dialled("sip:%2B47-2332-7000;user=phone@pbx.example")
    ('+4723327000', '+4723327000')
    >>> dialled("sip:113@${SIP_TRUNK}"), dialled("sip:dentist@trunk.example"), dialled("tel:113")
    ('113', 'dentist', '113')
    """
    scheme, colon, rest = route.strip().partition(":")
    address = rest if colon and scheme.lower() in ("sip", "sips", "tel") else route
    user = unquote(address.rpartition("@")[0] or address).partition(";")[0].partition(":")[0]
    number = _SEPARATORS.sub("", user)
    return number if re.fullmatch(r"\+?[0-9]+", number) else user.strip()


def without_trunk_zero(number: str) -> str:
    """Return a number without the bracketed 0 that must not be dialled.

    >>> without_trunk_zero("+47 (0) 23 32 70 00")
    '+47   23 32 70 00'
    """
    return _TRUNK_ZERO.sub(" ", number)


def meant(number: str) -> str:
    r"""Return the digits that a text probably means, grouped by plain spaces; empty if unsure.

    >>> meant("(23) 32-70.OO"), meant("２３ 32 7\u00ad0 00"), meant("+47 (0)23 32 70 00")
    ('23 32 70 00', '23 32 70 00', '+47 23 32 70 00')
    >>> meant("23 32 70 00 ext 5"), meant("tel:113")
    ('', '113')
    """
    plain = without_trunk_zero(plainly(number)).lower().removeprefix("tel:").translate(_MISTYPED)
    if re.search("[^\\W0-9_]", plain):
        return ""
    grouped = re.sub("[^0-9]+", " ", plain).strip()
    return f"+{grouped}" if plain.startswith("+") else grouped


def spoken(number: str, digits: Sequence[str], plus: str) -> str:
    """Return a number in words, digit by digit, with a comma's pause between the groups.

    ``digits`` holds the words for 0 to 9, ``plus`` the one for a leading plus sign.

    >>> spoken("116 117", "zero one two three four five six seven eight nine".split(), "plus")
    'one one six, one one seven'
    """
    lead = f"{plus} " if number.startswith("+") else ""
    groups = number.removeprefix("+").split()
    return lead + ", ".join(" ".join(digits[int(digit)] for digit in group) for group in groups)
