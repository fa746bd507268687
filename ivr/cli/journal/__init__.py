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
    project, unless JOURNAL_DIR names another folder or DATABASE_URL a database. Figures, in which
    small numbers are left out, are what `ivr figures` tells.

    \b
    Examples:
      ivr journal status                              where it is, what waits, what was lost
      ivr journal export --from 2027-03-01 --csv      single events: not to be passed on
      ivr journal purge                               now what the server does every hour
    """


for command in (export, purge, status):
    journal.add_command(command)
