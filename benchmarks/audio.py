"""How fast clips are built, against one espeak-ng and one sox or ffmpeg process for each clip.

Prints seconds of speech per second of building, and how long a build with nothing to do takes.
Run `make bench-audio`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from benchmarks.table import figure, ratio, table
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.requests import clip_requests

_NATURAL: Final = 30
"""Clips by the best voices: about two minutes of two cores."""


@dataclass(frozen=True, slots=True)
class Run:
    """One way to build the clips: its name, the seconds it took, and the seconds of speech.

    ``cores_s`` are seconds of processor time, its own and its processes': a machine that others
    use at the same time says little by the clock.
    """

    name: str
    took_s: float
    cores_s: float
    speech_s: float

    @property
    def pace(self) -> float:
        """Seconds of speech per second of building."""
        return self.speech_s / self.took_s

    @property
    def pace_a_core(self) -> float:
        """Seconds of speech per second of processor time."""
        return self.speech_s / self.cores_s


def scratch(project: Path) -> tempfile.TemporaryDirectory[str]:
    """Return a folder on the disk that clips are built on."""
    return tempfile.TemporaryDirectory(prefix=".bench-audio-", dir=project)


def ours(requests: Sequence[ClipRequest], jobs: int | None, name: str, project: Path) -> Run:
    """Build with `ivr.speech`, everything anew."""
    with scratch(project) as folder:
        began, cores = time.perf_counter(), cores_s()
        report = build(requests, Path(folder), jobs=jobs)
        took, spent = time.perf_counter() - began, cores_s() - cores
    if not report.complete:
        raise click.ClickException(str(report.failures[0]))
    return Run(name, took, spent, report.seconds_of_speech)


def obvious(
    requests: Sequence[ClipRequest], espeak: str, coder: Sequence[str], project: Path
) -> Run:
    """Build as a shell script would: a process that speaks, a process that converts, per clip."""
    with scratch(project) as folder:
        raw, finished = Path(folder, "raw.wav"), Path(folder, "finished.wav")
        samples = 0
        began, cores = time.perf_counter(), cores_s()
        for request in requests:
            voice = request.speaker
            rate = str(voice.words_per_minute)
            spoken = [espeak, "-v", voice.name, "-s", rate, "-w", str(raw), request.text]
            _run(spoken)
            _run([part.format(raw=raw, finished=finished) for part in coder])
            samples += finished.stat().st_size
        took, spent = time.perf_counter() - began, cores_s() - cores
    name = f"espeak-ng and {Path(coder[0]).name}, a process each"
    return Run(name, took, spent, samples / 8000)


def voices(espeak: str) -> frozenset[str]:
    """Return the voices of the installed program, an older one than ours perhaps."""
    listed = subprocess.run([espeak, "--voices"], check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return frozenset(line.split()[1] for line in listed.stdout.splitlines()[1:])


def cores_s() -> float:
    """Return the processor time spent so far by this process and those that have ended."""
    return sum(os.times()[:4])


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - ours
    if done.returncode:
        raise click.ClickException(f"{command[0]}: {done.stderr.strip()}")


def coder() -> list[str] | None:
    """Return the command that masters one file as well as one process can, or None without one."""
    if sox := shutil.which("sox"):
        trim = ["silence", "1", "0.01", "1%", "reverse", "silence", "1", "0.01", "1%", "reverse"]
        coded = ["-r", "8000", "-c", "1", "-e", "mu-law", "{finished}"]
        return [
            sox,
            "{raw}",
            *coded,
            "sinc",
            "300-3400",
            *trim,
            "norm",
            "-3",
            "pad",
            "0.05",
            "0.45",
        ]
    if ffmpeg := shutil.which("ffmpeg"):
        chain = "highpass=f=300,lowpass=f=3400,loudnorm,apad=pad_dur=0.45"
        coded = ["-ar", "8000", "-ac", "1", "-c:a", "pcm_mulaw", "{finished}"]
        return [ffmpeg, "-y", "-v", "error", "-i", "{raw}", "-af", chain, *coded]
    return None


@dataclass(frozen=True, slots=True)
class Idle:
    """Seconds that building takes when every clip is there.

    ``build_s`` for the build alone, ``command_s`` for the whole command.
    """

    clips: int
    build_s: float
    command_s: float


def idle(project: Path) -> Idle:
    """Build every language of a project silently, then again."""
    from ivr.definition import load  # noqa: PLC0415 - see main

    with scratch(project) as folder:
        copy = Path(folder)
        for part in ("config", "prompts"):
            shutil.copytree(project / part, copy / part)
        _command(copy)
        requests = clip_requests(load(copy, {}), "silent")
        began = time.perf_counter()
        report = build(requests, copy / "audio" / "built")
        alone = time.perf_counter() - began
        if report.built:
            raise click.ClickException("there was something to build after all")
        return Idle(report.reused, alone, _command(copy))


def _command(project: Path) -> float:
    began = time.perf_counter()
    ivr = Path(sys.executable).with_name("ivr")
    _run([str(ivr), "--project", str(project), "audio", "build", "--engine", "silent"])
    return time.perf_counter() - began


def _spoken_by_espeak(request: ClipRequest) -> bool:
    return request.rendition == "normal" and request.engine == "espeak"


def _natural(wanted: Sequence[ClipRequest]) -> list[ClipRequest]:
    """Return some texts of every language that a quick voice speaks only meanwhile."""
    both = [one for one in wanted if one.has_two_voices and one.rendition == "normal"]
    return [replace(one, meanwhile=None) for one in both[:: max(1, len(both) // _NATURAL)]]


def _row(run: Run, base: Run | None) -> list[str]:
    by_clock = ratio(run.pace, base.pace if base else 0)
    by_core = ratio(run.pace_a_core, base.pace_a_core if base else 0)
    return [
        run.name,
        figure(run.speech_s),
        *(figure(run.took_s, 1), figure(run.pace), by_clock),
        *(figure(run.cores_s, 1), figure(run.pace_a_core), by_core),
    ]


@click.command()
@click.option("--clips", type=int, help="Clips that each way has to build.  [default: all]")
@click.option("--project", default=".", type=click.Path(file_okay=False, path_type=Path))
def main(clips: int | None, project: Path) -> None:
    """Print how fast clips are built, beside the obvious way, and what building nothing takes.

    All the clips that espeak-ng speaks at its usual rate take some two minutes.
    """
    from ivr.definition import load  # noqa: PLC0415 - the processes of a build import this module again

    espeak, convert = shutil.which("espeak-ng"), coder()
    # The quick voice is the one that the obvious way has too, and that callers hear first.
    wanted = clip_requests(load(project, {}))
    every = [one.quick for one in wanted]
    everything = [one for one in every if _spoken_by_espeak(one)]
    if espeak:
        known = voices(espeak)
        everything = [one for one in everything if one.voice.name in known]
    requests = everything[:: max(1, len(everything) // clips)][:clips] if clips else everything
    runs = []
    if espeak and convert:
        runs.append(obvious(requests, espeak, convert, project))
    else:
        missing = "espeak-ng" if not espeak else "sox (or ffmpeg)"
        click.echo(f"{missing} is not installed (Debian: apt-get install espeak-ng sox).")
        click.echo("Without it there is nothing to compare with.")
    runs.append(ours(requests, 1, "ivr, one process", project))
    runs.append(ours(requests, None, "ivr, as many as pay off", project))
    if natural := _natural(wanted):
        runs.append(ours(natural, None, f"ivr, {len(natural)} of the best voices", project))
    base = runs[0] if espeak and convert else None
    head = ["", "s of speech", "s", "speech/s", "ratio", "core s", "speech/core s", "ratio"]
    rows = [_row(run, base) for run in runs]
    click.echo(table(f"{len(requests)} clips on {os.cpu_count()} cores", head, rows))
    languages = len({one.language for one in every})
    nothing = idle(project)
    click.echo(f"\nNothing to do, {nothing.clips} clips in {languages} languages:")
    click.echo(f"  {nothing.build_s:.3f} s the build, {nothing.command_s:.3f} s the whole command")


if __name__ == "__main__":
    main()
