"""Telephone numbers: as they are called, dialled and spoken."""

from __future__ import annotations

import re
from collections.abc import Sequence

_E164 = re.compile(r"\+[1-9]\d{7,14}")
_CALLED = re.compile(r"\+\d{8,15}")
_SIP = re.compile(r"sips?:[^\s@]+@[^\s@]+")


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
    return bool(_CALLED.fullmatch(compact(number)))


def is_spoken_number(number: str) -> bool:
    """Tell whether a number can be read aloud: digits in groups, perhaps a leading ``+``.

    >>> is_spoken_number("116 117"), is_spoken_number("116-117")
    (True, False)
    """
    return bool(re.fullmatch(r"\+?\d+(?: \d+)*", number))


def is_route(target: str) -> bool:
    """Tell whether the carrier can dial a target: E.164, or a SIP address over a trunk.

    Twilio refuses short numbers such as 113 (error 13224), so they need a trunk.

    >>> is_route("+4723327000"), is_route("sip:113@trunk.example"), is_route("113")
    (True, True, False)
    """
    return bool(_E164.fullmatch(target) or _SIP.fullmatch(target))


def spoken(number: str, digits: Sequence[str], plus: str) -> str:
    """Return a number in words, digit by digit, with a comma's pause between the groups.

    ``digits`` holds the words for 0 to 9, ``plus`` the one for a leading plus sign.

    >>> spoken("116 117", "zero one two three four five six seven eight nine".split(), "plus")
    'one one six, one one seven'
    """
    lead = f"{plus} " if number.startswith("+") else ""
    groups = number.removeprefix("+").split()
    return lead + ", ".join(" ".join(digits[int(digit)] for digit in group) for group in groups)
