"""`ivr content`, and commands for whoever keeps a folder of their own."""

from __future__ import annotations

import click

from ivr.cli.content.diff import diff
from ivr.cli.lazy import Commands


@click.group(cls=Commands)
def content() -> None:
    """See what an update changes in what callers hear, before it is taken."""


content.add_command(diff)
