"""`ivr audio unpack`: clips that another machine has built."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ivr.cli.project import Refused, counted, open_project
from ivr.files import built_folder, recordings_folder


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def unpack(project: Path, file: Path) -> None:
    """Take clips out of a FILE of `ivr audio pack`.

    Each is held against its digest first: a file that is damaged, or is something else, is refused
    whole, and nothing is changed. Clips that are there already stay, as do those that a person or
    the best voice speaks where the file has another; a running server takes up the new ones.
    """
    from ivr.speech.clips.pack import unpack as unpack_clips
    from ivr.speech.clips.requests import clip_requests
    from ivr.speech.errors import SpeechError

    loaded = open_project(project, dict(os.environ))
    try:
        requests = clip_requests(loaded, recordings=recordings_folder(project))
        packed = unpack_clips(file, built_folder(project), requests)
    except SpeechError as error:
        raise Refused(error) from None
    of = ", ".join(packed.languages)
    click.echo(f"{counted(packed.clips, 'clip')} taken ({of}), {packed.kept} there already.")
