"""Which server answers the calls: gunicorn and granian, under the same load and mishaps.

Run `python -m benchmarks.servers`, or with --quick. Everything stays on this machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import click

from benchmarks.asked import Asked, made_ahead
from benchmarks.contenders import GRANIAN, GTHREAD, GUNICORN, free_port, running
from benchmarks.mishaps import mishaps
from benchmarks.speed import QUICK, Plan, Speed, measure
from benchmarks.table import figure, ratio, table
from ivr.problems import BrokenHotline
from ivr.speech.errors import SpeechError
from ivr.web.server import THREADS


@click.command()
@click.option("--quick", is_flag=True, help="Half a minute instead of three.")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The folder that holds config/, prompts/ and the built clips.  [default: this folder]",
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def main(quick: bool, project: Path, workers: int) -> None:  # noqa: FBT001 - click passes it by name
    """Compare the servers; print tables with ratios."""
    began = time.perf_counter()
    if sys.platform != "linux":
        raise click.ClickException("Memory and worker processes are read from /proc: use Linux.")
    try:
        asked = made_ahead(project)
        versions = ", ".join(f"{name} {version(name)}" for name in ("gunicorn", "granian"))
        click.echo(f"{versions}; {workers} workers of {THREADS} threads\n")
        speed = _speed(project, asked, workers, quick=quick)
        _show_mishaps(project, asked, workers, speed, quick=quick)
    except (BrokenHotline, SpeechError, TimeoutError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"\n{time.perf_counter() - began:.0f} s in all")


def _speed(project: Path, asked: Asked, workers: int, *, quick: bool) -> Speed:
    with (
        running(GUNICORN, project, free_port(), workers) as one,
        running(GRANIAN, project, free_port(), workers) as other,
    ):
        speed = measure((one, other), asked, QUICK if quick else Plan(), fresh=not quick)
    click.echo(speed.tables([GUNICORN.name, GRANIAN.name]))
    return speed


def _show_mishaps(project: Path, asked: Asked, workers: int, speed: Speed, *, quick: bool) -> None:
    contenders = (GUNICORN, GRANIAN) if quick else (GUNICORN, GRANIAN, GTHREAD)
    found = [list(mishaps(each, project, asked, workers, quick=quick)) for each in contenders]
    rows = _memory_rows(speed, len(contenders))
    for facts in zip(*found, strict=True):
        question, _, decimals = facts[0]
        rows.append(_row(question, [value for _, value, _ in facts], decimals))
    head = ["", *(each.name for each in contenders), f"{GRANIAN.name}/{GUNICORN.name}"]
    click.echo("\n" + table("Mishaps", head, rows))


def _memory_rows(speed: Speed, columns: int) -> list[list[str]]:
    names = {"Rss": "Memory after the load: MB resident", "Pss": "the same, shared pages split"}
    return [
        _row(
            name,
            [*(taken[kind] for taken in speed.megabytes), *[float("nan")] * (columns - 2)],
            0,
        )
        for kind, name in names.items()
    ]


def _row(question: str, values: Sequence[float], decimals: int) -> list[str]:
    one, other, *_ = values
    return [question, *(figure(value, decimals) for value in values), ratio(other, one)]


if __name__ == "__main__":
    main()
