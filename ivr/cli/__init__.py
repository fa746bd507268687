"""The `ivr` command: one module a command, over the same API that everything else uses."""

from __future__ import annotations

from pathlib import Path

import click

from ivr.cli.lazy import Commands, Deferred

_COMMANDS = Deferred(
    {
        "audio": "ivr.cli.audio",
        "call": "ivr.cli.phone.call",
        "check": "ivr.cli.checks.check",
        "facts": "ivr.cli.facts",
        "prompts": "ivr.cli.prompts",
        "proof": "ivr.cli.checks.proof",
        "run": "ivr.cli.run",
        "schema": "ivr.cli.schema",
        "what-if": "ivr.cli.checks.what_if",
    }
)


@click.group(
    cls=Commands,
    commands=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
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
