"""Changing numbers at the carrier, one by one, each looked at just before and just after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from ivr.account.kept import Step
from ivr.account.wanted import APPLICATION, REGION, Change, fields_of
from ivr.carrier.rest.port import Account, RentedNumber
from ivr.problems import Problem, Refusal

Made: TypeAlias = Callable[[Step, Mapping[str, str]], object]
"""Is told of a step that is made, with the fields of its number as they are now."""


class BrokenOff(Refusal):
    """A change did not come to its end; ``problems`` say why.

    ``done`` are the steps that were made, ``at`` the one it broke off at, ``rest`` those behind
    it; ``became`` says what came of ``at``, ``is_untouched`` that nothing at all was changed.
    """

    def __init__(self, refusal: Refusal, steps: Sequence[Step], place: int, became: str) -> None:
        super().__init__(*refusal.problems)
        self.done, self.at, self.rest = steps[:place], steps[place], steps[place + 1 :]
        self.became = became
        self.is_untouched = not self.done and became == _NOT_CHANGED


class NumberGone(Refusal):
    """A number is not among those of the account any more."""


_NOT_CHANGED = "not changed"
_CHANGED = "changed"
_IN_PART = "changed in part"
_NOT_KNOWN = "it is not known whether it was changed"


def make(account: Account, region: str, steps: Sequence[Step], told: Made) -> None:
    """Make changes in their order, and tell each once it is read back.

    Args:
        account: Where.
        region: Whose settings the account takes.
        steps: What is to be changed; each number must be as its step has it.
        told: Called with each step that is made, and what is read back of its number.

    Raises:
        BrokenOff: The account refused, somebody else changes it at the same time, or what was set
            is not what is read back; what comes behind is left as it is.
    """
    for place, step in enumerate(steps):
        is_begun = False
        try:
            _refuse_changed(step, fields_now(account, step))
            is_begun = True
            _write(account, region, step)
            now = fields_now(account, step)
            _refuse_unset(step, now)
            told(step, now)
        except Refusal as refusal:
            became = _became(account, step) if is_begun else _NOT_CHANGED
            raise BrokenOff(refusal, steps, place, became) from None
        except KeyboardInterrupt:
            became = _became(account, step) if is_begun else _NOT_CHANGED
            by_hand = Problem("account-broken-off", step.number, None, "It was broken off by hand.")
            raise BrokenOff(Refusal(by_hand), steps, place, became) from None


def fields_now(
    account: Account, step: Step, rented: Iterable[RentedNumber] | None = None
) -> dict[str, str]:
    """Return what a number is set to at this moment.

    Its region is asked for where that is to change. ``rented`` spares asking for the numbers to
    whoever has just done so.

    Raises:
        NumberGone: The account has it no more.
        Refusal: The account was not to be asked.
    """
    known = account.numbers() if rented is None else rented
    number = next((one for one in known if one.sid == step.sid), None)
    if number is None:
        cause = "It is not among the numbers of the account any more."
        fix = "See whose it is: ivr twilio plan"
        raise NumberGone(Problem("number-gone", step.number, None, cause, fix))
    has_region = any(change.field == REGION for change in step.changes)
    return fields_of(number, account.region(step.number) if has_region else "")


def carrier_fields(changes: Iterable[Change]) -> dict[str, str]:
    """Return changes by the names of the carrier's interface.

    >>> carrier_fields([Change("Application", "TK1", ""), Change("Region", "us1", "ie1")])
    {'TrunkSid': ''}
    """
    fields = {}
    for one in changes:
        if one.field == APPLICATION:
            # Setting one of the two takes the other away.
            is_trunk = (one.will or one.is_).startswith("TK")
            fields["TrunkSid" if is_trunk else "VoiceApplicationSid"] = one.will
        elif one.field != REGION:
            fields[one.field] = one.will
    return fields


def _write(account: Account, region: str, step: Step) -> None:
    moves = [change.will for change in step.changes if change.field == REGION]
    fields = carrier_fields(step.changes)
    # Each region has settings of its own, and a call must find them where it comes: they are set
    # before calls come here, and changed back when they come no more.
    for there in moves:
        if there != region:
            account.set_region(step.number, there)
    if fields:
        account.set_number(step.sid, fields)
    for there in moves:
        if there == region:
            account.set_region(step.number, there)


def _refuse_changed(step: Step, now: dict[str, str]) -> None:
    for change in step.changes:
        if not change.is_unmade(now):
            cause = f"{change.field} was changed by somebody else meanwhile."
            raise Refusal(
                Problem("account-changed", step.number, None, cause, "Look at it, and try again.")
            )


def _refuse_unset(step: Step, now: dict[str, str]) -> None:
    for change in step.changes:
        if not change.is_made(now):
            cause = f"{change.field} was set, and is read back as something else."
            fix = "Look at it in the console; somebody else may be changing it."
            raise Refusal(Problem("account-not-set", step.number, None, cause, fix))


def _became(account: Account, step: Step) -> str:
    """Return what became of a step that broke off, as far as the account can still tell."""
    try:
        now = fields_now(account, step)
    except Refusal:
        return _NOT_KNOWN
    if all(one.is_unmade(now) for one in step.changes):
        return _NOT_CHANGED
    return _CHANGED if all(one.is_made(now) for one in step.changes) else _IN_PART
