"""`ivr studio`: the pages for the people who keep the hotline, as a process of their own."""

from __future__ import annotations

import click

from ivr.cli.lazy import Commands, Deferred

_COMMANDS = Deferred({"serve": "ivr.cli.studio.serve", "user": "ivr.cli.studio.user"})


@click.group(cls=Commands, commands=_COMMANDS)
def studio() -> None:
    """Serve the pages for the people who keep the hotline, and say who they are.

    `ivr run` opens the same pages on this machine, where nobody needs to sign in.

    \b
    Examples:
      ivr studio user add NAME --role operate   somebody who may add others on the page
      ivr studio serve                          for a proxy to lead people to
    """
