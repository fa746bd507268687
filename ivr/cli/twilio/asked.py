"""The hotline and the account that a command is about, and whether somebody agrees."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, check_folder, open_project, tell
from ivr.environment import trimmed
from ivr.model.phone_numbers import compact

if TYPE_CHECKING:
    from ivr.account.kept import Step
    from ivr.account.planned import Plan
    from ivr.carrier.rest.access import Access
    from ivr.carrier.rest.port import Account
    from ivr.problems import Problem


@dataclass(frozen=True, slots=True)
class Asked:
    """A project and the account that the settings name; the hotline need not be sound."""

    project: Path
    access: Access
    account: Account

    @classmethod
    def of(cls, project: Path) -> Asked:
        """Read the settings of the account; raises Refused with every fault of them."""
        from ivr.account.opening import account_of
        from ivr.carrier.rest.access import Access

        check_folder(project)
        environ = trimmed(os.environ)
        with refusing():
            account = account_of(environ)
            return cls(project, Access.of(environ), account)


@dataclass(frozen=True, slots=True)
class Planned:
    """What would change for a sound hotline, and what is wrong with it."""

    asked: Asked
    base_url: str
    plan: Plan
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, project: Path, numbers: Sequence[str]) -> Planned:
        """Read a project and its settings, and ask the account; ``numbers`` alone, or all.

        Raises Refused with every fault of the project and the settings, or what the account said.
        """
        from ivr.account.opening import with_missing
        from ivr.account.planned import planned
        from ivr.account.wanted import wanted_numbers
        from ivr.serving.reachable import unreachable
        from ivr.serving.settings import Settings

        settings, said = Settings.read({**os.environ, "HOTLINE_ROOT": str(project)})
        faults = with_missing(settings.variables, said)
        hotline = open_project(project, dict(settings.variables), faults).hotline
        asked = Asked.of(project)
        with refusing():
            plan = planned(
                wanted_numbers(hotline, settings), asked.account, [*map(compact, numbers)]
            )
        problems = (*settings.warnings, *unreachable(settings.variables), *plan.problems)
        return cls(asked, settings.base_url, plan, problems)


@contextmanager
def refusing() -> Iterator[None]:
    """Tell a refusal in plain lines."""
    from ivr.problems import Refusal

    try:
        yield
    except Refusal as refusal:
        raise Refused(refusal) from None


def agreed(question: str, *, yes: bool) -> bool:
    """Ask whoever sits there; raises Refused where nobody does and nobody has agreed before."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise Refused("Nobody can be asked here, so nothing was changed. To agree before: --yes")
    return click.confirm(question)


def carried_out(asked: Asked, steps: Sequence[Step], *, is_undo: bool = False) -> None:
    """Make changes and tell each; raises Refused where that broke off, with what was left."""
    from ivr.account.applying import carry_out
    from ivr.account.changing import BrokenOff
    from ivr.account.kept import Kept
    from ivr.cli.project import writing
    from ivr.cli.twilio.shown import end_lines, made_lines

    now, access = dt.datetime.now(dt.UTC), asked.access
    begun = Kept(now, access.account_sid, access.region, tuple(steps), is_undo=is_undo)
    with refusing(), writing(asked.project / begun.file):
        try:
            carry_out(
                asked.project,
                asked.account,
                begun,
                lambda step, now: tell(made_lines(step, now)),
            )
        except BrokenOff as broken:
            raise Refused("\n".join(end_lines(broken))) from None
