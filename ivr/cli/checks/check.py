"""`ivr check`: what is wrong with the project, all at once."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.checks.grouped import grouped
from ivr.cli.progress import show_progress
from ivr.cli.project import Refused, counted

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.problems import Problem
    from ivr.serving.assembly import Site
    from ivr.serving.settings import Settings


@click.command()
@click.option("--production", is_flag=True, help="Hold it to what callers may be given.")
@click.option("--quick", is_flag=True, help="Leave out the seconds and the proof.")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes to use.  [default: all cores]")
@click.pass_obj
def check(project: Path, *, production: bool, quick: bool, as_json: bool, jobs: int | None) -> None:
    """Check the whole project: every mistake with its file, line, cause and nearest fix.

    Configuration, prompts, figures, hours, routes and clips; then, when those are sound, the
    seconds callers wait and every state of every call. Exits with 1 when there is a mistake;
    warnings alone exit with 0. With --production it is the settings too, and only the languages
    that production would offer are checked; the Procfile runs it so before it serves.
    """
    from ivr.environment import trimmed
    from ivr.proof.check import check as check_project
    from ivr.serving.assembly import Site
    from ivr.serving.setting_faults import setting_faults

    if not (project / "config").is_dir():
        fix = "Go to the project's folder, or name it: ivr --project FOLDER check"
        raise Refused(f"{project.resolve()} has no config folder. {fix}")
    environ = trimmed(os.environ)
    said, languages = (
        _production(project) if production else ([*setting_faults(environ, needed=False)], None)
    )
    found = [
        *said,
        *check_project(
            Site(project, environ, languages=languages),
            dt.datetime.now(dt.UTC),
            production=production,
            # Where callers could be offered nothing, there is nothing to prove.
            prove=not quick and languages != (),
            jobs=jobs,
            progress=None if as_json else show_progress,
        ),
    ]
    mistakes = sum(not problem.is_warning for problem in found)
    warnings = len(found) - mistakes
    if as_json:
        problems = [problem.record() for problem in found]
        told = {"problems": problems, "errors": mistakes, "warnings": warnings}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for line in grouped(found):
            click.echo(line)
        click.echo(f"{counted(mistakes, 'mistake')}, {counted(warnings, 'warning')}.")
    raise SystemExit(1 if mistakes else 0)


def _production(project: Path) -> tuple[list[Problem], tuple[str, ...] | None]:
    """Return what the environment lacks, and the languages that callers may be offered.

    None are those of a project that cannot be read, of which the check itself says why.
    """
    from ivr.serving.reachable import unreachable
    from ivr.serving.settings import Settings

    settings, said = Settings.read({**os.environ, "HOTLINE_ROOT": str(project)})
    # What is said of the texts does not depend on where calls come from.
    problems, languages = _offered(project, settings)
    return [*said, *_not_named(unreachable(settings.variables), said), *problems], languages


def _not_named(found: Iterable[Problem], said: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems of settings that nothing else is wrong with."""
    named = {problem.file for problem in said if not problem.is_warning}
    yield from (problem for problem in found if problem.file not in named)


def _offered(project: Path, settings: Settings) -> tuple[list[Problem], tuple[str, ...] | None]:
    """Return what may not be offered to callers, and the languages that may."""
    from ivr.model.prompts import NO_ENGINE
    from ivr.problems import BrokenHotline
    from ivr.serving.assembly import NothingOffered, assemble
    from ivr.speech.errors import SpeechError
    from ivr.translation.approvals import BadApprovals

    try:
        assembly = assemble(_site(project, settings))
        assembly.refuse_silence()
    except (BadApprovals, NothingOffered) as error:
        return [*error.problems], ()
    except (BrokenHotline, SpeechError):
        return [], None  # the check itself says what is wrong with them
    loaded, allowed = assembly.loaded, assembly.allowed
    said = [
        problem
        for code, problem in assembly.lacking().items()
        # Those that wait for a speaker are told of by the check itself.
        if code in allowed and loaded.hotline.languages[code].voice.engine != NO_ENGINE
    ]
    if not settings.drafts:
        said += _unapproved(loaded, project, allowed, outdated=settings.outdated)
    return said, allowed


def _site(project: Path, settings: Settings) -> Site:
    from ivr.serving.assembly import Site

    drafts, outdated = settings.drafts, settings.outdated
    return Site(project, settings.variables, drafts=drafts, outdated=outdated)


def _unapproved(
    loaded: Loaded, project: Path, allowed: tuple[str, ...], *, outdated: bool
) -> Iterator[Problem]:
    """Yield what callers do not hear for want of approval: languages, and announcements."""
    from ivr.problems import Severity
    from ivr.translation.status import drafts

    waiting = [code for code in loaded.hotline.languages if code not in allowed]
    if waiting:
        what = f"Not approved, and so not offered: {', '.join(waiting)}."
        fix = "Approve them: ivr prompts approve. Or offer drafts: OFFER_DRAFTS=yes"
        hotline = loaded.files["hotline"]
        yield hotline.problem("not-approved", ("languages",), what, fix, Severity.WARNING)
    for code in allowed:
        for prompt in sorted(loaded.optional & drafts(loaded, project, code, outdated=outdated)):
            what = f"[{prompt}] is not approved, and so not heard."
            fix = f"Approve it: ivr prompts approve {code} --by ROLE --only {prompt}"
            book = loaded.files[f"prompts/{code}"]
            yield book.problem("not-approved", ("prompts", prompt), what, fix, Severity.WARNING)
