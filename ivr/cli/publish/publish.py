"""`ivr publish`: a changed folder, taken over by the server that answers calls from it."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from ivr.cli.project import Refused, check_folder, counted
from ivr.cli.publish.report import Report

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.problems import Problem
    from ivr.serving.publishing.status import Master
    from ivr.serving.settings import Settings

_FOR_WANT_OF_CLIPS: Final = frozenset(
    {
        *("clip-missing", "clips-first", "clips-to-build", "clips-unreadable"),
        *("language-not-offered", "prompts-without-clip"),
    }
)
"""What is found of a change whose clips are still to be built."""


@click.command()
@click.option("--dry-run", is_flag=True, help="Check, show every change, and publish nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as JSON.")
@click.pass_obj
def publish(project: Path, *, dry_run: bool, as_json: bool) -> None:
    """Have the running server take over what has changed in this folder, while calls go on.

    The folder is checked as `ivr check --production` does; the proof of every call is left to
    `ivr check --full`, before a change comes here. A mistake is told, and nothing happens. Then
    the command says what callers will hear otherwise, builds the clips that are missing, tells
    the server, and waits until each of its workers has the new version. Calls in progress go on
    from the nearest place that is still there. To go back, restore the files (git checkout), and
    publish again.

    Exits with 1 when it was not taken over: calls hear what they heard before.
    """
    from ivr.serving.publishing.awaiting import NotPublished

    report = Report(as_json=as_json)
    try:
        _publish(project, report, dry_run=dry_run)
    except Refused as refused:
        report.refuse(refused.message)
    except NotPublished as refusal:
        report.refuse(str(refusal))


def _publish(project: Path, report: Report, *, dry_run: bool) -> None:
    """Publish a folder, or show what that would do; raises Refused, and NotPublished."""
    from ivr.serving.publishing.awaiting import send, settled_server_in, take_over
    from ivr.serving.publishing.content import content_version

    check_folder(project)
    server = settled_server_in(project)
    version = content_version(project)
    report.begin(version)
    if server is None and not dry_run:
        _without_server(project, report)
        return
    if server is not None and server.version == version:
        report.say(f"Nothing to publish: calls hear {version} since {server.since}.")
        report.add(_no_longer_fitting(project, server))
        report.end(published=False)
        return
    if server is not None and not dry_run:
        send(server, 0)  # who may not tell it anything builds no clips that it could not change
    loaded = _changes(project, report, in_full=dry_run)
    if not dry_run:
        _build(project)
    _refuse_mistakes(project, loaded, server, report, is_built=not dry_run)
    if server is None or dry_run:
        report.say("Nothing was published.")
        report.end(published=False)
        return
    take_over(project, server, version, report.say)
    report.say(f"Calls hear {version}.")
    report.add(_no_longer_fitting(project, server))
    report.end(published=True)


def _without_server(project: Path, report: Report) -> None:
    """Say who takes changes over here by itself; raises Refused where nobody does."""
    from ivr.cli.dev_server import Emulation

    emulation = Emulation.find(project)
    if emulation is not None and emulation.answers():
        who = f"`ivr run` on {emulation.url}"
        report.say(f"{who} takes changes over by itself, and says so there.")
        report.end(published=False)
        return
    where = project.resolve()
    fix = "Start it (see the Procfile): it serves what is here."
    raise Refused(f"No server is running in {where}, so there is nothing to tell. {fix}")


def _changes(project: Path, report: Report, *, in_full: bool) -> Loaded:
    """Read the folder, and tell what it changes; ends the command where it cannot be read."""
    from ivr.definition import load
    from ivr.environment import trimmed
    from ivr.problems import BrokenHotline
    from ivr.serving.publishing.taken import changes

    try:
        loaded = load(project, trimmed(os.environ))
    except BrokenHotline as broken:
        _refuse(report, [*broken.problems])
    report.changes(changes(project, loaded.files), in_full=in_full)
    return loaded


def _build(project: Path) -> None:
    """Build what is missing, in a process that no call waits for; the check judges what is not."""
    from ivr.environment import trimmed
    from ivr.serving.publishing.trial import Trial

    try:
        trial = Trial.begin(project, trimmed(os.environ))
    except OSError as error:
        raise Refused(f"No process can be started to check it: {error.strerror}.") from None
    try:
        trial.wait()
    except BaseException:
        trial.break_off()
        raise
    for note in trial.verdict().notes:
        click.echo(note, err=True)


def _refuse_mistakes(
    project: Path, loaded: Loaded, server: Master | None, report: Report, *, is_built: bool
) -> None:
    """Hold the folder to what a production server starts with; ends the command on a mistake."""
    found = _found(project, loaded, server, report)
    if not is_built:
        silent = _FOR_WANT_OF_CLIPS
        # Where nobody has approved the first language, no clip would help.
        if not any(one.code == "not-approved" for one in found):
            silent |= {"nothing-offered", "language-would-be-lost"}
        found = [problem for problem in found if problem.code not in silent]
    if any(problem.is_mistake for problem in found):
        _refuse(report, found)
    report.findings(found)


def _refuse(report: Report, found: list[Problem]) -> NoReturn:
    report.findings(found)
    mistakes = counted(sum(problem.is_mistake for problem in found), "mistake")
    report.refuse(f"Not published: {mistakes}. Calls hear what they heard before.")


def _found(project: Path, loaded: Loaded, server: Master | None, report: Report) -> list[Problem]:
    from ivr.cli.checks.check import offered
    from ivr.proof.check import check
    from ivr.serving.assembly import Site

    settings, said = _settings(project, server)
    problems, languages = offered(project, settings)
    if server is not None:
        problems += _otherwise_offered(loaded, settings, server, report)
    site = Site(project, settings.variables, languages=languages)
    now = dt.datetime.now(dt.UTC)
    found = check(site, now, production=True, prove=False).problems
    if server is not None:
        # A route counts with the variables that the server has; `ivr check` tells beside it.
        found = [problem for problem in found if problem.code != "no-live-route"]
    return [*said, *problems, *found]


def _settings(project: Path, server: Master | None) -> tuple[Settings, tuple[Problem, ...]]:
    """Return the settings and what is wrong with them; a running server's are its own."""
    from ivr.serving.settings import Settings

    settings, said = Settings.read({**os.environ, "HOTLINE_ROOT": str(project)})
    if server is None:
        return settings, said
    return replace(settings, drafts=server.drafts, outdated=server.outdated), ()


def _no_longer_fitting(project: Path, server: Master) -> list[Problem]:
    """Return what was exported for when the server is away, and says other things than it now."""
    from ivr.problems import Refusal
    from ivr.serving.assembly import Site, assemble
    from ivr.serving.away.kept import outdated

    settings, _ = _settings(project, server)
    try:
        return [*outdated(project, assemble(Site.of(settings)))]
    except Refusal:
        return []  # changed once more since it was published


def _otherwise_offered(
    loaded: Loaded, settings: Settings, server: Master, report: Report
) -> list[Problem]:
    """Tell which languages are offered otherwise; return a mistake for each that would be lost."""
    from ivr.problems import Refusal
    from ivr.serving.assembly import Site, assemble
    from ivr.serving.publishing.changes import offered_otherwise
    from ivr.serving.publishing.losses import lost_languages

    try:
        assembly = assemble(Site.of(settings), loaded=loaded)
    except Refusal:
        return []  # the check itself says what is wrong
    lost = [*lost_languages(server.languages, assembly)]
    if not lost:
        for line in offered_otherwise(server.languages, assembly.hotline.languages):
            report.say(line)
    return lost
