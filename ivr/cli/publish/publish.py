"""`ivr publish`: a changed folder, taken over by the server that answers calls from it."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, check_folder, counted, open_project

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.definition.differences import Difference
    from ivr.problems import Problem
    from ivr.serving.publishing.status import Master

_FOR_WANT_OF_CLIPS = frozenset(
    {"clip-missing", "clips-unreadable", "language-not-offered", "prompts-without-clip"}
)
"""What is found of a change whose clips are still to be built."""


@click.command()
@click.option("--dry-run", is_flag=True, help="Check, show every change, and publish nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as JSON.")
@click.pass_obj
def publish(project: Path, *, dry_run: bool, as_json: bool) -> None:
    """Have the running server take over what has changed in this folder, while calls go on.

    The folder is checked as `ivr check --production` does, but for the proof of every call, which
    is left to CI; a mistake is told and nothing happens. Then it says what callers will hear
    otherwise, builds the clips that are missing, tells the server, and waits until each of its
    workers has the new version. Calls in progress go on from the nearest place that is still
    there. To go back, restore the files (git checkout) and publish again.

    Exits with 1 when it was not taken over: calls hear what was there before.
    """
    from ivr.environment import trimmed
    from ivr.serving.publishing.content import content_version
    from ivr.serving.publishing.status import running_server
    from ivr.serving.publishing.taken import changes

    check_folder(project)
    server = running_server(project)
    if server is None and not dry_run:
        _without_server(project)
        return
    report = _Report(as_json)
    version = content_version(project)
    if server is not None and server.version == version:
        report.say(f"Nothing to publish: calls hear {version} since {server.since}.")
        report.end(version=version, published=False)
        return
    loaded = open_project(project, trimmed(os.environ))
    report.changes(changes(project, loaded.files), in_full=dry_run)
    if not dry_run:
        _build(loaded, project, quiet=as_json)
    _refuse_mistakes(project, server, report, dry_run=dry_run)
    if server is None or dry_run:
        report.say("Nothing was published.")
        report.end(version=version, published=False)
        return
    from ivr.cli.publish.awaiting import take_over

    take_over(project, server, version, report.say)
    report.say(f"Calls hear {version}.")
    report.end(version=version, published=True)


class _Report:
    """What is told: line by line to a person, in the end to a program."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._kept: dict[str, object] = {}

    def say(self, line: str) -> None:
        """Tell a person something."""
        if not self._as_json:
            click.echo(line)

    def changes(self, found: tuple[Difference, ...] | None, *, in_full: bool) -> None:
        """Tell what callers will hear otherwise, in short or every word of it."""
        from ivr.cli.content.diff import records, told
        from ivr.serving.publishing.changes import in_short

        if found is None:
            self.say("What was published before is not kept, so no change can be shown.")
            return
        self._kept["differences"] = records(found)
        for line in told(found) if in_full else in_short(found):
            self.say(line)

    def findings(self, found: list[Problem]) -> None:
        """Tell what is wrong."""
        from ivr.cli.checks.grouped import grouped

        self._kept["problems"] = [problem.record() for problem in found]
        for line in grouped(found):
            self.say(line)

    def end(self, **more: object) -> None:
        """Tell a program everything."""
        if self._as_json:
            click.echo(json.dumps(more | self._kept, ensure_ascii=False))


def _without_server(project: Path) -> None:
    """Say who takes changes over here by itself; raises Refused where nobody does."""
    from ivr.cli.dev_server import Emulation

    emulation = Emulation.find(project)
    if emulation is not None and emulation.answers():
        click.echo(f"`ivr run` on {emulation.url} takes changes over by itself, and says so there.")
        return
    where = project.resolve()
    fix = "Start it (see the Procfile): it serves what is here."
    raise Refused(f"No server is running in {where}, so there is nothing to tell. {fix}")


def _build(loaded: Loaded, project: Path, *, quiet: bool) -> None:
    """Build what is missing; what cannot be built is told, and judged by the check."""
    from ivr.cli.audio.build import failures
    from ivr.cli.progress import Bar
    from ivr.serving.publishing.clips import build_missing
    from ivr.speech.errors import SpeechError

    try:
        if quiet:
            report = build_missing(loaded, project)
        else:
            with Bar() as bar:
                report = build_missing(loaded, project, bar)
    except SpeechError as error:
        raise Refused(error) from None
    if report is not None and report.failures:
        click.echo(failures(report), err=True)


def _refuse_mistakes(
    project: Path, server: Master | None, report: _Report, *, dry_run: bool
) -> None:
    """Hold the folder to what a production server starts with; ends with 1 on a mistake."""
    found = [one for one in _found(project, server)
             if not (dry_run and one.code in _FOR_WANT_OF_CLIPS)]  # fmt: skip
    report.findings(found)
    mistakes = sum(not problem.is_warning for problem in found)
    if mistakes:
        report.say(f"Not published: {counted(mistakes, 'mistake')}. Calls hear what they heard.")
        report.end(published=False)
        raise SystemExit(1)


def _found(project: Path, server: Master | None) -> list[Problem]:
    from ivr.cli.checks.check import offered
    from ivr.proof.check import check
    from ivr.serving.assembly import Site
    from ivr.serving.settings import Settings

    settings, said = Settings.read({**os.environ, "HOTLINE_ROOT": str(project)})
    if server is not None:
        # The settings of a running server are its own, whatever this shell has.
        settings, said = replace(settings, drafts=server.drafts, outdated=server.outdated), ()
    problems, languages = offered(project, settings)
    site = Site(project, settings.variables, languages=languages)
    now = dt.datetime.now(dt.UTC)
    return [*said, *problems, *check(site, now, production=True, prove=False)]
