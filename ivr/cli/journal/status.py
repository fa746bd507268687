"""`ivr journal status`: where the journal is, what it holds, and whether it is written."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.journal.kept import refuse, settings_of, zone_of
from ivr.cli.project import Refused, counted
from ivr.problems import Problem

if TYPE_CHECKING:
    from ivr.journal.settings import JournalSettings
    from ivr.journal.store.survey import Survey


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a journal.

    Attributes:
        where: Its address, without a password.
        settings: Where it is, and what is kept how long.
        held: What it holds; None when it cannot be read.
        problem: Why not.
        waiting: Bytes that wait on this machine's disk to be written.
        since: Since when; None where nothing waits.
        keys: The days whose calls can still be told from each other.
    """

    where: str
    settings: JournalSettings
    held: Survey | None
    problem: Problem | None
    waiting: int
    since: dt.datetime | None
    keys: Sequence[dt.date]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_obj
def status(project: Path, *, as_json: bool) -> None:
    """Say where the journal is, what it holds, what waits to be written and what was lost.

    Exits with 1 when it cannot be read, or is not there yet.
    """
    found = _found(project)
    if as_json:
        click.echo(json.dumps(_record(found), default=str))
    else:
        for line in _lines(found):
            click.echo(line)
    if found.problem is not None:
        raise Refused(str(found.problem))


def _found(project: Path) -> Found:
    from ivr.journal.store import Store, StoreAwayError
    from ivr.journal.store.away import shown
    from ivr.journal.store.engine import file_of
    from ivr.journal.store.survey import survey
    from ivr.journal.writing.key_file import KeyFile
    from ivr.journal.writing.spool import FOLDER, spooled, waiting_since

    mistakes: list[Problem] = []
    settings, zone = settings_of(project, mistakes), zone_of(project)
    refuse(mistakes)
    held, problem = None, None
    keys = KeyFile(settings.folder).days()
    try:
        store = Store.open(settings.database, zone, make=False)
        with store.reading() as connection:
            held = survey(connection, zone)
        if file_of(store.engine) is None:
            keys = sorted(store.read_keys())
        store.close()
    except StoreAwayError as error:
        problem = error.problem(settings.database)
    spools = settings.folder / FOLDER
    since = waiting_since(spools)
    return Found(
        shown(settings.database),
        settings,
        held,
        problem,
        spooled(spools),
        None if since is None else since.astimezone(zone),
        keys,
    )


def _lines(found: Found) -> Iterator[str]:
    yield f"Where:    {found.where}"
    if (held := found.held) is not None:
        yield f"Size:     {_bytes(held.size)}, tables of version {held.revision}"
        days = "" if held.first is None else f", {held.first} to {held.last}"
        yield f"Calls:    {counted(held.calls, 'call')}, {counted(held.events, 'event')}{days}"
        since = "" if held.summed_since is None else f", since {held.summed_since}"
        yield f"Sums:     of {counted(held.days, 'day')}{since}"
        yield f"To sum:   {counted(held.unsummed, 'call')}"
        lost = ", ".join(f"{reason} {n}" for reason, n in held.lost.items())
        yield f"Lost:     {lost or 'nothing'}"
    since_when = "" if found.since is None else f", since {found.since:%Y-%m-%d %H:%M}"
    waits = f"{_bytes(found.waiting)} on the disk{since_when}" if found.waiting else "nothing"
    yield f"Waiting:  {waits}"
    yield f"Keys:     {', '.join(map(str, found.keys)) or 'none'}"
    kept = found.settings
    yield f"Kept:     events {kept.event_days} days, sums {kept.sum_days} days"


def _bytes(size: int) -> str:
    """Return a size in words.

    >>> _bytes(900), _bytes(10_530), _bytes(1_234_567)
    ('900 bytes', '10.5 kB', '1.2 MB')
    """
    if size < _KILO:
        return f"{size} bytes"
    return f"{size / _KILO:.1f} kB" if size < _MEGA else f"{size / _MEGA:.1f} MB"


def _record(found: Found) -> dict[str, object]:
    held = None if found.held is None else dataclasses.asdict(found.held)
    return {
        "where": found.where,
        "held": held,
        "problem": None if found.problem is None else found.problem.record(),
        "waiting_bytes": found.waiting,
        "waiting_since": None if found.since is None else found.since.isoformat(),
        "keys": [day.isoformat() for day in found.keys],
        "event_days": found.settings.event_days,
        "sum_days": found.settings.sum_days,
    }


_KILO = 1_000
_MEGA = 1_000_000
