"""What commands that a schedule runs have in common: an end, and word that they leave."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NoReturn

import click

from ivr.cli.project import Refused, writing
from ivr.environment import trimmed
from ivr.files import make_private, write_whole
from ivr.problems import Problem
from ivr.problems.verdicts import Check, wrong

ALLOW_MORE: Final = "See what is slow above; or allow more: --timeout"
"""What mends a command that has run out of time."""


class _OutOfTime(BaseException):
    """Ends a command, whatever it waits for: no library on the way takes it for its own."""


def within(seconds: int, run: Callable[[], None], late: Problem) -> tuple[Check, ...]:
    """Run something, and break it off after some seconds; return what is ``late`` then."""

    def end(*_: object) -> NoReturn:
        raise _OutOfTime

    former = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        run()
    except _OutOfTime:
        return (wrong("the time", late),)
    else:
        return ()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)


def leave(project: Path, name: str, note: Mapping[str, object]) -> None:
    """Leave word in the journal's folder, whole or not at all; a disk that refuses is told."""
    from ivr.journal.settings import JournalSettings

    path = JournalSettings.read(project, trimmed(os.environ)).folder / name
    try:
        with writing(path):
            make_private(path.parent)
            write_whole(path, json.dumps(note, ensure_ascii=False).encode(), private=True)
    except Refused as refused:
        click.echo(refused.message, err=True)
