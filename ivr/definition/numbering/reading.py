"""What can be told of one telephone number by looking at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from phonenumbers import PhoneNumberType

KINDS: Final = {
    PhoneNumberType.PREMIUM_RATE: "a premium-rate number",
    PhoneNumberType.SHARED_COST: "a shared-cost number",
    PhoneNumberType.PERSONAL_NUMBER: "a personal number, which rings wherever its owner says",
    PhoneNumberType.PAGER: "a pager's number",
    PhoneNumberType.VOICEMAIL: "the number of a voicemail",
}
"""Kinds of numbers that nobody would choose unless on purpose."""

SATELLITES: Final = (870, 881, 882, 883)
"""Country codes of telephones by satellite, and of networks that span the world (ITU-T E.164)."""

WORLDWIDE: Final = {800: "an international freephone number", 979: "a premium-rate number"}
"""Kinds of numbers that belong to no country, by country code."""


@dataclass(frozen=True, slots=True)
class Known:
    """A number that a whole country knows; ``words`` are parts of service names that mean it."""

    number: str
    owner: str
    words: frozenset[str] = frozenset()
    is_emergency: bool = False

    @property
    def digits(self) -> str:
        """The number without its groups."""
        return self.number.replace(" ", "")

    def is_meant_by(self, service: str) -> bool:
        """Tell whether a service's name says that it is this number's.

        >>> Known("110", "the fire service", frozenset({"fire"})).is_meant_by("fire_halden")
        True
        """
        parts = re.split(r"[\W_]+", service.lower())
        return any(part.startswith(word) for part in parts for word in self.words)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number as its country sees it.

    ``digits`` are those that are dialled at home (abroad, with the plus). ``fault`` says why
    nobody can have it; ``is_miscounted`` that this will not change when new ranges are opened.
    ``kind`` is what is unusual about it. ``near`` are the known numbers that are one slip away.
    ``is_example`` tells that nobody can have it, on purpose.
    """

    digits: str
    fault: str = ""
    kind: str = ""
    known: Known | None = None
    near: tuple[Known, ...] = ()
    is_example: bool = False
    is_miscounted: bool = False
