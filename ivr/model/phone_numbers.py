"""Telephone numbers: as they are called, dialled and spoken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

SPOKEN_NUMBER: Final = r"\+?[0-9]+(?: [0-9]+)*"
"""A number as it is read aloud: digits in groups, perhaps a leading plus."""

CALLED_NUMBER: Final = r"\s*\+(?:\s*[0-9]){8,15}\s*"
"""A number that residents call, with its country code."""

VARIABLE: Final = r"\$\{[A-Z][A-Z0-9_]*\}"
"""A part of a route that the operator's environment fills in."""

ROUTE: Final = (
    r"\s*\+\s*[1-9](?:\s*[0-9]){7,14}\s*"  # E.164 (ITU-T), grouped as one likes
    rf"|\+(?:[ 0-9]|{VARIABLE})*{VARIABLE}(?:[ 0-9]|{VARIABLE})*"
    r"|sips?:[^\s@]+@[^\s@]+"
    rf"|{VARIABLE}"
)
"""What the carrier can dial. The patterns are read by Python and by editors alike."""


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
    return bool(re.fullmatch(ROUTE, text))


def filled_in(route: str, environ: Mapping[str, str]) -> str | None:
    """Return what is dialled for a route; None when a variable it names is not set.

    >>> filled_in("sip:113@${SIP_TRUNK}", {"SIP_TRUNK": "trunk.example"})
    'sip:113@trunk.example'
    >>> filled_in("sip:113@${SIP_TRUNK}", {}) is None
    True
    """
    if not all(environ.get(name[2:-1]) for name in re.findall(VARIABLE, route)):
        return None
    return compact(re.sub(VARIABLE, lambda found: environ[found[0][2:-1]], route))


def spoken(number: str, digits: Sequence[str], plus: str) -> str:
    """Return a number in words, digit by digit, with a comma's pause between the groups.

    ``digits`` holds the words for 0 to 9, ``plus`` the one for a leading plus sign.

    >>> spoken("116 117", "zero one two three four five six seven eight nine".split(), "plus")
    'one one six, one one seven'
    """
    lead = f"{plus} " if number.startswith("+") else ""
    groups = number.removeprefix("+").split()
    return lead + ", ".join(" ".join(digits[int(digit)] for digit in group) for group in groups)
