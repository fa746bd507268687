"""`ivr prompts status`: how far each language is."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, open_project
from ivr.cli.table import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from ivr.translation.status import Status


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
@click.pass_obj
def status(project: Path, *, as_json: bool) -> None:
    """Show how far each language is: complete, approved, recorded, built, stale.

    \b
    complete   sentences written, of those that are needed
    approved   sentences approved as they are written now
    recorded   clips that a person has spoken
    built      clips that an engine has spoken, of all the clips needed
    stale      sentences approved once and changed since: drafts again

    A sentence is one entry of prompts/LANGUAGE.yaml; it may need several clips, one for each key
    it names. Production offers only languages that are approved as a whole. A language that
    config/hotline.yaml does not list is offered to nobody.
    """
    from ivr.translation.approvals import BadApprovals
    from ivr.translation.status import statuses
    from ivr.translation.words import NAME, words

    loaded = open_project(project, dict(os.environ))
    try:
        found = statuses(loaded, project, _engine_of(project))
    except BadApprovals as error:
        raise Refused(error) from None
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found]))
        return
    rows = []
    for one in found:
        name = words(loaded.files[f"prompts/{one.language}"]).get(NAME, "")
        complete, built = f"{one.complete} of {one.prompts}", f"{one.built} of {one.clips}"
        counts = (complete, str(one.approved), str(one.recorded), built, str(one.stale))
        rows.append((f"{one.language} {name}", *counts, _state(one)))
    show(("language", "complete", "approved", "recorded", "built", "stale", "state"), rows)


def _state(status: Status) -> str:
    if not status.listed:
        return "not listed"
    return "approved" if status.is_approved else "draft"


def _engine_of(project: Path) -> Callable[[str, str], str | None]:
    """Return a look-up of the engine that made each clip that is there."""
    from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
    from ivr.speech.errors import SpeechError

    folder = project / "audio" / "built"
    try:
        manifest = Manifest.load(folder / MANIFEST_NAME)
    except SpeechError:
        return lambda _language, _text: None

    def engine_of(language: str, text: str) -> str | None:
        clip = manifest.clip(language, text)
        return clip.engine if clip and (folder / clip.file).is_file() else None

    return engine_of
