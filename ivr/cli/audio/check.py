"""`ivr audio check`: every fault of the clips, and where each language's sound comes from."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, open_project
from ivr.cli.table import show
from ivr.files import built_folder, recordings_folder

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.speech.clips.audit import Audit


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_obj
def check(project: Path, *, as_json: bool) -> None:
    """Measure every clip and recording, and tell who speaks.

    Tells what is missing, stale, too loud, too quiet, clipped, too long, of a wrong format,
    corrupt or orphaned; and how much of each language is spoken by people, built, read aloud live
    by the carrier, or missing. Exits with 1 when there is a mistake; warnings alone exit with 0.
    """
    from ivr.carrier.voices import LIVE_VOICES
    from ivr.speech.clips.audit import audit
    from ivr.speech.errors import SpeechError

    loaded = open_project(project, dict(os.environ))
    try:
        found = audit(
            loaded, built_folder(project), recordings_folder(project), read_aloud=LIVE_VOICES
        )
    except SpeechError as error:
        raise Refused(error) from None
    if as_json:
        findings = [
            {"language": one.language, "what": one.what, **one.problem.record()}
            for one in found.findings
        ]
        told = {"findings": findings, "coverage": [asdict(one) for one in found.coverage]}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _tell(loaded, found)
    raise SystemExit(1 if found.mistakes else 0)


def _tell(loaded: Loaded, found: Audit) -> None:
    for finding in found.findings:
        click.echo(str(finding))
    rows = []
    for one in found.coverage:
        name = f"{one.language} {loaded.hotline.languages[one.language].name}"
        counts = (one.texts, one.human, one.built, one.live, one.missing)
        rows.append((name, *(str(count) for count in counts)))
    show(("language", "texts", "human", "built", "live", "missing"), rows)
    click.echo(f"{found.mistakes} mistakes, {len(found.findings) - found.mistakes} warnings.")
