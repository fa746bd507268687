"""`ivr journal`: what is kept of calls, for whoever looks after it."""

from __future__ import annotations

import click

from ivr.cli.journal.export import export
from ivr.cli.journal.purge import purge
from ivr.cli.journal.status import status
from ivr.cli.lazy import Commands


@click.group(cls=Commands)
def journal() -> None:
    """See how the journal of calls fares, take events out of it, and take away what is old.

    It holds what happened in calls and nothing of who called. It lies in journal/ below the
    project, unless JOURNAL_DIR names another folder or DATABASE_URL a database.
    """


for command in (export, purge, status):
    journal.add_command(command)
