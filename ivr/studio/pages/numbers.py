"""Telephone numbers as the pages write them."""

from __future__ import annotations

from typing import Final

from ivr.model.phone_numbers import dialled

HOME: Final = "47"
_PAIRS: Final = 8
_WHOLE_COUNTRY: Final = 6


def number(to: str) -> str:
    """Write a number, or an address at a trunk, as people read it.

    >>> number("+4723327000"), number("sip:116117@trunk.example"), number("+4633330000")
    ('+47 23 32 70 00', '116 117', '+4633330000')
    """
    digits = dialled(to)
    home = digits.removeprefix(f"+{HOME}")
    if len(home) == _PAIRS and home != digits:
        return f"+{HOME} {home[:2]} {home[2:4]} {home[4:6]} {home[6:]}"
    return f"{digits[:3]} {digits[3:]}" if len(digits) == _WHOLE_COUNTRY else digits
