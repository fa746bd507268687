"""Each number that the content names, as it is set at the carrier, and those that nobody names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from ivr.account.addresses import in_words, without_password
from ivr.account.planned import PlannedNumber, planned
from ivr.account.wanted import APPLICATION, HANDLERS, LABEL, REGION, Change, wanted_numbers
from ivr.carrier.rest.port import Account, RentedNumber
from ivr.model import Hotline
from ivr.problems import Problem
from ivr.problems.verdicts import Check, good, wrong
from ivr.serving.settings import Settings

WHAT: Final = "the numbers"
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
    plan = planned(wanted_numbers(hotline, settings), account)
    yield from (wrong(WHAT, problem) for problem in plan.problems)
    yield from map(_example, plan.examples)
    for number in plan.numbers:
        yield from _judged(number)
    yield from (_unlisted(one) for one in plan.others if _is_ours(one, settings.base_url))


def _example(number: str) -> Check:
    cause = f"[{number}] is an example, which no telephone can have."
    fix = "Write the number that you rent in its place: ivr twilio numbers"
    return wrong(WHAT, Problem("example-number", number, None, cause, fix))


def _judged(number: PlannedNumber) -> Iterator[Check]:
    """Yield in what a number is set otherwise than it ought to be, or that it is well."""
    what, place = f"the number {number.wanted.number}", number.wanted.number
    beside = _beside(number.changes)
    causes = [_in_words(one) for one in number.changes if one.field not in beside]
    for cause in causes:
        yield wrong(what, Problem("doctor-number-setting", place, None, cause, _APPLY))
    if not causes and number.rented.capable and not number.is_elsewhere:
        yield good(what, f"{number.wanted.label}, set as it ought to be, in {number.region}")


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
        return f"{name} is {differs}: [{without_password(change.is_)}], not [{change.will}]."
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
