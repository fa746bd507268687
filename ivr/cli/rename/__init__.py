"""`ivr rename`: another name for a service, a step or a prompt, in every file at once."""

from __future__ import annotations

import click

from ivr.cli.lazy import Commands
from ivr.cli.rename.commands import prompt, service, step


@click.group(cls=Commands)
def rename() -> None:
    """Give a service, step or prompt another name, in every file that speaks of it.

    Configuration, municipalities, the sentences of all languages, approvals and recordings follow,
    and comments, order and line breaks stay. Everything is changed or nothing; a name is refused
    with which the project would not be as sound as it is. Renaming back undoes it.

    \b
    ivr rename service poison poison_centre --dry-run
    """


for command in (prompt, service, step):
    rename.add_command(command)
