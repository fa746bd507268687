"""How well the voices of each language are understood on the telephone, on the same texts.

Two halves: what callers in danger hear, which the choice of voices was led by, and other texts,
which no choice has seen. Run `python -m benchmarks.voices`: a language takes about five minutes of
two cores. Clips of an earlier version are heard beside them: `--built before=FOLDER`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from benchmarks.table import figure, table
from ivr.definition import Loaded, load
from ivr.definition.danger import needed_in_danger
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.heard import heard_lines, spoken_clips
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.clips.requests import clip_requests
from ivr.speech.dsp.targets import NORMAL
from ivr.speech.ear.hearing import KEY, NUMBER, Hearing, Spoken, sets_of
from ivr.speech.ear.installed import UNHEARD
from ivr.speech.ear.listeners import hear_all
from ivr.speech.ear.words import Tally
from ivr.speech.recordings.script import ScriptLine, script
from ivr.speech.tts.voice import Voice

_HEAD: Final = (
    "voice", "word error %", "others", "letter error %", "others", "digits", "keys", "113",
    "seconds a prompt",
)  # fmt: skip
_LONGEST_LETTERS: Final = 160
"""About twelve seconds: longer texts only take longer to listen to."""


def _halves(loaded: Loaded, language: str, number: int) -> list[tuple[ScriptLine, ...]]:
    """Return what is heard in danger, and as many other texts from all over the hotline."""
    needed = set().union(*needed_in_danger(loaded, language).values())
    others = [
        line
        for line in script(loaded, language)
        if line.text not in needed and len(line.text) < _LONGEST_LETTERS
    ]
    return [
        heard_lines(loaded, language)[:number],
        tuple(others[:: max(1, len(others) // number)][:number]),
    ]


def _spoken(
    loaded: Loaded, voice: Voice, requests: Sequence[ClipRequest], lines: tuple[ScriptLine, ...]
) -> list[Spoken]:
    """Have a voice say some lines, as a build does."""
    said = {line.text for line in lines}
    wanted = [replace(one, voice=voice) for one in requests if one.text in said]
    with tempfile.TemporaryDirectory() as folder:
        report = build(wanted, Path(folder))
        if report.failures:
            raise click.ClickException("\n".join(map(str, report.failures)))
        listed = Manifest.load(Path(folder, MANIFEST_NAME))
        return [*spoken_clips(loaded, Path(folder), listed, {wanted[0].language: lines})]


def _voices(
    loaded: Loaded,
    language: str,
    built: Mapping[str, Path],
    more: Sequence[str],
    lines: tuple[ScriptLine, ...],
) -> Iterator[tuple[str, list[Spoken]]]:
    """Give every voice that is compared, with the lines as it says them."""
    for name, folder in built.items():
        listed = Manifest.load(folder / MANIFEST_NAME)
        yield name, [*spoken_clips(loaded, folder, listed, {language: lines})]
    requests = [
        replace(one, meanwhile=None)
        for one in clip_requests(loaded)
        if one.language == language and one.rendition == NORMAL
    ]
    choice = loaded.hotline.languages[language].voice
    chosen = [] if choice.meanwhile is None else [choice.meanwhile]
    voices = [Voice(one.engine, one.voice, one.words_per_minute) for one in (*chosen, choice)]
    for named in more:
        spoken_in, _, voice_of = named.partition("=")
        if spoken_in == language:
            name, _, its_voice = voice_of.partition(":")
            voices.append(Voice(name, its_voice, choice.words_per_minute))
    for each in voices:
        yield f"{each.engine} {each.name}", _spoken(loaded, each, requests, lines)


def _row(name: str, hearings: Sequence[Hearing], first: set[str]) -> list[str]:
    halves = [[one for one in hearings if (one.text in first) is half] for half in (True, False)]
    tallies = [sum((one.tally for one in half), Tally()) for half in halves]
    both = sum(tallies, Tally())
    return [
        name,
        *(figure(100 * one.word_share) for one in tallies),
        *(figure(100 * one.letter_share) for one in tallies),
        f"{both.digits_heard}/{both.digits}",
        *("{}/{}".format(*sets_of(hearings, kind)) for kind in (KEY, NUMBER)),
        figure(sum(one.seconds for one in hearings) / max(1, len(hearings)), 1),
    ]


@click.command()
@click.argument("languages", nargs=-1)
@click.option("--built", multiple=True, metavar="NAME=FOLDER", help="Hear these clips too.")
@click.option("--voice", "more", multiple=True, metavar="LANGUAGE=ENGINE:VOICE", help="Try it too.")
@click.option("--texts", default=12, show_default=True, help="Texts of each half.")
@click.option("--project", default=".", type=click.Path(file_okay=False, path_type=Path))
def main(
    languages: tuple[str, ...],
    built: tuple[str, ...],
    more: tuple[str, ...],
    texts: int,
    project: Path,
) -> None:
    """Print how well the voices of each of LANGUAGES are understood; of all that can be heard."""
    loaded = load(project, os.environ)
    folders = {name: Path(folder) for name, _, folder in (one.partition("=") for one in built)}
    rows = []
    for language in languages or [one for one in loaded.hotline.languages if one not in UNHEARD]:
        first, others = _halves(loaded, language, texts)
        lines = (*first, *others)
        for name, spoken in _voices(loaded, language, folders, more, lines):
            hearings = hear_all(spoken, {})
            rows.append(_row(f"{language} {name}", hearings, {line.text for line in first}))
            click.echo("  ".join(rows[-1]), err=True)
    title = "What a recogniser understands: of texts heard in danger, and of others"
    click.echo(table(title, _HEAD, rows))


if __name__ == "__main__":
    sys.exit(main())
