"""`ivr audio listen`: a page that plays every text of a language."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.audio.folders import built
from ivr.cli.project import Refused, known_language, open_project

if TYPE_CHECKING:
    from ivr.speech import Clip, ScriptLine
    from ivr.speech.audition import Audition

_NO_CLIP = "No clip yet: ivr audio build, or a speaker's recording."


@click.command()
@click.argument("language")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder to write into.  [default: this folder]",
)
@click.option("--drafts", is_flag=True, help="Only what nobody has approved as it is written now.")
@click.pass_obj
def listen(project: Path, language: str, *, out: Path, drafts: bool) -> None:
    """Write a page that plays every text of LANGUAGE, beside its words and the Norwegian.

    For whoever approves the texts, or has changed one: open listen-LANGUAGE.html in a browser.
    The sounds lie in a folder beside it; both can be handed to somebody else, together.
    """
    from ivr.speech import MANIFEST_NAME, Manifest, SpeechError
    from ivr.speech import script as script_of
    from ivr.speech.audition import Audition, audition_page
    from ivr.speech.sheet import Heading
    from ivr.texts.approvals import BadApprovals
    from ivr.texts.heard import heard
    from ivr.texts.status import drafts as drafts_of

    loaded = open_project(project, dict(os.environ))
    name = loaded.hotline.languages[known_language(loaded, language)].name
    source = loaded.hotline.fallback_language
    try:
        clips = Manifest.load(built(project) / MANIFEST_NAME)
        wanted = drafts_of(loaded, project, language) if drafts else None
    except (SpeechError, BadApprovals) as error:
        raise Refused(str(error)) from None
    originals = {line.id: line.text for line in script_of(loaded, source)}
    where = heard(loaded)
    rows = []
    for line in script_of(loaded, language):
        if wanted is not None and line.prompt not in wanted:
            continue
        clip = clips.clip(language, line.text)
        sound = _sound(project, clip, line, out, f"listen-{language}")
        told = _told(clip) if sound else _NO_CLIP
        original = "" if language == source else originals.get(line.id, "")
        rows.append(
            Audition(line.id, line.text, original, where.get(line.prompt, ""), told, sound)
        )
    page = out / f"listen-{language}.html"
    _write(page, audition_page(Heading(language, name), source, rows))
    click.echo(str(page))
    click.echo(f"{len(rows)} texts, {sum(not row.sound for row in rows)} without a clip.")


def _told(clip: Clip | None) -> str:
    if clip is None:
        return _NO_CLIP
    speaker = "A person" if clip.engine == "recording" else f"The engine {clip.engine}"
    return f"{speaker}, {clip.seconds:.1f} s."


def _sound(project: Path, clip: Clip | None, line: ScriptLine, out: Path, folder: str) -> str:
    """Lay a clip's sound beside the page; return its address, empty where there is none."""
    from ivr.speech import SpeechError
    from ivr.speech.audition import for_any_player

    if clip is None:
        return ""
    try:
        content = for_any_player((built(project) / clip.file).read_bytes())
    except (OSError, SpeechError):
        return ""
    _write(out / folder / f"{line.id}.wav", content)
    return f"{folder}/{line.id}.wav"


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}.") from None
