"""Each number that the content names, as it is set at the carrier, and those that nobody names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from ivr.account.addresses import in_words
from ivr.account.wanted import (
    APPLICATION,
    HANDLERS,
    LABEL,
    REGION,
    Change,
    WantedNumber,
    setting_differences,
    wanted_numbers,
)
from ivr.carrier.rest.port import Account, RentedNumber
from ivr.model import Hotline
from ivr.problems import Problem
from ivr.problems.verdicts import Check, good, wrong
from ivr.serving.settings import Settings

_APPLY: Final = "Run: ivr twilio plan, then: ivr twilio apply"
_FIELDS: Final = {
    "VoiceUrl": "the address for calls",
    "VoiceMethod": "the method for calls",
    "VoiceFallbackUrl": "the fallback",
    "VoiceFallbackMethod": "the fallback's method",
    "StatusCallback": "the status callback",
    "StatusCallbackMethod": "the status callback's method",
    REGION: "the region",
    APPLICATION: "what takes its calls instead",
}
"""What the fields of a number are called here."""


def numbers(hotline: Hotline, settings: Settings, account: Account) -> Iterator[Check]:
    """Yield what is wrong with each number, or that it is set as it ought to be.

    Raises:
        AccountRefusal: The account does not tell.
    """
    rented = {one.number: one for one in account.numbers()}
    for wanted in wanted_numbers(hotline, settings):
        found = rented.get(wanted.number)
        yield from _missing(wanted) if found is None else _judged(wanted, found, account)
    for number, found in rented.items():
        if number not in hotline.entrances and _is_ours(found, settings.base_url):
            yield _unlisted(found)


def _missing(wanted: WantedNumber) -> Iterator[Check]:
    cause = f"No number of the account is {wanted.number}, which {wanted.municipality} names."
    fix = "Rent it (ivr twilio numbers), or correct it in config/municipalities."
    problem = Problem("doctor-number-missing", wanted.number, None, cause, fix)
    yield wrong(f"the number {wanted.number}", problem)


def _judged(wanted: WantedNumber, found: RentedNumber, account: Account) -> Iterator[Check]:
    what = f"the number {wanted.number}"
    region = account.region(wanted.number) if wanted.region else ""
    changes = setting_differences(wanted, found, region)
    causes = [_in_words(one) for one in changes if one.field not in _beside(changes)]
    if not found.capable:
        cause, fix = "It cannot be called.", "Rent another one: ivr twilio numbers"
        yield wrong(what, Problem("doctor-number-setting", wanted.number, None, cause, fix))
    for cause in causes:
        yield wrong(what, Problem("doctor-number-setting", wanted.number, None, cause, _APPLY))
    if found.capable and not causes:
        where = f", in {region}" if region else ""
        yield good(what, f"{wanted.label}, set as it ought to be{where}")


def _beside(changes: Iterable[Change]) -> set[str]:
    """Return fields without a line: what no caller hears, and methods of addresses told already."""
    changed = {one.field for one in changes}
    return {LABEL, *(method for address, method in HANDLERS if address in changed)}


def _in_words(change: Change) -> str:
    """Return in what a setting differs.

    >>> _in_words(Change("VoiceUrl", "http://h.example/voice", "https://h.example/voice"))
    'The address for calls is not encrypted: [http://h.example/voice], not [https://h.example/voice].'
    >>> _in_words(Change("VoiceFallbackUrl", "", "https://h.example/voice/fallback"))
    'The fallback is not set, and is to be [https://h.example/voice/fallback].'
    >>> _in_words(Change("Region", "us1", "ie1"))
    'The region is [us1], and is to be [ie1].'
    """
    name = _FIELDS[change.field]
    name = name[0].upper() + name[1:]
    if not change.is_:
        return f"{name} is not set, and is to be [{change.will}]."
    if not change.will:
        return f"{name} is [{change.is_}], and is to be nothing."
    if "://" in change.is_:
        differs = in_words(change.is_, change.will)
        return f"{name} is {differs}: [{change.is_}], not [{change.will}]."
    return f"{name} is [{change.is_}], and is to be [{change.will}]."


def _is_ours(found: RentedNumber, base_url: str) -> bool:
    try:
        return urlsplit(found.voice.url).netloc.lower() == urlsplit(base_url).netloc
    except ValueError:
        return False


def _unlisted(found: RentedNumber) -> Check:
    cause = f"Calls to {found.number} come here, and no municipality lists it: they are answered as"
    cause += " the default municipality."
    fix = "List it in config/municipalities, or point it elsewhere at the carrier."
    problem = Problem("doctor-number-unlisted", found.number, None, cause, fix)
    return wrong(f"the number {found.number}", problem)
