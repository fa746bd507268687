"""The `ivr` command: one module a command, over the same API that everything else uses."""

from __future__ import annotations

from pathlib import Path

import click

from ivr.cli.audio import audio
from ivr.cli.call import call
from ivr.cli.check import check
from ivr.cli.facts import facts
from ivr.cli.prompts import prompts
from ivr.cli.proof import proof
from ivr.cli.run import run
from ivr.cli.schema import schema
from ivr.cli.what_if import what_if


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    envvar="HOTLINE_ROOT",
    help="The folder that holds config/ and prompts/.  [default: this folder]",
)
@click.version_option(package_name="ivr", message="%(version)s")
@click.pass_context
def main(context: click.Context, project: Path) -> None:
    """Build, check, serve and ring a telephone hotline to the right door in the health service."""
    context.obj = project


for command in (audio, call, check, facts, prompts, proof, run, schema, what_if):
    main.add_command(command)
