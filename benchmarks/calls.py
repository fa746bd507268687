"""What a recogniser makes of whole calls: each clip cut out of the sound a caller hears.

Rings with `ivr call --save` and takes the clips out of the file again, where the events of the call
say they were heard. Prints what was understood, keys and 113 told from all others, whose voice it
was, levels, silences and clicks.
Run `python -m benchmarks.calls` beside `make run`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
import numpy.typing as npt
import soundfile

from benchmarks.table import figure, table
from ivr.definition import Loaded, load
from ivr.files import built_folder
from ivr.speech.clips.heard import spoken_clips
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.dsp import mulaw
from ivr.speech.dsp.level import active_level
from ivr.speech.dsp.targets import RATE_HZ
from ivr.speech.ear.hearing import KEY, NUMBER, Hearing, hear, sets_of
from ivr.speech.ear.words import Tally
from ivr.speech.recordings.script import script

_KEYS: Final = "1,2"
_HEAD: Final = (
    "call", "seconds", "clips", "voices", "word error %", "letter error %", "keys", "113",
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


def _hearings(
    loaded: Loaded, project: Path, call: Call, language: str
) -> Iterator[tuple[Hearing, bytes]]:
    """Listen to what the call says in its language, each prompt cut out of the line."""
    folder = built_folder(project)
    lines = {line.text: line for line in script(loaded, language)}
    heard = [(event["text"], line) for event, line in call.clips() if event["language"] == language]
    wanted = tuple(lines[text] for text, _ in heard)
    known = spoken_clips(loaded, folder, Manifest.load(folder / MANIFEST_NAME), {language: wanted})
    clips = {clip.text: clip for clip in known}
    for text, line in heard:
        coded = mulaw.encode(line)
        yield hear(replace(clips[text], coded=coded)), coded


def _row(loaded: Loaded, project: Path, language: str, keys: str) -> list[str]:
    call = rung(project, language, keys)
    found = [*_hearings(loaded, project, call, language)]
    hearings = [hearing for hearing, _ in found]
    tally = sum((hearing.tally for hearing in hearings), Tally())
    measured = [active_level(mulaw.decode(coded), RATE_HZ) for _, coded in found]
    levels = [level.dbov for level in measured if level]
    return [
        f"{language} {keys}",
        figure(len(call.line) / RATE_HZ, 1),
        str(len(hearings)),
        ", ".join(sorted({hearing.engine for hearing in hearings})),
        figure(100 * tally.word_share),
        figure(100 * tally.letter_share),
        *("{}/{}".format(*sets_of(hearings, kind)) for kind in (KEY, NUMBER)),
        figure(float(np.mean(levels)), 1),
        figure(max(levels) - min(levels), 1),
        figure(_longest_dead_s(call), 2),
        str(_clicks(call.line)),
    ]


def _longest_dead_s(call: Call) -> float:
    """Return the longest stretch with nothing on the line, until somebody's telephone rings.

    What is heard between two rings is the carrier's.
    """
    rung_at = [event["at"] for event in call.events if event["event"] == "LegRung"]
    line = call.line[: round(rung_at[0] * RATE_HZ)] if rung_at else call.line
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
