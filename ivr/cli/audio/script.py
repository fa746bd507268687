"""`ivr audio script`: the sheet a speaker reads from."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ivr.cli.audio.output import hand_out, out_option
from ivr.cli.project import Refused, known_language, open_project
from ivr.files import recordings_folder


@click.command()
@click.argument("language")
@out_option
@click.option("--missing", is_flag=True, help="Only what nobody has recorded as it is now.")
@click.pass_obj
def script(project: Path, language: str, *, out: Path, missing: bool) -> None:
    """Write what a speaker of a language reads from.

    The script of LANGUAGE is a page to print and a table for a spreadsheet; each line says
    under which name to save the recording, the words, where they are heard, and how many
    seconds they may take. docs/speakers.md tells the speaker the rest.
    """
    from ivr.speech.errors import SpeechError
    from ivr.speech.recordings.bindings import recorded
    from ivr.speech.recordings.script import script as script_of
    from ivr.speech.recordings.sheet import Heading, SheetRow, csv_sheet, html_sheet
    from ivr.translation.rows import where_heard

    loaded = open_project(project, dict(os.environ))
    name = loaded.hotline.languages[known_language(loaded, language)].name
    lines = script_of(loaded, language)
    try:
        done = recorded(recordings_folder(project), language, [line.text for line in lines])
    except SpeechError as error:
        raise Refused(error) from None
    where = where_heard(loaded)
    rows = [
        SheetRow(line.id, line.text, where.get(line.prompt, ""), line.seconds)
        for line in lines
        if not (missing and done.says(line.text))
    ]
    heading = Heading(language, name)
    for ending, sheet in (("csv", csv_sheet(rows)), ("html", html_sheet(heading, rows))):
        path = out / f"script-{language}.{ending}"
        hand_out(path, sheet)
        click.echo(str(path))
    click.echo(
        f"{len(rows)} texts, {sum(done.says(line.text) for line in lines)} recorded already."
    )
