"""The numbers of one country: its own that everybody knows, and how long and of what kind all are.

The former stand in countries.toml; the latter is libphonenumber's knowledge. Of a country that
is not in the list, its emergency numbers are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat
from phonenumbers.phonemetadata import PhoneMetadata

from ivr.definition.numbering.reading import KINDS, SATELLITES, WORLDWIDE, Known, Reading
from ivr.definition.numbering.slips import is_slip, slips_of
from ivr.model.phone_numbers import compact

_SHORT: Final = 6
"""Digits of the longest number that is dialled without an area or country code."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbering plan of a country.

    ``ambulance`` and ``urgent`` are digits, empty where they are not known; ``example`` is how
    numbers begin that nobody can have.
    """

    country: str
    name: str
    code: str
    known: tuple[Known, ...]
    ambulance: str = ""
    urgent: str = ""
    example: str = ""

    def read(self, number: str) -> Reading:
        """Return what can be told of a number, of digits with perhaps a leading plus.

        >>> from ivr.definition.numbering import plan_of
        >>> plan = plan_of("NO")
        >>> plan.read("133").fault, [known.number for known in plan.read("133").near]
        ('does not exist in Norway', ['113'])
        >>> plan.read("+47 2332 700").fault
        'has 7 digits; those of Norway have 5 or 8'
        >>> plan.read("+47 820 55 555").kind, plan.read("+46 70 123 45 67").kind
        ('a premium-rate number', 'a number of another country (SE)')
        """
        digits = compact(number)
        home = digits.removeprefix(f"+{self.code}")
        if found := self._known(digits):
            return Reading(digits, known=found)
        if digits.startswith("+") and (found := self._known(home)) and len(home) <= _SHORT:
            fault = f"has a country code, which {found.number} has not"
            return Reading(digits, fault, near=(found,), is_miscounted=True)
        parsed = self._parsed(digits)
        if parsed is None:
            return self._short(digits)
        whole = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
        at_home = str(parsed.country_code) == self.code
        digits = whole.removeprefix(f"+{self.code}") if at_home else whole
        if found := self._known(digits):
            return Reading(digits, known=found)
        return self._judged(parsed, digits) if at_home else self._abroad(parsed, digits)

    def _judged(self, parsed: PhoneNumber, digits: str) -> Reading:
        near, possible = self._near(digits), phonenumbers.is_possible_number(parsed)
        if self.example and digits.startswith(self.example) and possible:
            return Reading(digits, is_example=True)
        if len(digits) <= _SHORT and not phonenumbers.is_valid_number(parsed):
            return self._short(digits)
        if not possible:
            fault = f"has {_counted(len(digits))}; those of {self.name} have {self._lengths()}"
            return Reading(digits, fault, near=near, is_miscounted=True)
        if not phonenumbers.is_valid_number(parsed):
            return Reading(digits, f"is of a range that is not in use in {self.name}", near=near)
        kind = KINDS.get(phonenumbers.number_type(parsed), "")
        return Reading(digits, kind=kind, near=near)

    def _short(self, digits: str) -> Reading:
        near = self._near(digits)
        emergency = any(known.is_emergency for known in near)
        # A list of our own knows better which short numbers there are. No more digits are counted
        # than they have: Python refuses to read thousands.
        exists = not digits.startswith(("+", "0")) and len(digits) <= _SHORT
        if exists:
            parsed = PhoneNumber(int(self.code), int(digits))
            exists = phonenumbers.is_valid_short_number_for_region(parsed, self.country)
        if exists and not (emergency and self.ambulance):
            return Reading(digits, near=near if self.known else ())
        return Reading(digits, f"does not exist in {self.name}", near=near, is_miscounted=True)

    def _abroad(self, parsed: PhoneNumber, digits: str) -> Reading:
        code = parsed.country_code or 0
        region = phonenumbers.region_code_for_number(parsed)
        if not phonenumbers.is_possible_number(parsed):
            fault = f"has a wrong count of digits for a number that begins with +{code}"
            return Reading(digits, fault, is_miscounted=True)
        if not phonenumbers.is_valid_number(parsed):
            return Reading(digits, f"is of a range that is not in use behind +{code}")
        if code in SATELLITES:
            return Reading(digits, kind="the number of a satellite telephone, or of its like")
        costly = KINDS.get(phonenumbers.number_type(parsed)) or WORLDWIDE.get(code)
        where = region if region and region != phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY else code
        return Reading(digits, kind=costly or f"a number of another country ({where})")

    def _parsed(self, digits: str) -> PhoneNumber | None:
        try:
            return phonenumbers.parse(digits, self.country)
        except phonenumbers.NumberParseException:
            return None

    def _known(self, digits: str) -> Known | None:
        return next((known for known in self.known if known.digits == digits), None)

    def _near(self, digits: str) -> tuple[Known, ...]:
        listed = tuple(known for known in self.known if is_slip(digits, known.digits))
        if self.known:
            return listed
        there = sorted({slip for slip in slips_of(digits) if self.is_emergency(slip)} - {digits})
        return tuple(Known(slip, "an emergency service", is_emergency=True) for slip in there)

    def is_long(self, digits: str) -> bool:
        """Tell whether a number can be dialled from abroad, behind the country code."""
        return digits.startswith("+") or len(digits) > _SHORT

    def is_emergency(self, digits: str) -> bool:
        """Tell whether a number is one of the country's emergency numbers."""
        return phonenumbers.is_emergency_number(digits, self.country)

    def grouped(self, number: str) -> str:
        """Return a number as it is read aloud at home.

        >>> from ivr.definition.numbering import plan_of
        >>> plan_of("NO").grouped("+4723327000"), plan_of("NO").grouped("116117")
        ('23 32 70 00', '116 117')
        """
        reading = self.read(number)
        if reading.known:
            return reading.known.number
        parsed = self._parsed(compact(number))
        if parsed is None or reading.digits.startswith("+") or not self.is_long(reading.digits):
            return reading.digits
        return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)

    def international(self, digits: str) -> str:
        """Return a number of the country as a route writes it.

        >>> from ivr.definition.numbering import plan_of
        >>> plan_of("NO").international("23 32 70 00")
        '+4723327000'
        """
        number = compact(digits)
        return number if number.startswith("+") else f"+{self.code}{number}"

    def readings(self, dialled: str) -> frozenset[str]:
        """Return the international numbers, without a plus, that a dialled one may come to.

        With or without the country code, with 00 for the plus, behind the 0 or 9 that gets a
        line out of an office.

        >>> from ivr.definition.numbering import plan_of
        >>> "4700000011" in plan_of("NO").readings("0004700000011")
        True
        """
        digits = "".join(sign for sign in dialled if sign.isdecimal())
        inner = {digits, digits.removeprefix("00")}
        if not dialled.startswith("+"):
            if digits[:1] in ("0", "9"):
                inner |= {digits[1:], digits[1:].removeprefix("00")}
            inner |= {f"{self.code}{one}" for one in inner}
        return frozenset(inner)

    def _lengths(self) -> str:
        metadata = PhoneMetadata.metadata_for_region(self.country)
        general = metadata.general_desc if metadata else None
        return " or ".join(map(str, general.possible_length if general else ()))


def _counted(digits: int) -> str:
    return "1 digit" if digits == 1 else f"{digits} digits"


def begins_with_a_country(code: str) -> bool:
    """Tell whether the beginning of a number, with its plus, is that of some country's.

    >>> begins_with_a_country("+380"), begins_with_a_country("+4"), begins_with_a_country("+999")
    (True, False, False)
    """
    digits = code.removeprefix("+")
    known = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    if not code.startswith("+") or not digits.isdecimal() or not digits.isascii():
        return False
    return any(int(digits[:length]) in known for length in range(1, len(digits) + 1))


def country_of(number: str) -> str:
    """Return the country of a number with its plus, by its two letters; empty for that of none.

    >>> country_of("+4723327000"), country_of("+46701234567"), country_of("+88213200000")
    ('NO', 'SE', '')
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    # A number of a range that is not in use is that of the largest country of its code.
    largest = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    found = phonenumbers.region_code_for_number(parsed) or largest
    return found if found in phonenumbers.SUPPORTED_REGIONS else ""
