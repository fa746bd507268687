"""`ivr audio listen`: a page that plays every text of a language."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.audio.output import hand_out, out_option
from ivr.cli.project import Refused, known_language, open_project
from ivr.files import built_folder

if TYPE_CHECKING:
    from ivr.speech.clips.clip import Clip

_NO_CLIP = "No clip yet, or a damaged one: ivr audio build, or a speaker's recording."


@click.command()
@click.argument("language")
@out_option
@click.option("--drafts", is_flag=True, help="Only what nobody has approved as it is written now.")
@click.pass_obj
def listen(project: Path, language: str, *, out: Path, drafts: bool) -> None:
    """Write a page that plays every text of a language.

    Each text of LANGUAGE stands beside its sound and the Norwegian words. For whoever approves
    the texts, or has changed one: open listen-LANGUAGE.html in a browser. The sounds lie in a
    folder beside it; both can be handed to somebody else, together.
    """
    from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
    from ivr.speech.clips.preview import Preview, preview_page
    from ivr.speech.errors import SpeechError
    from ivr.speech.recordings.script import script as script_of
    from ivr.speech.recordings.sheet import Heading
    from ivr.translation.approvals import BadApprovals
    from ivr.translation.rows import where_heard
    from ivr.translation.status import drafts as drafts_of

    loaded = open_project(project, dict(os.environ))
    name = loaded.hotline.languages[known_language(loaded, language)].name
    source = loaded.hotline.fallback_language
    try:
        clips = Manifest.load(built_folder(project) / MANIFEST_NAME)
        wanted = drafts_of(loaded, project, language) if drafts else loaded.prompts(language)
    except (SpeechError, BadApprovals) as error:
        raise Refused(error) from None
    originals = {line.id: line.text for line in script_of(loaded, source) if source != language}
    where, rows = where_heard(loaded), []
    for line in script_of(loaded, language):
        if line.prompt in wanted:
            clip = clips.clip(language, line.text)
            sound = f"listen-{language}/{line.id}.wav"
            content = _sound(built_folder(project), clip)
            if content:
                hand_out(out / sound, content)
            rows.append(
                Preview(
                    id=line.id,
                    text=line.text,
                    source=originals.get(line.id, ""),
                    heard=where.get(line.prompt, ""),
                    speaker=_speaker(clip) if clip and content else _NO_CLIP,
                    sound=sound if content else "",
                )
            )
    page = out / f"listen-{language}.html"
    hand_out(page, preview_page(Heading(language, name), source, rows))
    click.echo(str(page))
    click.echo(f"{len(rows)} texts, {sum(not row.sound for row in rows)} without a clip.")


def _sound(folder: Path, clip: Clip | None) -> bytes:
    """Return the sound of a clip for any player; nothing where there is none, or a damaged one."""
    from ivr.speech.clips.preview import for_any_player
    from ivr.speech.errors import SpeechError

    try:
        return for_any_player((folder / clip.file).read_bytes()) if clip else b""
    except (OSError, SpeechError):
        return b""


def _speaker(clip: Clip) -> str:
    from ivr.speech.clips.clip import RECORDING

    speaker = "A person" if clip.engine == RECORDING else f"The engine {clip.engine}"
    return f"{speaker}, {clip.seconds:.1f} s."
