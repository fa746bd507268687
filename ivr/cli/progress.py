"""How far a build or a proof is: a bar on a terminal, a few lines elsewhere or none."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Self

import click

if TYPE_CHECKING:
    from ivr.speech.build.best import Standing


class Bar:
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
        """Learn how many clips will be made."""
        self._all = clips
        if self._plain:
            click.echo(f"Building {clips} clips")
        else:
            self._bar.add_task("clips", total=clips)

    def advance(self, clips: int) -> None:
        """Learn that so many more clips are made."""
        before, self._done = self._done, self._done + clips
        if not self._plain:
            self._bar.advance(self._bar.task_ids[0], clips)
        elif before * 4 // self._all != self._done * 4 // self._all:
            click.echo(f"  {self._done} of {self._all}")


class BestBar:
    """How far the best voices have come: on a terminal a bar, elsewhere `BestLines`."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress

        self._bar = Progress("{task.description}", BarColumn(), MofNCompleteColumn())
        self._lines = None if self._bar.console.is_terminal else BestLines()

    def __enter__(self) -> Self:
        if self._lines is None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._lines is None:
            self._bar.stop()

    def __call__(self, standing: Standing) -> None:
        """Learn of a further clip."""
        if self._lines is not None:
            self._lines(standing)
            return
        if not self._bar.task_ids:
            self._bar.add_task("", total=standing.all_of)
        told = f"Best voice: {standing.language}{left(standing.seconds_left)}"
        self._bar.update(self._bar.task_ids[0], completed=standing.all_done, description=told)


class BestLines:
    """A line every so many seconds, and one for each language that is done."""

    def __init__(self, every_s: float = 30.0) -> None:
        self._every_s = every_s
        self._told = time.monotonic()

    def __call__(self, standing: Standing) -> None:
        """Learn of a further clip."""
        is_done = standing.done == standing.of
        if not is_done and time.monotonic() - self._told < self._every_s:
            return
        self._told = time.monotonic()
        how_far = f"all {standing.of}" if is_done else f"{standing.done} of {standing.of}"
        click.echo(f"best voice: {standing.language} {how_far}{left(standing.seconds_left)}")


def left(seconds: float | None) -> str:
    """Return how long something still takes, as the end of a line.

    >>> left(540), left(7500), left(20), left(None)
    (', about 9 min left', ', about 2 h 5 min left', ', about 20 s left', '')
    """
    if not seconds:
        return ""
    minutes, hours = round(seconds / 60), round(seconds / 60) // 60
    if minutes < 1:
        told = f"{max(1, round(seconds))} s"
    else:
        told = f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
    return f", about {told} left"


PROVING: Final = "Proving {} of {} numbers and moments"


def show_progress(done: int, number: int, told: str = PROVING) -> None:
    """Redraw the line that says how many of how many have been done."""
    out = click.get_text_stream("stderr")
    if out.isatty():
        end = "\n" if done == number else ""
        click.echo(f"\r{told.format(done, number)}{end}", nl=False, err=True)
