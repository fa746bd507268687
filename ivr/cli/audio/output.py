"""Files that a command writes for a person to open, into the folder of their choice."""

from __future__ import annotations

from pathlib import Path

import click

from ivr.cli.project import writing
from ivr.files import write_whole

out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder to write into.  [default: this folder]",
)


def hand_out(path: Path, content: bytes) -> None:
    """Write a whole file, making its folder; raises Refused when the disk refuses."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
