"""`ivr check`: what is wrong with the project, all at once."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.progress import show_progress
from ivr.cli.project import Refused

if TYPE_CHECKING:
    from ivr.hotline import Fault


@click.command()
@click.option("--production", is_flag=True, help="Hold it to what callers may be given.")
@click.option("--quick", is_flag=True, help="Leave out the seconds and the proof.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes to use.  [default: all cores]")
@click.pass_obj
def check(project: Path, *, production: bool, quick: bool, as_json: bool, jobs: int | None) -> None:
    """Check the whole project: every mistake with its file, line, cause and nearest fix.

    Configuration, prompts, figures, hours, routes and clips; then, when those are sound, the
    seconds callers wait and every state of every call. Exits with 1 when there is a mistake;
    warnings alone exit with 0. The Procfile runs it with --production before it serves.
    """
    from ivr.proof.check import check as check_project
    from ivr.proof.crew import Site

    if not (project / "config").is_dir():
        fix = "Go to the project's folder, or name it: ivr --project FOLDER check"
        raise Refused(f"{project.resolve()} has no config folder. {fix}")
    findings = [
        *(_settings(project) if production else []),
        *check_project(
            Site(project, dict(os.environ)),
            dt.datetime.now(dt.UTC),
            production=production,
            prove=not quick,
            jobs=jobs,
            progress=None if as_json else show_progress,
        ),
    ]
    mistakes = sum(not finding.warning for finding in findings)
    if as_json:
        click.echo(json.dumps([_record(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in sorted(findings, key=lambda fault: fault.warning):
            click.echo(str(finding))
        click.echo(f"{mistakes} mistakes, {len(findings) - mistakes} warnings.")
    raise SystemExit(1 if mistakes else 0)


def _settings(project: Path) -> list[Fault]:
    """Return what the environment lacks, and what may not be offered to callers."""
    from ivr.hotline import BrokenHotline, Fault, load
    from ivr.speech import SpeechError
    from ivr.texts.approvals import BadApprovals
    from ivr.web import BadSettings, NothingOffered, Settings, Shelf, offering

    try:
        settings = Settings.from_environ({**os.environ, "HOTLINE_ROOT": str(project)})
    except BadSettings as error:
        return [Fault(".env", 1, line) for line in str(error).splitlines()]
    try:
        shelf = Shelf(settings.clips, settings.base_url)
        _, reasons = offering(load(project, settings.variables), shelf, settings)
    except NothingOffered as error:
        return [Fault("prompts", 1, line) for line in str(error).splitlines()]
    except BadApprovals as error:
        return [Fault("prompts/approved", 1, str(error))]
    except (BrokenHotline, SpeechError):
        return []  # the check itself says what is wrong with them
    return [Fault("prompts", 1, reason, warning=True) for reason in reasons]


def _record(fault: Fault) -> dict[str, object]:
    return {
        "file": fault.file,
        "line": fault.line,
        "kind": "warning" if fault.warning else "mistake",
        "what": fault.what,
        "fix": fault.fix,
    }
