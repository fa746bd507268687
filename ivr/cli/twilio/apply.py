"""`ivr twilio apply`: what the numbers are set to at the carrier."""

from __future__ import annotations

from pathlib import Path

import click

from ivr.cli.project import Refused, counted, tell
from ivr.cli.twilio.asked import Planned, agreed, carried_out


@click.command()
@click.option("--number", "numbers", multiple=True, metavar="+47…", help="This number alone.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--anyway", is_flag=True, help="Though no hotline answers at PUBLIC_BASE_URL.")
@click.pass_obj
def apply(project: Path, *, numbers: tuple[str, ...], yes: bool, anyway: bool) -> None:
    """Set the numbers at Twilio as `ivr twilio plan` shows, number by number, after asking.

    What stood there is kept in .run/twilio of the project before anything is changed, for `ivr
    twilio undo`. Each number is looked at just before, so that nothing is overwritten that
    somebody else has just set, and read back just after. Whoever applies again changes nothing.

    A number is pointed only at an address that the carrier can reach, and where a hotline answers.

    Exits with 1 when something was not changed, and says what was and what was not.

    \b
    Examples:
      ivr twilio apply
      ivr twilio apply --number +4721000001 --yes
    """
    from ivr.account.applying import steps_of
    from ivr.cli.twilio.shown import change_count, plan_lines

    planned = Planned.of(project, numbers)
    tell(plan_lines(planned.plan))
    _refuse_mistakes(planned)
    steps = steps_of(planned.plan)
    if not steps:
        click.echo("Nothing to change: every number of the content is set as it is to be.")
        return
    _look_for_hotline(planned.base_url, anyway=anyway)
    what = change_count([step.changes for step in steps])
    if agreed(f"Change {what}?", yes=yes):
        carried_out(planned.asked, steps)
        tell([f"Changed: {what}. To put back what was there: ivr twilio undo"])
    else:
        click.echo("Nothing was changed.")


def _refuse_mistakes(planned: Planned) -> None:
    """Tell what is wrong; raises Refused where the carrier would be led nowhere."""
    mistakes = [problem for problem in planned.problems if problem.is_mistake]
    for problem in planned.problems:
        if problem.is_warning:
            click.echo(problem)
    if mistakes:
        told = "\n".join(map(str, mistakes))
        raise Refused(f"{told}\nNothing was changed: {counted(len(mistakes), 'mistake')}.")
    if not planned.plan.numbers:
        fix = "Write the numbers that you rent into config/municipalities."
        raise Refused(f"The account has none of the numbers of the content. {fix}")


def _look_for_hotline(base_url: str, *, anyway: bool) -> None:
    """Refuse to lead callers to where no hotline answers, or warn of it."""
    from ivr.account.answering import unanswered

    problem = unanswered(base_url)
    if problem is not None and anyway:
        click.echo(problem, err=True)
    elif problem is not None:
        told = f"{problem.file}: {problem.sentence} Or, if you know better: --anyway"
        raise Refused(f"{told}\nNothing was changed.")
