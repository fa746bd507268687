"""How well a recogniser understands people, and our voices when they say the same sentences.

The people are those who recorded the prompts of Asterisk in English and Russian (CC BY-SA 3.0).
Take them from Debian, and unpack them anywhere:

    apt-get download asterisk-core-sounds-en asterisk-core-sounds-en-wav
    for each in *.deb; do dpkg --extract $each people; done

Run `python -m benchmarks.people people`.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from benchmarks.table import figure, table
from ivr.speech.dsp.decode import decode
from ivr.speech.dsp.mastering import master
from ivr.speech.ear.hearing import Spoken
from ivr.speech.ear.listeners import hear_all
from ivr.speech.ear.words import Tally
from ivr.speech.tts.engines import engine
from ivr.speech.tts.voice import Voice

_LINE: Final = re.compile(r"([\w/-]+): ([^\[\]{}<>\d]+)")
"""A prompt and its words; noises stand in brackets, and a figure may be read in several ways."""
_LETTERS: Final = range(25, 130)
_VOICES: Final = {
    "en": (Voice("espeak", "en-gb"), Voice("kokoro", "en")),
    "ru": (Voice("espeak", "ru", 122), Voice("kokoro", "ru", 122)),
}
_HEAD: Final = ("voice", "prompts", "word error %", "letter error %", "seconds a prompt")


def _recorded(folder: Path, language: str, number: int) -> list[tuple[str, Path]]:
    """Return texts with their recordings, from all over the list."""
    [listed] = folder.rglob(f"core-sounds-{language}.txt.gz")
    [sounds] = folder.glob(f"usr/share/asterisk/sounds/{language}_*")
    lines = gzip.decompress(listed.read_bytes()).decode().splitlines()
    named = [said.groups() for said in map(_LINE.fullmatch, lines) if said]
    found = [
        (text.strip(), path)
        for name, text in named
        if len(text.strip()) in _LETTERS and (path := sounds / f"{name}.wav").exists()
    ]
    return found[:: max(1, len(found) // number)][:number]


def _speakers(
    language: str, recorded: list[tuple[str, Path]]
) -> Iterator[tuple[str, list[Spoken]]]:
    people = [(text, master(decode(path))) for text, path in recorded]
    yield "a person", [_spoken(language, "recording", *one) for one in people]
    for voice in _VOICES[language]:
        speaks = engine(voice.engine)
        said = [(text, master(speaks.synthesise(text, voice))) for text, _ in recorded]
        yield voice.engine, [_spoken(language, voice.engine, *one) for one in said]


def _spoken(language: str, speaker: str, text: str, coded: bytes) -> Spoken:
    return Spoken(language, speaker, "", text, coded)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--texts", default=40, show_default=True, help="Prompts of each language.")
def main(folder: Path, texts: int) -> None:
    """Print how well people are understood whose recordings lie unpacked in FOLDER."""
    rows = []
    for language in _VOICES:
        if not [*folder.glob(f"usr/share/asterisk/sounds/{language}_*")]:
            continue
        for name, spoken in _speakers(language, _recorded(folder, language, texts)):
            hearings = hear_all(spoken, {})
            tally = sum((one.tally for one in hearings), Tally())
            seconds = sum(one.seconds for one in hearings) / len(hearings)
            shares = (figure(100 * tally.word_share), figure(100 * tally.letter_share))
            rows.append([f"{language} {name}", str(len(hearings)), *shares, figure(seconds, 1)])
    if not rows:
        raise click.ClickException(f"{folder} holds none of Asterisk's recordings")
    click.echo(table("What a recogniser understands of the same sentences", _HEAD, rows))


if __name__ == "__main__":
    sys.exit(main())
