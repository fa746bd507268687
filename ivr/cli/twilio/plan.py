"""`ivr twilio plan`: what would be set at the carrier, beside what is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.project import Refused, counted, tell
from ivr.cli.twilio.asked import Planned

if TYPE_CHECKING:
    from ivr.account.planned import Plan
    from ivr.problems import Problem

WOULD_CHANGE: Final = 3
"""What the command exits with when something would be changed."""


@click.command()
@click.option("--number", "numbers", multiple=True, metavar="+47…", help="This number alone.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.pass_obj
def plan(project: Path, *, numbers: tuple[str, ...], as_json: bool) -> None:
    """Show what is set of each number at Twilio and what would be; nothing is changed.

    The numbers are those of config/municipalities that the account has. Each is to ask
    PUBLIC_BASE_URL, with CONNECTION_OVERRIDES behind every address; when that fails FALLBACK_URL,
    the document below AUDIO_BASE_URL, or the server itself; and to tell when a call is over. An
    application or a trunk that takes the calls instead is to let go of them. Where TWILIO_REGION
    is set, calls are to be processed there. A number that only the content or only the account has
    is told, and left alone.

    Exits with 0 when nothing would change, with 3 when something would, and with 1 when the account
    cannot be asked, or something is wrong that `ivr twilio apply` would refuse.

    \b
    Examples:
      ivr twilio plan
      ivr twilio plan --number +4721000001 --json
    """
    try:
        planned = Planned.of(project, numbers)
    except Refused as refused:
        if as_json:
            tell(_json(None, refused.problems))
        raise
    told = _json if as_json else _told
    tell(told(planned.plan, planned.problems))
    if any(problem.is_mistake for problem in planned.problems):
        raise SystemExit(1)
    raise SystemExit(WOULD_CHANGE if planned.plan.changing else 0)


def _told(planned: Plan, problems: Iterable[Problem]) -> Iterator[str]:
    from ivr.cli.twilio.shown import change_count, plan_lines

    yield from (*plan_lines(planned), *map(str, problems))
    if planned.changing:
        what = change_count([number.changes for number in planned.changing])
        yield f"Would change: {what}. To change it: ivr twilio apply"
    else:
        of = counted(len(planned.numbers), "number")
        yield f"Nothing would change: {of} of the content in the account."


def _json(planned: Plan | None, problems: Iterable[Problem]) -> Iterator[str]:
    from ivr.cli.twilio.shown import record

    told = {
        "numbers": [
            {
                "number": one.wanted.number,
                "municipality": one.wanted.municipality,
                "region": one.region,
                "changes": [*map(record, one.changes)],
            }
            for one in (planned.numbers if planned else ())
        ],
        "examples": [*planned.examples] if planned else [],
        "others": [one.number for one in planned.others] if planned else [],
        "problems": [problem.record() for problem in problems],
    }
    yield json.dumps(told, ensure_ascii=False, indent=2)
