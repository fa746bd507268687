"""`ivr proof --random`: calls at random through the whole stack, counted and held to account."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.phone.replay import keep
from ivr.cli.project import Refused, open_project

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from ivr.proof.random.calls import Served, Tally
    from ivr.proof.random.workers import Lot

BASE_URL: Final = "https://hotline.example"
TOKEN: Final = "the token of random calls"  # noqa: S105 - nothing outside this process trusts it
TRUNK: Final = "trunk.example"
REPLAYS: Final = Path(".run") / "random"


@dataclass(frozen=True, slots=True)
class Stack:
    """Serves a project to this process alone; each process makes its own application."""

    project: Path

    def __call__(self) -> Served:
        """Return the project's hotline, with a trunk, so that every service can be dialled."""
        from ivr.proof.random.calls import Served
        from ivr.serving.settings import Settings
        from ivr.web import create_app

        variables = {"SIP_TRUNK": TRUNK} | dict(os.environ)
        settings = Settings(BASE_URL, (TOKEN,), self.project, variables, emulated=True, drafts=True)
        app = create_app(settings)
        return Served(app, app.extensions["assembly"].hotline, BASE_URL, TOKEN)


def run_random(
    project: Path,
    count: int,
    *,
    seed: int = 1,
    first: int = 0,
    jobs: int | None = None,
    replays: Path | None = None,
) -> None:
    """Make ``count`` random calls of a seed from number ``first`` on, and tell what came of them.

    Call number i of a seed is the same whatever ``jobs`` (processes; all cores by default).
    Each bad call is printed with the command that makes it again, and kept in ``replays`` (a
    folder; .run/random of the project by default) for `ivr call --replay`. Ctrl-C ends it, after
    the batch in hand, with what has been done and how to go on. Exits with 1 when a call was bad,
    130 after Ctrl-C.

    Raises:
        Refused: The project cannot be served.
    """
    from ivr.proof.random.calls import Tally
    from ivr.proof.random.workers import Lot

    _check(project)
    lot = Lot(seed, first, count)
    tally, began, broken_off = Tally(), time.monotonic(), False
    try:
        with (
            _asked_to_stop() as stop,
            closing(_parts(project, lot, jobs or os.cpu_count() or 1)) as parts,
        ):
            for part in parts:
                tally.add(part)
                if stop.asked:
                    broken_off = tally.calls < count
                    break
    except KeyboardInterrupt:
        broken_off = True
    click.echo(_report(tally, time.monotonic() - began))
    _keep(tally, project / REPLAYS if replays is None else replays)
    if broken_off:
        click.echo(_onward(lot, tally.calls), err=True)
    raise SystemExit(130 if broken_off else bool(tally.broken))


@dataclass(slots=True)
class _Stop:
    """Hears Ctrl-C and SIGTERM: the calls end after the batch in hand, the second time at once.

    An exception would be lost where it strikes within a callback, or become another one in the
    application that is rung.
    """

    asked: bool = False

    def __call__(self, *_: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def _asked_to_stop() -> Iterator[_Stop]:
    """Take Ctrl-C and SIGTERM for a wish: no process of the pool must outlive this one."""
    stop = _Stop()
    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for each, former in before.items():
            signal.signal(each, former)


def _check(project: Path) -> None:
    """Refuse what would fail in every process, before any is started."""
    from ivr.serving.assembly import NothingOffered
    from ivr.speech.errors import SpeechError

    open_project(project, {"SIP_TRUNK": TRUNK} | dict(os.environ))
    try:
        Stack(project)()
    except (NothingOffered, SpeechError) as error:
        raise Refused(error) from None


def _parts(project: Path, lot: Lot, jobs: int) -> Generator[Tally, None, None]:
    from ivr.proof.random.calls import Tally
    from ivr.proof.random.workers import random_calls

    so_far, began = Tally(), time.monotonic()
    with _bar(lot.count) as (bar, task):
        for part in random_calls(Stack(project), lot, jobs):
            tenths = so_far.calls * 10 // lot.count
            so_far.add(part)
            told = _told(so_far, time.monotonic() - began)
            bar.update(task, advance=part.calls, told=told)
            # Where no bar can be drawn, ten lines say that the calls go on.
            if bar.disable and so_far.calls * 10 // lot.count > tenths:
                click.echo(f"{so_far.calls} of {lot.count}  {told}", err=True)
            yield part


def _told(so_far: Tally, seconds: float) -> str:
    rate = so_far.calls / max(seconds, 1e-9)
    return f"{rate:.0f} calls/s  {so_far.turns} turns  {sum(so_far.broken.values())} broken"


@contextmanager
def _bar(count: int) -> Iterator[tuple[Progress, TaskID]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Left

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}"), Left())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        yield bar, bar.add_task("calls", total=count, told="")


def _report(tally: Tally, seconds: float) -> str:
    rate, hours = max(seconds, 1e-9), tally.milliseconds / 3_600_000
    lines = [f"{number:>9}  {ending}" for ending, number in tally.endings.most_common()]
    lines += [f"{number:>9}  BROKEN: {promise}" for promise, number in tally.broken.most_common()]
    lines += [f"\n{bad}" for bad in tally.bad]
    summary = (
        f"{tally.calls} calls, {tally.turns} turns in {len(tally.addresses)} states, at most "
        f"{tally.most_turns} turns in one; {hours:.0f} hours on the telephone.\n"
        f"{seconds:.1f} s: {tally.calls / rate:.1f} calls/s, {tally.turns / rate:.0f} turns/s. "
        f"{sum(tally.broken.values())} broken promises."
    )
    return "\n".join([*lines, summary])


def _keep(tally: Tally, folder: Path) -> None:
    if not tally.bad:
        return
    keep(folder, {bad.file_name: bad.as_replay() for bad in tally.bad})
    click.echo(f"Kept {len(tally.bad)} of them in {folder}: ivr call --replay FILE", err=True)


def _onward(lot: Lot, done: int) -> str:
    left, next_ = lot.count - done, lot.first + done
    return f"Broken off. Go on with: ivr proof --random {left} --seed {lot.seed} --first {next_}"
