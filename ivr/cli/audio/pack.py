"""`ivr audio pack`: built clips in one file, for another machine."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ivr.cli.project import Refused, counted, known_language, open_project
from ivr.files import built_folder, recordings_folder


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("languages", metavar="[LANGUAGE]...", nargs=-1)
@click.pass_obj
def pack(project: Path, file: Path, languages: tuple[str, ...]) -> None:
    """Put the built clips into one FILE, about 60 % of their size.

    Of every language, or of those that are named. `ivr audio unpack` takes them out on another
    machine, which then need not build them, and need not have the engines that did.
    """
    from ivr.speech.clips.pack import pack as pack_clips
    from ivr.speech.clips.requests import clip_requests
    from ivr.speech.errors import SpeechError

    loaded = open_project(project, dict(os.environ))
    chosen = {known_language(loaded, language) for language in languages}
    try:
        requests = clip_requests(loaded, recordings=recordings_folder(project))
        wanted = [one for one in requests if not chosen or one.language in chosen]
        packed = pack_clips(file, built_folder(project), wanted)
    except SpeechError as error:
        raise Refused(error) from None
    size = f"{packed.size / 1e6:.1f} MB"
    what = f"{counted(packed.clips, 'clip')} of {counted(len(packed.languages), 'language')}"
    click.echo(f"{file}: {what}, {size}. On the other machine: ivr audio unpack {file.name}")
