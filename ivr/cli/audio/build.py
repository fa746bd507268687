"""`ivr audio build`: make the clips that are missing."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from ivr.cli.project import Refused, counted, open_project
from ivr.files import built_folder, recordings_folder

if TYPE_CHECKING:
    from ivr.speech.build.run import BuildReport


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
@click.option(
    "--engine",
    metavar="NAME",
    help="Speak every language with this engine, recordings or not: espeak, gtts, kokoro, ...",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes to use.  [default: as many as pay off]"
)
@click.option(
    "--verify", is_flag=True, help="Read every clip, and make again what is not as it was built."
)
@click.pass_obj
def build(project: Path, engine: str | None, jobs: int | None, *, verify: bool) -> None:
    """Make the clips that are missing or have changed.

    A clip is made anew when its text, its voice, its recording or a setting has changed; all
    others stay as they are. What a person has recorded (`ivr audio import`) comes before what an
    engine speaks. An interrupted build leaves every earlier clip usable, and the next one goes on
    from there; a running server takes up new clips by itself. Exits with 1 when a clip could not
    be made.
    """
    if find_spec("numpy") is None:
        click.echo(_all_there(project))
        return
    from ivr.speech.build.run import build as build_clips
    from ivr.speech.clips.requests import clip_requests
    from ivr.speech.errors import SpeechError
    from ivr.speech.tts.engines import engine as find_engine

    loaded = open_project(project, dict(os.environ))
    clips = built_folder(project)
    try:
        if engine is not None:
            find_engine(engine)
        with _Bar() as bar:
            requests = clip_requests(loaded, engine, recordings=recordings_folder(project))
            report = build_clips(requests, clips, jobs=jobs, progress=bar, verify=verify)
    except SpeechError as error:
        raise Refused(error) from None
    if report.failures:
        raise Refused(_failures(report))
    click.echo(_answer(report))
    for unheard in report.unheard:
        click.echo(f"warning: an engine speaks instead of a person: {unheard}")


def _all_there(project: Path) -> str:
    """Say that an installation that only serves has every clip; raises Refused when it has not."""
    from ivr.serving.clip_store import ClipStore
    from ivr.speech.errors import SpeechError
    from ivr.speech.tts.voice import NO_ENGINE

    loaded = open_project(project, dict(os.environ))
    voices = loaded.hotline.languages
    spoken = [text for text in loaded.texts if voices[text[0]].voice.engine != NO_ENGINE]
    try:
        store = ClipStore(built_folder(project), "")
        lacking = sum(not store.has(language, text) for language, text in spoken)
    except SpeechError:
        lacking = len(spoken)
    fix = (
        "this installation serves calls and makes no clips. To make some: pip install 'ivr[audio]'"
    )
    if lacking:
        raise Refused(f"{counted(lacking, 'text')} of {len(spoken)} have no clip, and {fix}")
    return f"Every text has its clip; {fix}"


def _answer(report: BuildReport) -> str:
    minutes = report.seconds_of_speech / 60
    said = (
        f"{report.built} clips built, {report.reused} already there: "
        f"{minutes:.1f} minutes of speech, {report.size / 1e6:.1f} MB."
    )
    if report.superseded:
        said = f"{said} {report.superseded} older clips lie beside them: ivr audio clean."
    if report.list_was_damaged:
        said = f"The list of clips was damaged and has been made anew.\n{said}"
    if report.unrecorded:
        return (
            f"{report.unrecorded} clips need a person's recording: no engine speaks their "
            f"language. Hand a speaker the sheet of `ivr audio script`.\n{said}"
        )
    return said


def _failures(report: BuildReport) -> str:
    """Return the failures, those of one cause in one line each."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for failure in report.failures:
        where = (failure.language, failure.cause, failure.fix)
        alike.setdefault(where, []).append(str(failure))
    lines = [
        texts[0] if len(texts) == 1 else f"{language}, {len(texts)} clips: {cause}; {fix}"
        for (language, cause, fix), texts in alike.items()
    ]
    count = len(report.failures)
    lines.append("1 clip could not be made." if count == 1 else f"{count} clips could not be made.")
    return "\n".join(lines)
