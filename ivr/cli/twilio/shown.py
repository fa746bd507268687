"""What is set of numbers at the carrier and what would be, as lines on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ivr.account.addresses import in_words, without_password
from ivr.account.changing import BrokenOff
from ivr.account.kept import Step
from ivr.account.planned import Plan
from ivr.account.wanted import APPLICATION, HANDLERS, LABEL, REGION, Change, is_chosen
from ivr.cli.project import counted, printable

WORDS: Final = {
    "VoiceUrl": "a call comes in",
    "VoiceFallbackUrl": "when that fails",
    "StatusCallback": "a call is over",
    APPLICATION: "instead",
    LABEL: "label",
    REGION: "region",
}
"""What each setting is called, in the order in which they are told; a method is told with it."""

_METHODS: Final = dict(HANDLERS)


def plan_lines(plan: Plan) -> Iterator[str]:
    """Yield what is set of each number and what would be, and whose numbers are left alone."""
    for number in plan.numbers:
        yield f"{number.wanted.number}  {printable(number.wanted.label)}"
        changes = {change.field: change for change in number.changes}
        yield from _setting_lines(number.fields, changes, is_plan=True)
    if plan.examples:
        yield f"Examples, which no telephone can have: {', '.join(plan.examples)}."
    if plan.others:
        others = ", ".join(printable(one.number) for one in plan.others)
        yield f"Not in the content, and left alone: {others}."


def step_lines(step: Step) -> Iterator[str]:
    """Yield what is set of a number and what would be, of those settings that change."""
    yield printable(step.number)
    changes = {change.field: change for change in step.changes}
    yield from _setting_lines({field: one.is_ for field, one in changes.items()}, changes)


def made_lines(step: Step, now: Mapping[str, str]) -> Iterator[str]:
    """Yield what was read back of a number, of those settings that were changed."""
    yield f"{printable(step.number)} is set, and read back:"
    changed = {_setting(change.field) for change in step.changes}
    kept = {field: text for field, text in now.items() if _setting(field) in changed}
    yield from (f"  {WORDS[field]}: {told}" for field, told in _told(kept))


def end_lines(broken: BrokenOff) -> Iterator[str]:
    """Yield why a change broke off, and what became of each number that it did not come to."""
    yield str(broken)
    if broken.is_untouched:
        yield "Nothing was changed."
        return
    yield f"{printable(broken.at.number)}: {broken.became}."
    yield from (f"{printable(step.number)}: not changed." for step in broken.rest)
    yield "What was changed can be put back: ivr twilio undo"


def change_count(steps: Sequence[Iterable[Change]]) -> str:
    """Return how many settings of how many numbers change, in words.

    >>> change_count(
    ...     [[Change("Region", "us1", "ie1"), Change("VoiceUrl", "", "https://h.example")]]
    ... )
    '2 settings of 1 number'
    """
    settings = {(place, _setting(one.field)) for place, step in enumerate(steps) for one in step}
    return f"{counted(len(settings), 'setting')} of {counted(len(steps), 'number')}"


def record(change: Change) -> dict[str, str]:
    """Return a change as programs read it."""
    is_, will = _plain(change.is_), _plain(change.will)
    is_address = change.field in _METHODS
    told = {"told": in_words(change.is_, change.will)} if is_address else {}
    return {"field": change.field, "is": is_, "will": will, **told}


def _setting_lines(
    is_: Mapping[str, str], changes: Mapping[str, Change], *, is_plan: bool = False
) -> Iterator[str]:
    will = {**is_, **{field: change.will for field, change in changes.items()}}
    after = dict(_told(will))
    for field, told in _told(is_):
        if not {field, _METHODS.get(field)} & changes.keys():
            yield f"  {WORDS[field]}: {told}"
            continue
        yield f"  {WORDS[field]}:"
        yield f"    is       {told}"
        yield f"    will be  {after[field]}"
        if field in _METHODS and is_.get(field) and will[field] and field in changes:
            yield f"    differs  {in_words(is_[field], will[field])}"
        if field == LABEL and is_plan and is_chosen(is_[field]):
            yield "    differs  somebody has chosen it; the console alone shows it"


def _told(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each setting in the order in which they are told, and what it is set to."""
    for field in WORDS:
        method = fields.get(_METHODS.get(field, ""), "")
        if field in fields:
            yield field, _value(field, fields[field], method)
        elif method:
            yield field, f"by {method}"


def _value(field: str, text: str, method: str) -> str:
    if field == APPLICATION:
        return f"{text} takes the calls" if text else "nobody takes the calls"
    shown = _plain(text) or "nothing"
    return f"{method} {shown}".strip() if text else shown


def _setting(field: str) -> str:
    return next((url for url, method in HANDLERS if field == method), field)


def _plain(text: str) -> str:
    """Return a value without what signs in at an address, as it can stand in one line."""
    return printable(without_password(text))
