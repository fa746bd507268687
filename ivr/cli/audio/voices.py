"""`ivr audio voices`: which voices a language can have, here and now."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ivr.cli.project import counted, known_language, open_project
from ivr.cli.table import show

if TYPE_CHECKING:
    from ivr.model.prompts import Language
    from ivr.speech.tts.choices import Choice, Choices

_HEAD = ("language", "engine", "voice", "here", "words", "letters", "keys", "113")
_LEGEND = """\
* what the catalogue takes now; + who speaks each text until that voice has. words, letters: how
many a recogniser got wrong, at telephone band; keys, 113: how often it told them apart. A
recogniser is no person: docs/voices.md"""
_RECORDINGS = "recordings only"


@click.command()
@click.argument("languages", nargs=-1, metavar="[LANGUAGE]...")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_obj
def voices(project: Path, languages: tuple[str, ...], *, as_json: bool) -> None:
    """Tell which voices each language can have.

    For every engine that knows the language: whether it speaks on this machine now (for a service
    on the internet, whether it can be reached), and how well it was understood. With LANGUAGES,
    also the licences, the command that brings each voice, and the line of the catalogue that
    takes it. A person's recordings come before every engine.
    """
    from ivr.speech.tts.choices import Choices

    loaded = open_project(project, dict(os.environ))
    asked = [known_language(loaded, one) for one in languages]
    chosen = {code: loaded.hotline.languages[code] for code in asked or loaded.hotline.languages}
    found = list(_found(Choices(), chosen))
    if as_json:
        told = [_record(*one) for one in found]
        click.echo(json.dumps({"languages": told}, ensure_ascii=False))
        return
    show(_HEAD, [row for one in found for row in _rows(*one)])
    click.echo(_LEGEND)
    for code, _, choices in found:
        for choice in choices:
            if choice.voice.better:
                click.echo(f"{code}: {choice.engine} {choice.voice.name}: {choice.voice.better}")
    if not asked:
        click.echo("Licences, and how to take a voice: ivr audio voices LANGUAGE")
        return
    for one in found:
        click.echo("\n".join(_details(*one)))


def _found(
    choices: Choices, languages: dict[str, Language]
) -> Iterator[tuple[str, Language, list[Choice]]]:
    for code, language in languages.items():
        yield code, language, choices.of(code, language.voice)


def _rows(code: str, language: Language, choices: list[Choice]) -> Iterator[tuple[str, ...]]:
    name = f"{code} {language.name}"
    for choice in choices:
        figures = choice.figures
        wrong = (f"{figures.wer:g} %", f"{figures.cer:g} %") if figures else ("", "")
        told = (figures.told_keys, figures.told_danger) if figures else ("", "")
        engine = f"{choice.engine} {choice.mark}".rstrip()
        yield (name, engine, choice.voice.name, choice.here, *wrong, *told)
        name = ""
    if not choices:
        yield (name, "none *", "", _RECORDINGS, "", "", "", "")


def _details(code: str, language: Language, choices: list[Choice]) -> Iterator[str]:
    yield f"\n{code} {language.name}"
    if not choices:
        yield f"  No engine speaks it: hand a speaker the sheet of ivr audio script {code}"
    for choice in choices:
        voice = choice.voice
        state = choice.why or choice.here
        named = f"{choice.engine} {voice.name} {choice.mark}".rstrip()
        yield f"  {named}: {state}"
        for words in filter(None, (voice.better, voice.note)):
            yield f"    note     {words}"
        if figures := choice.figures:
            on = f"{counted(figures.texts, 'prompt')}, {figures.when}"
            yield f"    measured {on}; {figures.speed:g} s of speech a second and core"
        yield f"    licence  program {choice.licence}; voice {voice.licence}"
        yield f"    may      {voice.may}"
        size = f" ({voice.megabytes:g} MB)" if voice.megabytes else ""
        yield f"    install  {voice.install}{size}"
        yield f"    take     prompts/{code}.yaml: {choice.speech(language.voice)}"


def _record(code: str, language: Language, choices: list[Choice]) -> dict[str, Any]:
    return {
        "language": code,
        "name": language.name,
        "recordings_only": not choices,
        "voices": [{**asdict(one), "speech": one.speech(language.voice)} for one in choices],
    }
