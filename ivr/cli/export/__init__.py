"""`ivr export`: what is handed to other places, for when this server is away."""

from __future__ import annotations

import click

from ivr.cli.export.fallback import fallback
from ivr.cli.lazy import Commands


@click.group(cls=Commands)
def export() -> None:
    """Write what others keep for the hotline.

    \b
    Examples:
      ivr export fallback                        what calls hear when this server is away
      ivr export fallback --output fallback.xml
    """


export.add_command(fallback)
