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
@click.option("--safety", is_flag=True, help="Only what callers in danger hear: 15 minutes.")
@click.pass_obj
def script(project: Path, language: str, *, out: Path, missing: bool, safety: bool) -> None:
    """Write what a speaker of a language reads from.

    The script of LANGUAGE is a page to print and a table for a spreadsheet; each line says
    under which name to save the recording, the words, where they are heard, how many seconds
    they take and may take, and the total so far. docs/speakers.md tells the speaker the rest.

    Begin with --safety: a quarter of an hour of speaking, in which callers in danger are led to
    a door by a person's voice, and after which a language that no engine speaks is offered.
    """
    from ivr.model.length import expected_seconds
    from ivr.speech.errors import SpeechError
    from ivr.speech.recordings.bindings import recorded
    from ivr.speech.recordings.safety import Group, safety_sheet
    from ivr.speech.recordings.script import script as script_of
    from ivr.speech.recordings.sheet import Heading, SheetRow, csv_sheet, html_sheet, minutes
    from ivr.translation.rows import where_heard

    loaded = open_project(project, dict(os.environ))
    chosen = loaded.hotline.languages[known_language(loaded, language)]
    rate = chosen.voice.words_per_minute
    left_out: tuple[str, ...] = ()
    groups: tuple[Group, ...] = (Group("", needed=False, lines=script_of(loaded, language)),)
    if safety:
        sheet = safety_sheet(loaded, language)
        groups, left_out = sheet.groups, sheet.left_out
    lines = [line for group in groups for line in group.lines]
    try:
        done = recorded(recordings_folder(project), language, [line.text for line in lines])
    except SpeechError as error:
        raise Refused(error) from None
    where = where_heard(loaded)
    rows = [
        SheetRow(
            line.id,
            line.text,
            where.get(line.prompt, ""),
            line.seconds,
            expected_seconds(line.text, rate),
            group.heading,
        )
        for group in groups
        for line in group.lines
        if not (missing and done.says(line.text))
    ]
    heading = Heading(language, chosen.name)
    name = f"safety-{language}" if safety else f"script-{language}"
    for ending, content in (("csv", csv_sheet(rows)), ("html", html_sheet(heading, rows))):
        path = out / f"{name}.{ending}"
        hand_out(path, content)
        click.echo(str(path))
    already = sum(done.says(line.text) for line in lines)
    spoken = minutes(sum(row.about for row in rows))
    click.echo(f"{len(rows)} texts, {spoken} minutes of speaking, {already} recorded already.")
    if left_out:
        click.echo(f"Left out for want of time, the most urgent first: {', '.join(left_out)}.")
