"""`ivr twilio undo`: what the last change at the carrier replaced, put back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, tell
from ivr.cli.twilio.asked import Asked, agreed, carried_out, refusing

if TYPE_CHECKING:
    from ivr.account.kept import Kept


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--anyway", is_flag=True, help="Overwrite what somebody has changed since.")
@click.pass_obj
def undo(project: Path, *, yes: bool, anyway: bool) -> None:
    """Put back what the last `ivr twilio apply` replaced, after asking.

    Of one that broke off it is what had been changed. A setting that somebody has changed since is
    named, and nothing is put back then without --anyway. An undo is a change itself: the next one
    takes it back; one that broke off is gone on with.

    Exits with 1 when something was not put back, and says what was and what was not.

    \b
    Examples:
      ivr twilio undo
      ivr twilio undo --yes
    """
    from ivr.account.undoing import back, last
    from ivr.cli.twilio.shown import change_count, step_lines

    asked = Asked.of(project)
    with refusing():
        record = last(project, asked.account, asked.access.account_sid, asked.access.region)
        if record is None:
            click.echo(f"Nothing to put back: nothing was changed from {project.resolve()}.")
            return
        steps, problems = back(record, asked.account, anyway=anyway)
    tell([_headline(record), *(line for step in steps for line in step_lines(step))])
    if problems:
        told = "\n".join(map(str, problems))
        raise Refused(f"{told}\nNothing was put back.")
    if not steps:
        if not record.is_whole:
            # What broke off has come to its end: kept as such, it is not gone on with again.
            carried_out(asked, steps, is_undo=record.is_undo)
        click.echo("Nothing to put back: everything is as it was.")
        return
    what = change_count([step.changes for step in steps])
    if agreed(f"Put back {what}?", yes=yes):
        carried_out(asked, steps, is_undo=True)
        tell([f"Put back: {what}."])
    else:
        click.echo("Nothing was put back.")


def _headline(record: Kept) -> str:
    at = record.at.astimezone().isoformat(" ", "minutes")
    if record.is_undo and not record.is_whole:
        return f"Going on with what was put back on {at}:"
    return f"Changed on {at}, and to be put back:"
