"""`ivr audio build`: make the clips that are missing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

import click

from ivr.cli.audio.folders import built, recordings
from ivr.cli.project import Refused, open_project


class _Bar:
    """A progress bar on a terminal, a few lines elsewhere."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        self._bar = Progress(
            "Building clips", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        )
        self._plain = not self._bar.console.is_terminal
        self._done = self._all = 0

    def __enter__(self) -> Self:
        if not self._plain:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if not self._plain:
            self._bar.stop()

    def total(self, clips: int) -> None:
        self._all = clips
        if self._plain:
            click.echo(f"Building {clips} clips")
        else:
            self._bar.add_task("clips", total=clips)

    def advance(self, clips: int) -> None:
        before, self._done = self._done, self._done + clips
        if not self._plain:
            self._bar.advance(self._bar.task_ids[0], clips)
        elif before * 4 // self._all != self._done * 4 // self._all:
            click.echo(f"  {self._done} of {self._all}")


@click.command()
@click.option("--engine", help="Speak every language with this engine instead of its own.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes to use.  [default: as needed]")
@click.pass_obj
def build(project: Path, engine: str | None, jobs: int | None) -> None:
    """Make the clips that are missing or whose text, voice or settings have changed.

    What a person has recorded (`ivr audio import`) comes before what an engine speaks. An
    interrupted build leaves every earlier clip usable; the next one goes on from there.
    """
    from ivr.speech import SpeechError, wanted
    from ivr.speech import build as build_clips
    from ivr.speech import engine as find_engine

    loaded = open_project(project, dict(os.environ))
    try:
        if engine is not None:
            find_engine(engine)
        with _Bar() as bar:
            requests = wanted(loaded, engine, recordings=recordings(project))
            report = build_clips(requests, built(project), jobs=jobs, progress=bar)
    except SpeechError as error:
        raise Refused(str(error)) from None
    if report.unrecorded:
        click.echo(
            f"{report.unrecorded} clips need a person's recording: no engine speaks their "
            "language. Hand a speaker the sheet of `ivr audio script`."
        )
    for unheard in report.unheard:
        click.echo(f"warning: an engine speaks instead of a person: {unheard}")
    if report.failures:
        lines = "\n".join(str(failure) for failure in report.failures)
        raise Refused(f"{lines}\n{len(report.failures)} clips could not be made.")
    minutes = report.seconds_of_speech / 60
    click.echo(
        f"{report.built} clips built, {report.reused} already there: "
        f"{minutes:.1f} minutes of speech, {report.size / 1e6:.1f} MB."
    )
