"""What is to be put back of what was replaced at the carrier, and what stands in its way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ivr.account.changing import NumberGone, fields_now
from ivr.account.kept import Kept, Step, kept
from ivr.account.wanted import Change
from ivr.carrier.rest.port import Account
from ivr.problems import Problem


def last(project: Path, account: Account, sid: str, region: str) -> Kept | None:
    """Return what was changed last in a region of an account, of which ``sid`` is the name.

    What broke off before it changed anything is forgotten.

    Raises:
        Refusal: What was kept cannot be read, or the account was not to be asked.
    """
    for record in kept(project, sid, region):
        if record.is_whole or _has_begun(record, account):
            return record
        record.forget(project)
    return None


def back(
    record: Kept, account: Account, *, anyway: bool
) -> tuple[tuple[Step, ...], tuple[Problem, ...]]:
    """Return what puts back what was replaced, and what stands in its way.

    An undo that broke off is gone on with. What somebody has changed since is in the way, and is
    overwritten only ``anyway``; a number that is rented no more is left out then.
    """
    steps: list[Step] = []
    problems: list[Problem] = []
    rented = account.numbers()
    goes_on = record.is_undo and not record.is_whole
    for step in record.steps if goes_on else [one.reverted() for one in record.steps]:
        try:
            now = fields_now(account, step, rented)
        except NumberGone as gone:
            problems += gone.problems
            continue
        left = [one for one in step.changes if not one.is_made(now)]
        problems += [_changed_since(step, one) for one in left if not one.is_unmade(now)]
        if left:
            made = (replace(one, is_=now[one.field]) for one in left)
            steps.append(replace(step, changes=tuple(made)))
    return tuple(steps), () if anyway else tuple(problems)


def _has_begun(record: Kept, account: Account) -> bool:
    """Tell whether anything has been changed, which cannot be known of a number that is gone."""
    rented = account.numbers()
    try:
        fields = [(step, fields_now(account, step, rented)) for step in record.steps]
    except NumberGone:
        return True
    return any(one.is_made(now) for step, now in fields for one in step.changes)


def _changed_since(step: Step, change: Change) -> Problem:
    cause = f"{change.field} was changed since."
    fix = "To overwrite it: --anyway"
    return Problem("account-changed", step.number, None, cause, fix)
