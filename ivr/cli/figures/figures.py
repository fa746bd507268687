"""`ivr figures`: how many called, in which language, about what, and whether they got through."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from ivr.cli.journal.kept import settings_of
from ivr.cli.journal.typed import ONE_OF_TWO, mistake
from ivr.cli.project import open_project
from ivr.environment import trimmed
from ivr.journal.measures import BY
from ivr.problems import Problem


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
    from ivr.cli.figures import asked, overview
    from ivr.journal.figures import Question, records
    from ivr.journal.figures.tables import NEEDS
    from ivr.journal.writing.spool import FOLDER, spooled

    mistakes: list[Problem] = []
    settings = settings_of(project, mistakes)
    hotline = open_project(project, trimmed(os.environ)).hotline
    today = dt.datetime.now(hotline.timezone).date()
    period = asked.period_of(first, last, today, mistakes)
    if by is not None:
        asked.check_known("--by", by, BY, mistakes)
    if as_csv and as_json:
        mistakes.append(mistake("--csv, --json", ONE_OF_TWO))
    question = Question(
        period,
        hotline.timezone,
        today,
        municipality,
        settings.threshold,
        [BY[by]] if by in BY else NEEDS,
    )
    answer = asked.answer(settings, hotline, question, by, mistakes)
    if waits := spooled(settings.folder / FOLDER):
        told = f"{waits / 1000:.1f} kB of events wait for the database and are not in these figures"
        click.echo(f"{told} (ivr journal status).", err=True)
    if as_json:
        click.echo(records.record(answer))
    elif as_csv:
        click.echo(records.sheet(answer), nl=False)
    else:
        for line in overview.page(answer):
            click.echo(line)
