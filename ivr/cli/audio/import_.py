"""`ivr audio import`: a speaker's recordings into the project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, known_language, open_project, printable
from ivr.files import recordings_folder

if TYPE_CHECKING:
    from ivr.speech.recordings.importer import Imported

_IDS_SHOWN = 8


@click.command("import")
@click.argument("language")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--accept",
    is_flag=True,
    help="Take in what is clipped, noisy, too long or short, or seems another text.",
)
@click.pass_obj
def import_(project: Path, language: str, folder: Path, *, accept: bool) -> None:
    """Check a speaker's recordings and take them in.

    FOLDER holds recordings of LANGUAGE, each file named by its id on the script sheet (`ivr
    audio script`): WAV, FLAC, MP3, Ogg or whatever a telephone saves, at any rate, mono or
    stereo, with any silence around the words. With ivr[ear] it is listened to as well, for the
    words of another text. Every fault of every file is told; good
    recordings are taken in whatever is wrong with the others. They are kept in
    audio/recordings, which belongs into git, each bound to the text it says: a text that
    changes is spoken by the engine until somebody records it again.
    """
    from ivr.speech.errors import SpeechError
    from ivr.speech.recordings.importer import import_recordings
    from ivr.speech.recordings.script import script as script_of
    from ivr.speech.recordings.take import listening_checks

    loaded = open_project(project, dict(os.environ))
    rate = loaded.hotline.languages[known_language(loaded, language)].voice.words_per_minute
    lines = script_of(loaded, language)
    try:
        report = import_recordings(
            folder,
            recordings_folder(project),
            language,
            lines,
            rate,
            accept=accept,
            checks=listening_checks(loaded, language, lines),
        )
    except SpeechError as error:
        raise Refused(error) from None
    if not report.ids and not report.troubles:
        raise Refused(f"{folder} holds no sound file. Nothing was taken in.")
    _tell(report, len(lines))
    if report.ids:
        click.echo("Run: ivr audio build")
    raise SystemExit(1 if report.refused else 0)


def _tell(report: Imported, texts: int) -> None:
    for trouble in report.troubles:
        click.echo(printable(str(trouble)))
    for label, ids in (
        ("missing", [line.id for line in report.missing]),
        ("stale, because their texts have changed", report.stale),
    ):
        if ids:
            shown = ", ".join(ids[:_IDS_SHOWN]) + (", ..." if len(ids) > _IDS_SHOWN else "")
            click.echo(f"{len(ids)} {label}: {shown}")
    recorded = texts - len(report.missing)
    click.echo(
        f"{len(report.ids)} recordings taken in, {report.refused} files refused; "
        f"{recorded} of {texts} texts are recorded."
    )
