"""`ivr figures`: how many called, in which language, about what, and whether they got through."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from ivr.cli.figures.rows import BY
from ivr.cli.project import open_project


@click.command()
@click.option(
    "--from", "first", metavar="DAY", help="The first day.  [default: that month's first]"
)
@click.option("--to", "last", metavar="DAY", help="The last day, included.  [default: today]")
@click.option("--municipality", metavar="NAME", help="Its calls alone.  [default: all]")
@click.option("--by", metavar="TABLE", help=f"One table, whole: {', '.join(BY)}.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a row for each number.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def figures(
    project: Path,
    *,
    first: str | None,
    last: str | None,
    municipality: str | None,
    by: str | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Tell how many called, in which language, about what, and whether they reached somebody.

    Days are those of the hotline's clock. A call counts from its answer on, so that the numbers of
    today grow. Fewer than SMALL_CELLS (5; 0 turns it off) are not told, nor what would give them
    away: a day with a small number is told with its week, or its month. What each figure means
    stands in docs/figures.md.

    \b
    Examples:
      ivr figures                                        this month beside the one before
      ivr figures --from 2027-03-01 --to 2027-03-31      any days
      ivr figures --municipality asker --by language     one table, whole
      ivr figures --by day --csv > days.csv              for a spreadsheet
    """
    from ivr.cli.figures import asked, overview, records
    from ivr.environment import trimmed
    from ivr.journal.settings import JournalSettings

    environ = trimmed(os.environ)
    hotline = open_project(project, environ).hotline
    today = dt.datetime.now(hotline.timezone).date()
    faults = asked.setting_faults(environ)
    period = asked.period_of(first, last, today, faults)
    if by is not None:
        asked.check_known("--by", by, BY, faults)
    if as_csv and as_json:
        asked.add(faults, "--csv", "It is one of the two, --csv or --json.")
    question = asked.Question(period, today, municipality, by)
    settings = JournalSettings.read(project, environ)
    answer = asked.answer(settings, hotline, question, faults)
    if as_json:
        click.echo(records.record(answer))
    elif as_csv:
        click.echo(records.sheet(answer), nl=False)
    else:
        for line in overview.page(answer):
            click.echo(line)
