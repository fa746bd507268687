"""`ivr prompts import`: a translator's file comes back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, open_project, writing
from ivr.cli.prompts.export import check_code

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.model.prompts import VoiceChoice
    from ivr.translation.rows import Row

WORDS_PER_MINUTE = 140
"""How fast a new language is spoken until somebody has listened."""


@click.command("import")
@click.argument("language")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_obj
def import_(project: Path, language: str, file: Path, *, dry_run: bool) -> None:
    """Take LANGUAGE back from a translator: a PO or CSV file as `ivr prompts export` wrote it.

    A placeholder that is lost, added or altered is refused with its line, and then nothing is
    changed. Comments and order of the catalogue stay; changed sentences are drafts again.

    For a language nobody has begun, prompts/LANGUAGE.yaml is made. That needs the language's name,
    its ten digits and the keys # * +; sentences may follow later. The natural voice speaks it if it
    knows the language, and espeak-ng until then; otherwise espeak-ng alone, if it has a voice of
    that name, or it waits for recordings: the line `speech` of the file says so. Callers are
    offered it when config/hotline.yaml lists it.

    \b
    ivr prompts import pl pl.po --dry-run          what would change
    ivr prompts import de de.csv                   makes prompts/de.yaml
    """
    from ivr.translation.roundtrip import begin, change, has_catalogue, review

    loaded = open_project(project, dict(os.environ))
    check_code(loaded, language)
    given = _read(file)
    reviewed = review(loaded, language, given, str(file))
    if reviewed.problems:
        lines = "\n".join(str(problem) for problem in reviewed.problems)
        raise Refused(f"{lines}\nNothing was changed: {len(reviewed.problems)} mistakes.")
    for id_ in reviewed.outdated:
        click.echo(f"[{id_}] was translated from an older Norwegian; look at it again.", err=True)
    changed, catalogue = reviewed.changed, f"prompts/{language}.yaml"
    if has_catalogue(loaded, language):
        if changed and not dry_run:
            with writing(project / catalogue):
                change(loaded, project, language, changed)
        verb = "would change" if dry_run else "changed"
        click.echo(f"{catalogue}: {len(changed)} texts {verb}, {len(given)} read.")
        return
    voice = voice_of(language)
    if not dry_run:
        with writing(project / catalogue):
            begin(loaded, project, language, changed, voice)
    verb = "would be made" if dry_run else "made"
    click.echo(f"{catalogue}: {verb}, with {len(changed)} words and sentences.")
    click.echo(_next_steps(loaded, language, voice))


def _next_steps(loaded: Loaded, language: str, voice: VoiceChoice) -> str:
    """Say what is left to do before callers can choose a language that is new."""
    from ivr.model.prompts import NO_ENGINE

    told = f"{loaded.hotline.whisper_language}.yaml: [whisper.speaks.{language}: …]"
    until = voice.meanwhile
    quick = f", and {until.engine}'s voice {until.voice} until it has" if until else ""
    rate = f"{voice.words_per_minute} words a minute"
    speech = f"{voice.engine}'s voice {voice.voice} speaks it{quick}, {rate}"
    if voice.engine == NO_ENGINE:
        speech = f"no engine speaks it, so it is heard once recorded: ivr audio script {language}"
    return "\n".join(
        (
            f"  Voice: {speech}. The line [speech] of the file says so.",
            f"  To offer it, add {language} to [languages] in config/hotline.yaml,",
            f"  and write what the callee is told in prompts/{told}",
            "  Then: ivr check, ivr audio build.",
        )
    )


def voice_of(language: str) -> VoiceChoice:
    """Return the voices a new language begins with: the natural one, and a quick one until then.

    Example:
        >>> voice_of("en").voice, voice_of("en").meanwhile.voice, voice_of("hu").engine
        ('en', 'en-gb', 'espeak')
    """
    from ivr.model.prompts import NO_ENGINE, VoiceChoice
    from ivr.speech.tts.choices import languages_offered

    told = languages_offered().get(language, [])
    names = {speaker.name: voice.name for speaker, _, voice in told}
    quick = _quick(names.get("espeak", language))
    if "kokoro" not in names or quick.engine == NO_ENGINE:
        return quick
    return VoiceChoice("kokoro", names["kokoro"], WORDS_PER_MINUTE, meanwhile=quick)


def _quick(name: str) -> VoiceChoice:
    """Return espeak-ng's voice of a name, or nobody's where it has none."""
    from ivr.model.prompts import NO_ENGINE, VoiceChoice
    from ivr.speech.errors import SpeechError
    from ivr.speech.tts.espeak_ng.library import espeak_library

    try:
        espeak_library().voices.identifier(name)
    except SpeechError:
        return VoiceChoice(NO_ENGINE, NO_ENGINE, WORDS_PER_MINUTE)
    return VoiceChoice("espeak", name, WORDS_PER_MINUTE)


def _read(file: Path) -> list[Row]:
    from ivr.translation.formats import BadTranslation, read_rows

    try:
        return read_rows(file)
    except BadTranslation as error:
        raise Refused(error) from None
