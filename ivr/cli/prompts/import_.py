"""`ivr prompts import`: a translator's file comes back."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.project import Refused, counted, open_project, printable, writing
from ivr.cli.prompts.export import check_code
from ivr.cli.prompts.handed import notes, read

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.model.prompts import VoiceChoice
    from ivr.translation.roundtrip import Review
    from ivr.translation.rows import Row

CONFLICTS_LEFT: Final = 3
"""What the command ends with where all is taken in but the conflicts; 1 is that nothing is."""

WORDS_PER_MINUTE = 140
"""How fast a new language is spoken until somebody has listened."""


@click.command("import")
@click.argument("language")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show each change, and change nothing.")
@click.option(
    "--theirs", metavar="ID", multiple=True, help="Take this text, whatever was changed here."
)
@click.pass_obj
def import_(
    project: Path, language: str, file: Path, *, dry_run: bool, theirs: tuple[str, ...]
) -> None:
    """Take LANGUAGE back from a translator: the file that `ivr prompts export` wrote.

    A placeholder that is lost, added or altered is refused with its line, and then nothing is
    changed; so is a file in another language. What was changed here since the export stays, and is
    listed as a conflict; --theirs takes the translator's text all the same. What is marked as
    fuzzy is left out. Comments and order of the catalogue stay; changed sentences are drafts again.
    `ivr prompts undo` takes it all back. Exits with 3 when conflicts are left and the rest is taken
    in, with 1 when nothing is.

    For a language nobody has begun, prompts/LANGUAGE.yaml is made. That needs the language's name,
    its ten digits and the keys # * +; sentences may follow later. The natural voice speaks it if it
    knows the language, and espeak-ng until then; otherwise espeak-ng alone, if it has a voice of
    that name, or it waits for recordings: the line `speech` of the file says so. Callers are
    offered it when config/hotline.yaml lists it.

    \b
    ivr prompts import pl pl.po --dry-run          what would change, text by text
    ivr prompts import pl pl.po --theirs goodbye   a conflict, decided for the translator
    ivr prompts import de de.xlsx                  makes prompts/de.yaml
    """
    from ivr.translation.roundtrip import has_catalogue, letters, review

    loaded = open_project(project, dict(os.environ))
    check_code(language, loaded.hotline.languages)
    given = read(file, language, letters(loaded, language))
    _check_named(theirs, given)
    reviewed = review(loaded, language, given, str(file), theirs)
    if reviewed.problems:
        lines = "\n".join(str(problem) for problem in reviewed.problems)
        mistakes = counted(len(reviewed.problems), "mistake")
        raise Refused(f"{lines}\nNothing was changed: {mistakes}.")
    is_new = not has_catalogue(loaded, language)
    for line in notes(reviewed, given, is_new=is_new):
        click.echo(line, err=True)
    catalogue, number = f"prompts/{language}.yaml", len(reviewed.changes)
    if dry_run:
        for one in reviewed.changes:
            click.echo(one)
    voice = voice_of(language) if is_new else None
    if not dry_run:
        _write(project, language, loaded, file, given=given, reviewed=reviewed, voice=voice)
    if voice is not None:
        verb = "would be made" if dry_run else "made"
        click.echo(f"{catalogue}: {verb}, with {number} words and sentences.")
        click.echo(_next_steps(loaded, language, voice))
        return
    verb = "would change" if dry_run else "changed"
    click.echo(f"{catalogue}: {counted(number, 'text')} {verb}, {len(given)} read.")
    _leave_conflicts(reviewed)


def _leave_conflicts(reviewed: Review) -> None:
    """End with a code of its own where the one who imports has something left to decide."""
    if reviewed.conflicts:
        left = counted(len(reviewed.conflicts), "conflict")
        click.echo(f"{left} left, for you to decide: see above.", err=True)
        raise SystemExit(CONFLICTS_LEFT)


def _write(
    project: Path,
    language: str,
    loaded: Loaded,
    file: Path,
    *,
    given: Sequence[Row],
    reviewed: Review,
    voice: VoiceChoice | None,
) -> None:
    """Write what comes in, and what it takes to undo it; a voice is that of a new language."""
    from ivr.translation.roundtrip import begin, change, looked_at
    from ivr.translation.sources import BadSources, mark
    from ivr.translation.undo import keep, state

    changed = reviewed.changed
    try:
        with writing(project / f"prompts/{language}.yaml"):
            before = state(project, language)
            made = looked_at(loaded, project, language, given, reviewed)
            if voice is not None:
                begin(loaded, project, language, changed, voice)
            elif changed:
                change(loaded, project, language, changed)
            if made:
                mark(loaded, project, language, made)
            now = dt.datetime.now(loaded.hotline.timezone)
            keep(project, language, file, before=before, changed=changed, at=now)
    except BadSources as error:
        raise Refused(error) from None


def _check_named(theirs: Iterable[str], given: Iterable[Row]) -> None:
    from ivr.did_you_mean import nearest

    ids = [row.id for row in given]
    for id_ in theirs:
        if id_ not in ids:
            raise Refused(f"--theirs: [{printable(id_)}] is not in the file. {nearest(id_, ids)}")


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
