"""`ivr audio clean`: remove clips nobody asks for any more."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ivr.cli.project import Refused, open_project
from ivr.files import built_folder, recordings_folder


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
@click.pass_obj
def clean(project: Path, *, dry_run: bool) -> None:
    """Remove clips that no text asks for any more.

    What interrupted builds left behind goes, too. Calls in progress may still play a clip of
    yesterday's texts: clean when the servers that served them are gone. Recordings are never
    removed.
    """
    from ivr.speech.clips.clean import clean as clean_clips
    from ivr.speech.clips.requests import clip_requests
    from ivr.speech.errors import SpeechError

    loaded = open_project(project, dict(os.environ))
    try:
        keep = clip_requests(loaded, recordings=recordings_folder(project))
        report = clean_clips(built_folder(project), keep, dry_run=dry_run)
    except SpeechError as error:
        raise Refused(error) from None
    verb = "would be removed" if dry_run else "removed"
    megabytes = report.freed / 1e6
    click.echo(f"{report.removed} files {verb} ({megabytes:.1f} MB), {report.kept} clips kept.")
