"""`ivr journal purge`: what is kept no longer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from ivr.cli.journal.kept import opened, refuse, settings_of, zone_of
from ivr.cli.journal.typed import day_of, mistake
from ivr.cli.project import counted
from ivr.problems import Problem

if TYPE_CHECKING:
    from ivr.journal.settings import JournalSettings
    from ivr.journal.store import Store
    from ivr.journal.store.purging import Condition, Purged


@click.command()
@click.option("--before", metavar="DAY", help="Everything of the days before this one.")
@click.option(
    "--days",
    type=click.IntRange(0, 3660),
    metavar="N",
    help="Single events that are older than N days; the sums of days stay.",
)
@click.option("--all", "everything", is_flag=True, help="Everything.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def purge(
    project: Path, *, before: str | None, days: int | None, everything: bool, yes: bool
) -> None:
    """Take away what is old, say first what that is, and give its room back to the disk.

    Without an option it is what the server takes away every hour: single events after
    JOURNAL_DAYS, the sums of days after JOURNAL_SUM_DAYS. What was taken away is in no figure any
    more, and cannot be had back but from a backup.
    """
    mistakes: list[Problem] = []
    settings = settings_of(project, mistakes)
    if sum((before is not None, days is not None, everything)) > 1:
        mistakes.append(mistake("--before, --days, --all", "one of them."))
    day = day_of("--before", before, mistakes)
    refuse(mistakes)
    with opened(settings, zone_of(project)) as store:
        now = dt.datetime.now(dt.UTC)
        store.sum_up(now)
        which = _chosen(settings, store.zone, now, day, days, everything=everything)
        found = _counted(store, which)
        if not any((found.calls, found.events, found.days)):
            click.echo("There is nothing to take away.")
            return
        click.echo(f"To be taken away: {told(found)}.")
        if not yes and not click.confirm("Take it away?"):
            click.echo("Nothing was taken away.")
            return
        taken = store.take(now, which)
        click.echo(f"Taken away: {told(taken)}.")
        _rewrite(store)


def told(purged: Purged) -> str:
    """Return what is taken away, in words.

    >>> from ivr.journal.store import Purged
    >>> told(Purged(1, 0, 3))
    '1 call with its events, 0 events without a call, the sums of 3 days'
    """
    calls = f"{counted(purged.calls, 'call')} with {'its' if purged.calls == 1 else 'their'} events"
    loose = f"{counted(purged.events, 'event')} without a call"
    return f"{calls}, {loose}, the sums of {counted(purged.days, 'day')}"


def _chosen(
    settings: JournalSettings,
    zone: ZoneInfo,
    now: dt.datetime,
    day: dt.date | None,
    days: int | None,
    *,
    everything: bool,
) -> Condition:
    from ivr.journal.store import purging

    if everything:
        return purging.everything()
    if day is not None:
        return purging.before(day, zone)
    if days is not None:
        return purging.older(now, zone, days, _NO_SUMS_DAYS)
    return purging.older(now, zone, settings.event_days, settings.sum_days)


def _counted(store: Store, which: Condition) -> Purged:
    from ivr.journal.store import purging

    with store.reading() as connection:
        return purging.counted(connection, which)


def _rewrite(store: Store) -> None:
    from ivr.journal.store import StoreAwayError

    try:
        store.rewrite()
    except StoreAwayError as error:
        click.echo(f"Its room was not given back to the disk: {error.reason}.", err=True)


_NO_SUMS_DAYS = 36_600
"""Older than this no sum is."""
