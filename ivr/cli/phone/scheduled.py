"""What commands that a schedule runs have in common: an end, and word that they leave."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from ivr.cli.project import Refused, writing
from ivr.environment import trimmed
from ivr.files import make_private, write_whole


class OutOfTime(BaseException):
    """Ends a command, whatever it waits for: no library on the way takes it for its own."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Break a block off after some seconds; raises OutOfTime then."""

    def end(*_: object) -> NoReturn:
        raise OutOfTime

    former = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
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
