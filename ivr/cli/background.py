"""The best voices speak on while the hotline answers calls: one process, at the lowest priority."""

from __future__ import annotations

import datetime as dt
import functools
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.files import built_folder, leave_when_written, recordings_folder

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ivr.model.hotline import Hotline
    from ivr.speech.clips.manifest import Manifest

_LOWEST: Final = 19
"""Whatever else the machine does goes first, the calls above all."""
_SAVED_EVERY_S: Final = 20.0
"""A server reads the list anew whenever it is saved."""
_TOLD_EVERY_S: Final = 60.0


class _Over(Exception):  # noqa: N818 - no error: the hotline has stopped
    """Ends the process beside this one, whatever it is in the middle of."""


@contextmanager
def best_voices(project: Path, environ: Mapping[str, str]) -> Iterator[None]:
    """Have the best voices speak for as long as the block lasts, in a process beside this one.

    It ends with the block, and at once when this process is killed; what it has made stays.
    """
    from ivr.worker_pools import held_back, pools

    with suppress(_Over), ExitStack() as ends:
        with held_back(signal.SIGINT, signal.SIGTERM):
            beside = pools(1, 1, os.nice, _LOWEST, leave=leave_when_written)
            [pool] = ends.enter_context(beside)
        future = pool.submit(speak_on, project, dict(environ))
        # The model is given back when nothing is left to speak.
        future.add_done_callback(lambda _: pool.shutdown(wait=False))
        over = threading.Event()
        future.add_done_callback(functools.partial(_tell_of_an_end, over))
        try:
            yield
        finally:
            over.set()
        raise _Over


def has_quick_clips(hotline: Hotline, listed: Manifest) -> bool:
    """Tell whether a quick voice speaks a clip for which there is a better one.

    Clips that were made with `--engine` are somebody's choice.
    """
    quick = {
        code: language.voice.meanwhile.engine
        for code, language in hotline.languages.items()
        if language.voice.meanwhile is not None
    }
    return any(quick.get(clip.language) == clip.engine for clip in listed)


def speak_on(project: Path, environ: dict[str, str]) -> None:
    """Have the best voices speak what is missing, and tell how far they are."""
    from ivr.cli.progress import BestLines
    from ivr.cli.project import open_project
    from ivr.serving.urgency import most_urgent_first
    from ivr.speech.build.best import build_best
    from ivr.speech.clips.requests import clip_requests
    from ivr.speech.errors import SpeechError

    try:
        loaded = open_project(project, environ)
        now = dt.datetime.now(loaded.hotline.timezone)
        requests = clip_requests(loaded, recordings=recordings_folder(project))
        report = build_best(
            most_urgent_first(loaded, requests, now),
            built_folder(project),
            jobs=1,
            tell=BestLines(_TOLD_EVERY_S),
            saved_every_s=_SAVED_EVERY_S,
        )
    except (click.ClickException, SpeechError) as error:
        click.echo(f"best voice: {error}")
        return
    for cause in sorted({str(error) for error in report.not_here.values()}):
        codes = [code for code, error in report.not_here.items() if str(error) == cause]
        click.echo(f"best voice: the quick one speaks instead in {', '.join(codes)}: {cause}")
    if report.failures:
        fix = "ivr audio build --best tells which"
        click.echo(f"best voice: {len(report.failures)} clips could not be spoken; {fix}")


def _tell_of_an_end(over: threading.Event, future: Future[None]) -> None:
    """Tell when the process has ended of itself, for want of memory perhaps."""
    if not over.is_set() and not future.cancelled() and future.exception() is not None:
        click.echo("best voice: stopped; to go on: ivr audio build --best")
