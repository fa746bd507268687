"""What a recogniser makes of whole calls: each clip cut out of the sound a caller hears.

Rings with `ivr call --save` and takes the clips out of the file again, where the events of the call
say they were heard. Prints digits said and heard, whose voice it was, levels, pauses and clicks.
Run `python -m benchmarks.calls` beside `make run`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
import numpy.typing as npt
import soundfile

from benchmarks.table import figure, table
from ivr.definition import Loaded, load
from ivr.files import built_folder
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.dsp import mulaw
from ivr.speech.dsp.level import active_level
from ivr.speech.dsp.targets import RATE_HZ
from ivr.speech.ear.recogniser import recogniser
from ivr.speech.ear.words import Tally, held_against

_KEYS: Final = "1,2"
_HEAD: Final = (
    "call", "seconds", "clips", "voices", "word error %", "letter error %", "digits heard",
    "level dBov", "spread dB", "longest dead s", "clicks",
)  # fmt: skip
_STEP: Final = 0.25
"""A jump between two samples of a quiet line that is heard as a click, of full scale."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it was heard.

    Attributes:
        events: What happened, as `ivr call --json` tells it.
        line: The sound at the caller's ear, at 8 kHz, full scale at -1 and +1.
    """

    events: Sequence[dict[str, Any]]
    line: npt.NDArray[np.float32]

    def clips(self) -> Iterator[tuple[dict[str, Any], npt.NDArray[np.float32]]]:
        """Give each prompt that was heard, with its sound."""
        for event in self.events:
            if event["event"] == "Heard" and event.get("text"):
                begin, end = (round(event[at] * RATE_HZ) for at in ("at", "end"))
                yield event, self.line[begin:end]


def rung(project: Path, language: str, keys: str) -> Call:
    """Ring the hotline as `ivr call` does, and read the sound back."""
    ivr = Path(sys.executable).with_name("ivr")
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder, "call.wav")
        command = [str(ivr), "--project", str(project), "call", "--language", language]
        done = subprocess.run(  # noqa: S603 - ours
            [*command, "--keys", keys, "--json", "--save", str(saved)],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise click.ClickException(done.stderr.strip() or done.stdout.strip())
        line, _ = soundfile.read(saved, dtype="float32")
    return Call(json.loads(done.stdout)["events"], line)


def _digits(loaded: Loaded, language: str) -> dict[str, str]:
    words = loaded.hotline.languages[language].key_words
    return {word: key for key, word in words.items() if key.isdigit()}


def _row(loaded: Loaded, project: Path, language: str, keys: str) -> list[str]:
    call, manifest = (
        rung(project, language, keys),
        Manifest.load(built_folder(project) / MANIFEST_NAME),
    )
    tally, voices, levels = Tally(), set[str](), list[float]()
    for event, line in call.clips():
        said, spoken = event["language"], event["text"]
        if said != language:  # the way to the language, in all the others
            continue
        coded = mulaw.encode(line)
        heard = recogniser().listen(coded, said).text()
        tally += held_against(spoken, heard, _digits(loaded, said))
        if clip := manifest.clip(said, spoken):
            voices.add(clip.engine)
        if level := active_level(mulaw.decode(coded), RATE_HZ):
            levels.append(level.dbov)
    return [
        f"{language} {keys}",
        figure(len(call.line) / RATE_HZ, 1),
        str(len(levels)),
        ", ".join(sorted(voices)),
        figure(100 * tally.word_share),
        figure(100 * tally.letter_share),
        f"{tally.digits_heard} of {tally.digits}",
        figure(float(np.mean(levels)), 1),
        figure(max(levels) - min(levels), 1),
        figure(_longest_dead_s(call.line), 2),
        str(_clicks(call.line)),
    ]


def _longest_dead_s(line: npt.NDArray[np.float32]) -> float:
    """Return the longest stretch in which nothing at all is on the line."""
    alive = np.flatnonzero(np.abs(line) > 0)
    edges = np.concatenate([[-1], alive, [len(line)]])
    return float(np.diff(edges).max() - 1) / RATE_HZ


def _clicks(line: npt.NDArray[np.float32]) -> int:
    """Count jumps out of silence that no voice makes."""
    jumps = np.abs(np.diff(line)) > _STEP
    quiet = np.convolve(np.abs(line), np.ones(80) / 80, mode="same")[:-1] < _STEP / 50
    return int(np.count_nonzero(jumps & quiet))


@click.command()
@click.argument("languages", nargs=-1)
@click.option("--keys", default=_KEYS, show_default=True, help="Pressed after the language.")
@click.option("--project", default=".", type=click.Path(file_okay=False, path_type=Path))
def main(languages: tuple[str, ...], keys: str, project: Path) -> None:
    """Ring the running hotline in each of LANGUAGES, and print how the call is understood."""
    loaded = load(project, {})
    rows = [_row(loaded, project, language, keys) for language in languages or ("nb", "ar", "pl")]
    click.echo(
        table("Whole calls, each clip cut out of the sound at the caller's ear", _HEAD, rows)
    )


if __name__ == "__main__":
    main()
