"""`ivr alarms`: what is watched, what is raised, and a try of every channel."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.lazy import Commands
from ivr.cli.project import Refused, open_project

if TYPE_CHECKING:
    from ivr.model.hotline import Hotline


@click.group(cls=Commands, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option(
    "--prometheus", "as_rules", is_flag=True, help="Print the rules as Prometheus's, in YAML."
)
@click.pass_context
def alarms(context: click.Context, *, as_json: bool, as_rules: bool) -> None:
    """Tell what is watched, what is raised and since when, and when somebody last looked.

    The server looks once a minute; config/alarms.yaml says at what, and the variables ALARM_...
    whom it tells. Give this command the server's own variables. What to do about each alarm stands
    in docs/monitoring.md.

    `--prometheus` prints the same rules for whoever collects /metrics already. What Prometheus
    cannot tell in the same way is told in the nearest, which its annotation names.

    \b
    Examples:
      ivr alarms                             what is raised, and what to do about it
      ivr alarms test                        a trial notice over every channel
      ivr alarms --prometheus > rules.yaml   for Prometheus
    """
    if context.invoked_subcommand is not None:
        if as_json or as_rules:
            raise Refused(f"{context.invoked_subcommand}: it takes no option of ivr alarms.")
        return
    if as_json and as_rules:
        raise Refused("--json, --prometheus: one of the two.")
    from ivr.cli.alarms.shown import Shown

    hotline = _hotline(context.obj)
    if as_rules:
        from ivr.journal.alarms.prometheus import rules_text

        click.echo(rules_text(hotline.alarms), nl=False)
        return
    shown = Shown.read(context.obj, hotline, dict(os.environ))
    if as_json:
        click.echo(json.dumps(shown.record(), ensure_ascii=False))
    else:
        shown.print()


@alarms.command()
@click.pass_obj
def test(project: Path) -> None:
    """Send a trial notice over every channel, and say what came of it.

    Nothing is raised and nothing is remembered. It exits with 1 when a channel takes no notice, or
    when there is none.
    """
    from ivr.journal.alarms.sending import send
    from ivr.journal.alarms.telling import trial

    hotline = _hotline(project)
    notice = trial(dt.datetime.now(dt.UTC))
    failed = False
    for name, channel in hotline.alarms.channels.items():
        reason = send(channel, notice, hotline.timezone)
        click.echo(f"{name}: {reason or 'sent'}")
        failed = failed or bool(reason)
    if not hotline.alarms.channels:
        fix = "Set ALARM_WEBHOOK, or write another into config/alarms.yaml."
        raise Refused(f"Alarms go to the log alone: no channel can be used. {fix}")
    if failed:
        raise Refused("A channel took no notice. Mend it, and try again.")


def _hotline(project: Path) -> Hotline:
    return open_project(project, dict(os.environ)).hotline
