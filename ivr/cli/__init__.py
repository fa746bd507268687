"""The `ivr` command: one module a command, over the same API that everything else uses."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from pathlib import Path
from typing import Any

import click

from ivr.cli.lazy import Commands, Deferred
from ivr.environment import trimmed_text

_COMMANDS = Deferred(
    {
        "alarms": "ivr.cli.alarms.alarms",
        "audio": "ivr.cli.audio",
        "call": "ivr.cli.phone.call",
        "check": "ivr.cli.checks.check",
        "content": "ivr.cli.content",
        "export": "ivr.cli.export",
        "facts": "ivr.cli.content.facts",
        "figures": "ivr.cli.figures.figures",
        "hear": "ivr.cli.content.hear",
        "init": "ivr.cli.content.init",
        "journal": "ivr.cli.journal",
        "map": "ivr.cli.map.map_",
        "prompts": "ivr.cli.prompts",
        "probe": "ivr.cli.phone.probe",
        "proof": "ivr.cli.checks.proof",
        "publish": "ivr.cli.publish.publish",
        "rename": "ivr.cli.rename",
        "run": "ivr.cli.run",
        "schema": "ivr.cli.schema",
        "studio": "ivr.cli.studio",
        "twilio": "ivr.cli.twilio",
        "upgrade": "ivr.cli.publish.upgrade",
        "what-if": "ivr.cli.checks.what_if",
    }
)


def _seven_bit(name: str) -> codecs.CodecInfo | None:
    """Look up ASCII under a name of its own: click writes UTF-8 where it is called ASCII."""
    if name != "seven_bit":
        return None
    plain = codecs.lookup("ascii")
    return codecs.CodecInfo(
        plain.encode, plain.decode, incrementalencoder=plain.incrementalencoder, name=name
    )


class _Whole(Commands):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # A terminal that lacks a language's letters gets the rest of the line, not a traceback.
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                plain = codecs.lookup(stream.encoding).name == "ascii"
                stream.reconfigure(encoding="seven_bit" if plain else None, errors="replace")
        return super().parse_args(ctx, args)

    def main(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - as click has it
        try:
            return super().main(*args, **named)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            click.echo("The disk that this is written to is full. Make room there.", err=True)
            sys.exit(1)


codecs.register(_seven_bit)


class _Folder(click.Path):
    """A folder; one that is not there may have been set with a blank or line end behind it."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        meant = value if Path(value).exists() else trimmed_text(os.fspath(value))
        return super().convert(meant, param, ctx)


@click.group(
    cls=_Whole,
    commands=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--project",
    type=_Folder(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    envvar="HOTLINE_ROOT",
    help="The folder that holds config/ and prompts/.  [default: this folder]",
)
@click.version_option(package_name="ivr", message="%(version)s")
@click.pass_context
def main(context: click.Context, project: Path) -> None:
    """Build, check, serve and ring a telephone hotline to the right door in the health service."""
    context.obj = project
