"""`ivr audio forget`: take a person's recordings out for good."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ivr.cli.project import Refused, known_language, open_project
from ivr.files import recordings_folder


@click.command()
@click.argument("language")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Every recording of the language.")
@click.pass_obj
def forget(project: Path, language: str, ids: tuple[str, ...], *, everything: bool) -> None:
    """Take a speaker's recordings out of the project.

    For a speaker of LANGUAGE who has changed their mind: name each recording by its ID on the
    script sheet, or say --all. The sound and what binds it to its text are removed from
    audio/recordings; git keeps what was committed before. The engine speaks from the next build
    on, and a running server follows it.
    """
    from ivr.speech.errors import SpeechError
    from ivr.speech.recordings.bindings import forget as forget_recordings
    from ivr.speech.recordings.bindings import read_bindings

    known_language(open_project(project, dict(os.environ)), language)
    if everything == bool(ids):
        raise Refused("Name the recordings by their ids, or say --all.")
    try:
        gone = tuple(read_bindings(recordings_folder(project), language)) if everything else ids
        forget_recordings(recordings_folder(project), language, gone)
    except SpeechError as error:
        raise Refused(error) from None
    count = "1 recording" if len(gone) == 1 else f"{len(gone)} recordings"
    click.echo(f"{count} of {language} forgotten. Run: ivr audio build, then ivr audio clean")
