"""`ivr hear`: from a sentence as it is written now to its sound, in one command."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, known_language, open_project, writing
from ivr.did_you_mean import nearest
from ivr.files import recordings_folder

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.speech.clips.clip import Clip
    from ivr.speech.recordings.script import ScriptLine


@click.command()
@click.argument("prompt")
@click.option(
    "--language",
    "--lang",
    metavar="CODE",
    help="The language to hear it in.  [default: the fallback language]",
)
@click.option("--quick", is_flag=True, help="In the voice that speaks meanwhile.")
@click.option("--slow", is_flag=True, help="As it is said again to who asks for it.")
@click.option(
    "--save",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the sound as a WAV file in place of playing it.",
)
@click.pass_obj
def hear(
    project: Path,
    prompt: str,
    *,
    language: str | None,
    quick: bool,
    slow: bool,
    save: Path | None,
) -> None:
    """Speak PROMPT as it is written now, as callers would hear it on a telephone.

    It is spoken anew, in a few seconds, and no clip of the project is touched. PROMPT is a name
    in prompts/LANGUAGE.yaml, such as main.fees; a text that names a key is said with the first
    one that leads to it, or with that of main.fees.4.
    """
    loaded = open_project(project, dict(os.environ))
    code = known_language(loaded, language or loaded.hotline.fallback_language)
    line, *others = _lines(loaded, code, prompt)
    sound, clip = _spoken(loaded, project, code, line.text, quick=quick, slow=slow)
    click.echo(f"{line.text}   ({clip.engine} {clip.voice}, {clip.seconds:.1f} s)")
    if others:
        click.echo(f"Also: {', '.join(other.id for other in others)}")
    if save is not None:
        from ivr.speech.clips.preview import for_any_player

        with writing(save):
            save.write_bytes(for_any_player(sound))
        return
    _play(sound)


def _lines(loaded: Loaded, language: str, prompt: str) -> list[ScriptLine]:
    """Return the texts of a prompt, or the one with that name on the script sheet."""
    from ivr.speech.recordings.script import script

    lines = script(loaded, language)
    found = [line for line in lines if prompt in (line.prompt, line.id)]
    if not found:
        names = {name for line in lines for name in (line.prompt, line.id)}
        raise Refused(f"[{prompt}] is not said in {language}. {nearest(prompt, names)}".strip())
    return found


def _spoken(
    loaded: Loaded, project: Path, language: str, text: str, *, quick: bool, slow: bool
) -> tuple[bytes, Clip]:
    """Speak a text as it is written now; return its clip, which no folder keeps."""
    from ivr.model.prompts import NO_ENGINE
    from ivr.speech.build.alone import spoken
    from ivr.speech.clips.requests import clip_requests
    from ivr.speech.dsp.targets import NORMAL, SLOW
    from ivr.speech.errors import SpeechError

    rendition = SLOW if slow else NORMAL
    try:
        [request] = (
            one
            for one in clip_requests(loaded, recordings=recordings_folder(project))
            if (one.language, one.text, one.rendition) == (language, text, rendition)
        )
        wanted = request.quick if quick else replace(request, meanwhile=None)
        if wanted.engine == NO_ENGINE:
            fix = f"Hand a speaker the sheet of: ivr audio script {language}"
            raise Refused(f"No engine speaks {language}, and nobody has recorded this. {fix}")
        return spoken(wanted)
    except SpeechError as error:
        raise Refused(error) from None


def _play(sound: bytes) -> None:
    """Play a sound to its end; Ctrl-C ends that."""
    from ivr.phone.audio.mulaw import decode
    from ivr.phone.callers.speaker import PLAYERS, Speaker, find_player
    from ivr.speech.dsp.wav import unwrap

    fix = "Keep the sound: --save FILE"
    if not (player := find_player()):
        none = ", ".join(command for command, *_ in PLAYERS)
        raise Refused(f"No sound, for none of {none} is installed. {fix}")
    with suppress(KeyboardInterrupt), Speaker(player) as speaker:
        speaker.play(decode(unwrap(sound)))
        speaker.finish()
    if speaker.trouble:
        raise Refused(f"No sound: {speaker.trouble}. {fix}")
