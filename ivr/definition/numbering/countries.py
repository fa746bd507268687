"""The numbering plans there are, by country: countries.toml over what libphonenumber knows."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

import phonenumbers

from ivr.definition.numbering.plan import Plan
from ivr.definition.numbering.reading import Known
from ivr.model.phone_numbers import compact

LIST: Final = Path(__file__).with_name("countries.toml")
"""What whole countries know, with its source."""


@cache
def plan_of(country: str) -> Plan | None:
    """Return the numbering plan of a country by its two letters; None of one that has none.

    >>> plan_of("NO").ambulance, plan_of("SE").is_emergency("112"), plan_of("XX")
    ('113', True, None)
    """
    if country not in phonenumbers.SUPPORTED_REGIONS:
        return None
    code = str(phonenumbers.country_code_for_region(country))
    listed: dict[str, Any] = _listed().get(country, {})
    if not listed:
        return Plan(country, country, code, ())
    known = tuple(
        Known(one["number"], one["is"], frozenset(one["words"]), one.get("emergency", False))
        for one in listed["known"]
    )
    ambulance, urgent = compact(listed["ambulance"]), compact(listed["urgent"])
    return Plan(country, listed["name"], code, known, ambulance, urgent, listed["example"])


@cache
def _listed() -> dict[str, Any]:
    text = LIST.read_text(encoding="utf-8")
    return tomllib.loads(text)
