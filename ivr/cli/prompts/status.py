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
from ivr.files import recordings_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from ivr.definition import Loaded
    from ivr.speech.recordings.safety import Voiced
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
    outdated   sentences whose Norwegian has changed since they were made: to be looked at
    safety     texts that callers in danger hear and a person has recorded, of all of these
    left       minutes of speaking until all of these are recorded

    A sentence is one entry of prompts/LANGUAGE.yaml; it may need several clips, one for each key
    it names. Production offers only languages that are approved as a whole. A language that
    config/hotline.yaml does not list is offered to nobody. One whose safety texts
    are all recorded is humanly voiced for safety (ivr audio script LANGUAGE --safety).
    """
    from ivr.speech.errors import SpeechError
    from ivr.speech.recordings.sheet import minutes
    from ivr.translation.approvals import BadApprovals
    from ivr.translation.status import statuses
    from ivr.translation.words import NAME, words

    loaded = open_project(project, dict(os.environ))
    try:
        found = statuses(loaded, project, _engine_of(project))
        safety = _safety(loaded, project)
    except (BadApprovals, SpeechError) as error:
        raise Refused(error) from None
    if as_json:
        click.echo(json.dumps([_record(one, safety.get(one.language)) for one in found]))
        return
    rows = []
    for one in found:
        name = words(loaded.files[f"prompts/{one.language}"]).get(NAME, "")
        complete, built = f"{one.complete} of {one.prompts}", f"{one.built} of {one.clips}"
        counts = (
            complete,
            str(one.approved),
            str(one.recorded),
            built,
            str(one.stale),
            str(one.outdated),
        )
        voice = safety.get(one.language)
        said = f"{voice.recorded} of {voice.texts}" if voice else ""
        left = minutes(voice.seconds_left) if voice else ""
        rows.append((f"{one.language} {name}", *counts, said, left, _state(one)))
    columns = ("complete", "approved", "recorded", "built", "stale", "outdated")
    show(("language", *columns, "safety", "left", "state"), rows)
    whole = [code for code, one in safety.items() if one.is_whole]
    click.echo(f"Humanly voiced for safety: {', '.join(whole) or 'no language yet'}.")


def _safety(loaded: Loaded, project: Path) -> dict[str, Voiced]:
    from ivr.speech.recordings.safety import voiced

    folder = recordings_folder(project)
    return {code: voiced(loaded, folder, code) for code in loaded.hotline.languages}


def _record(status: Status, safety: Voiced | None) -> dict[str, object]:
    """Return what is told of a language as JSON; of one that is not listed, nothing of safety."""
    told = None if safety is None else {**asdict(safety), "humanly_voiced": safety.is_whole}
    return {**asdict(status), "safety": told}


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
