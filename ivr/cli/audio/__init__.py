"""`ivr audio`: the clips callers hear, made by engines and recorded by people."""

from __future__ import annotations

import click

from ivr.cli.lazy import Commands, Deferred

_COMMANDS = Deferred(
    {
        "build": "ivr.cli.audio.build",
        "check": "ivr.cli.audio.check",
        "clean": "ivr.cli.audio.clean",
        "forget": "ivr.cli.audio.forget",
        "import": "ivr.cli.audio.import_",
        "listen": "ivr.cli.audio.listen",
        "script": "ivr.cli.audio.script",
    }
)


@click.group(cls=Commands, commands=_COMMANDS)
def audio() -> None:
    """Build, hear, check and record the clips that callers hear."""
