"""Changes at the carrier, carried out so that what they replace can always be put back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ivr.account.changing import BrokenOff, Made, NumberGone, fields_now, make
from ivr.account.kept import Kept, Step, kept
from ivr.account.planned import Plan
from ivr.account.wanted import Change
from ivr.carrier.rest.port import Account


def steps_of(plan: Plan) -> tuple[Step, ...]:
    """Return what is to be changed for a plan, number by number."""
    return tuple(Step(one.rented.sid, one.wanted.number, one.changes) for one in plan.changing)


def carry_out(project: Path, account: Account, begun: Kept, told: Made) -> None:
    """Make the changes of a record, having it on the disk first with what it replaces.

    Args:
        project: Its folder.
        account: Where.
        begun: When, where and what: its steps are made.
        told: Called with each step that is made, and what is read back of its number.

    Raises:
        BrokenOff: Something of it, or all, was not changed.
        OSError: The disk refuses; nothing was changed.
        Refusal: What was kept cannot be read, or the account was not to be asked.
    """
    earlier = _broken_off(project, begun)
    record = replace(begun, steps=_together(begun.steps, earlier, account))
    record.write(project)
    try:
        make(account, begun.region, begun.steps, told)
    except BrokenOff as broken:
        if broken.is_untouched:
            record.forget(project)
        raise
    with suppress(OSError):  # the account itself tells what has come of it
        replace(record, is_whole=True).write(project)


def _broken_off(project: Path, begun: Kept) -> Kept | None:
    """Return what broke off and is gone on with, so that an undo puts back all of it.

    Raises:
        Refusal: What was kept cannot be read.
    """
    records = kept(project, begun.account, begun.region)
    newest = next(records, None)
    if newest is None or newest.is_whole:
        return None
    if newest.is_undo == begun.is_undo:
        return newest
    # An apply that follows an undo which broke off goes on with what that had begun to put back.
    return None if begun.is_undo else next((one for one in records if not one.is_undo), None)


def _together(steps: Sequence[Step], begun: Kept | None, account: Account) -> tuple[Step, ...]:
    """Return what is to be kept of steps, with what was replaced already before they broke off.

    Raises:
        Refusal: The account was not to be asked.
    """
    made = {step.sid: step for step in steps}
    rented = account.numbers() if begun else ()
    for step in begun.steps if begun else ():
        try:
            now = fields_now(account, step, rented)
        except NumberGone:
            continue
        if come := [one for one in step.changes if one.is_made(now)]:
            made[step.sid] = _joined(come, made.get(step.sid, replace(step, changes=())))
    return tuple(made.values())


def _joined(come: Iterable[Change], step: Step) -> Step:
    fields = {one.field: one for one in come}
    for one in step.changes:
        first = fields.get(one.field, one)
        fields[one.field] = replace(one, is_=first.is_)
    return replace(step, changes=tuple(fields.values()))
