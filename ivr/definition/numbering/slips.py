"""Slips of the hand in a telephone number: one digit wrong, missing, too many, or two swapped."""

from __future__ import annotations

from collections.abc import Iterator


def slips_of(digits: str) -> Iterator[str]:
    """Yield everything that one slip makes of some digits, and at times the digits themselves.

    >>> {"133", "131", "13", "1133"} <= set(slips_of("113"))
    True
    """
    for place in range(len(digits) + 1):
        before, after = digits[:place], digits[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for digit in "0123456789":
            yield before + digit + after
            if after:
                yield before + digit + after[1:]


def is_slip(digits: str, other: str) -> bool:
    """Tell whether one slip makes a number of another.

    >>> is_slip("116171", "116117"), is_slip("113", "113"), is_slip("131", "112")
    (True, False, False)
    """
    return digits != other and abs(len(digits) - len(other)) <= 1 and digits in slips_of(other)
