"""`ivr audio`: the clips callers hear, made by engines and recorded by people."""

from __future__ import annotations

import click

from ivr.cli.audio.build import build
from ivr.cli.audio.check import check
from ivr.cli.audio.clean import clean
from ivr.cli.audio.import_ import import_
from ivr.cli.audio.script import script


@click.group()
def audio() -> None:
    """Build, check and record the clips that callers hear."""


for command in (build, check, clean, import_, script):
    audio.add_command(command)
