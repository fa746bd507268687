"""Files that a command writes for a person to open, into the folder of their choice."""

from __future__ import annotations

from pathlib import Path

import click

from ivr.cli.project import Refused

out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder to write into.  [default: this folder]",
)


def hand_out(path: Path, content: bytes) -> None:
    """Write a file, making its folder; raises Refused when the disk refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}.") from None
