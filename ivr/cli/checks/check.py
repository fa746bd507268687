"""`ivr check`: what is wrong with the project, all at once."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.checks.grouped import grouped
from ivr.cli.progress import show_progress
from ivr.cli.project import Refused, counted, tell

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.problems import Problem
    from ivr.serving.settings import Settings

_LEFT: Final = {
    "clips": "the clips",
    "seconds": "the seconds callers wait",
    "states": "every state of every call",
}
_IN_FULL: Final = "ivr check --full, 1 to 4 minutes"
_FIRST: Final = "what stands above comes first"


@click.command()
@click.option("--production", is_flag=True, help="Hold it to what callers may be given.")
@click.option("--full", is_flag=True, help="Add the seconds and every state of every call.")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes to use.  [default: all cores]")
@click.pass_obj
def check(project: Path, *, production: bool, full: bool, as_json: bool, jobs: int | None) -> None:
    """Check the whole project: every mistake with its file, line, cause and nearest fix.

    Configuration, prompts, figures, hours, routes and clips, in a second or two. With --full it
    goes on, when those are sound, to the seconds callers wait and every state of every call, which
    takes minutes: for CI, and before a change is given to callers. The last line says what was
    not looked at.

    Exits with 1 when there is a mistake. Warnings exit with 0, and so do clips that are yet to be
    built, but for --full, which cannot follow a call without them, and for --production.

    With --production it is the settings too, and only the languages that production would offer
    are checked; the Procfile runs it so before it serves.
    """
    from ivr.environment import trimmed
    from ivr.proof.check import check as check_project
    from ivr.serving.assembly import Site
    from ivr.serving.faults.settings import setting_faults

    if not (project / "config").is_dir():
        fix = "Go to the project's folder, or name it: ivr --project FOLDER check"
        raise Refused(f"{project.resolve()} has no config folder. {fix}")
    environ = trimmed(os.environ)
    said, languages = (
        _production(project) if production else ([*setting_faults(environ, needed=False)], None)
    )
    checked = check_project(
        Site(project, environ, languages=languages),
        dt.datetime.now(dt.UTC),
        production=production,
        # Where callers could be offered nothing, there is nothing to prove.
        prove=full and languages != (),
        jobs=jobs,
        progress=None if as_json else show_progress,
    )
    found = [*said, *checked.problems]
    mistakes = sum(problem.is_mistake for problem in found)
    if as_json:
        click.echo(_json(found, checked.left))
    else:
        # The Procfile serves when no mistake is found, though its log may take no line.
        tell(_told(found, checked.left, full=full))
    raise SystemExit(1 if mistakes or (full and checked.left) else 0)


def _json(found: Sequence[Problem], left: Sequence[str]) -> str:
    """Return what programs read: mistakes and warnings, the work to do, and what was left out."""
    problems = [problem for problem in found if problem.is_mistake or problem.is_warning]
    told = {
        "problems": [problem.record() for problem in problems],
        "errors": sum(problem.is_mistake for problem in problems),
        "warnings": sum(problem.is_warning for problem in problems),
        "work": [problem.record() for problem in found if problem not in problems],
        "not_looked_at": list(left),
    }
    return json.dumps(told, ensure_ascii=False)


def _told(found: Sequence[Problem], left: Sequence[str], *, full: bool) -> Iterator[str]:
    """Yield the lines for people: what is wrong, how much that is, and what was left out."""
    yield from grouped(found)
    mistakes = sum(problem.is_mistake for problem in found)
    warnings = sum(problem.is_warning for problem in found)
    yield f"{counted(mistakes, 'mistake')}, {counted(warnings, 'warning')}."
    if left:
        *others, last = (_LEFT[part] for part in left)
        what = f"{', '.join(others)} and {last}" if others else last
        yield f"Not looked at: {what} ({_FIRST if full else _IN_FULL})."


def _production(project: Path) -> tuple[list[Problem], tuple[str, ...] | None]:
    """Return what the environment lacks, and the languages that callers may be offered.

    None are those of a project that cannot be read, of which the check itself says why.
    """
    from ivr.journal.settings import JournalSettings
    from ivr.serving.away.place import away_faults
    from ivr.serving.journal import journal_faults
    from ivr.serving.reachable import unreachable
    from ivr.serving.settings import Settings

    settings, said = Settings.read({**os.environ, "HOTLINE_ROOT": str(project)})
    # What is said of the texts does not depend on where calls come from.
    problems, languages = offered(project, settings)
    of_settings = (*unreachable(settings.variables), *away_faults(settings.variables))
    found = [*said, *_not_named(of_settings, said), *problems]
    if not any(problem.file == "DATABASE_URL" for problem in found):
        found += journal_faults(JournalSettings.read(project, settings.variables))
    return found, languages


def _not_named(found: Iterable[Problem], said: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems of settings that nothing else is wrong with."""
    named = {problem.file for problem in said if problem.is_mistake}
    yield from (problem for problem in found if problem.file not in named)


def offered(project: Path, settings: Settings) -> tuple[list[Problem], tuple[str, ...] | None]:
    """Return what may not be offered to callers, and the languages that may."""
    from ivr.model.prompts import NO_ENGINE
    from ivr.problems import BrokenHotline
    from ivr.serving.assembly import NothingOffered, Site, assemble
    from ivr.speech.errors import SpeechError
    from ivr.translation.approvals import BadApprovals

    try:
        assembly = assemble(Site.of(settings))
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
