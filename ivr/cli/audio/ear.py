"""`ivr audio ear`: how well a recogniser understands the clips, against what was accepted."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, known_language, open_project
from ivr.cli.table import show
from ivr.files import built_folder, recordings_folder

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.speech.clips.audit import Finding
    from ivr.speech.ear.figures import Figures
    from ivr.speech.ear.hearing import Hearing

    Accepted = dict[tuple[str, str, str], Figures]


@click.command()
@click.argument("languages", nargs=-1, metavar="[LANGUAGE]...")
@click.option("--all", "every", is_flag=True, help="Listen to every clip, not to a sample.")
@click.option("--engine", metavar="NAME", help="Only clips by this engine; recording for people.")
@click.option("--strict", metavar="LANGUAGES", default="", help="Where a fault is a mistake: nb,en")
@click.option("--accept", is_flag=True, help="Keep the figures in audio/ear.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_obj
def ear(
    project: Path,
    languages: tuple[str, ...],
    *,
    every: bool,
    engine: str | None,
    strict: str,
    accept: bool,
    as_json: bool,
) -> None:
    """Tell how well the clips are understood, by a speech recogniser.

    It listens to what callers in danger hear, 12 clips of each LANGUAGE (all of them, if none is
    named), at the quality of a telephone. It counts wrong words and letters, and asks whether the
    key, and 113, is told from all others. It names clips that are cut, silent, in another
    language or of another text, and voices that are worse than in audio/ear.toml. A recogniser is
    no person: its figures rank voices. Exits with 1 when one of the --strict languages has a
    fault; warnings alone exit with 0.
    """
    from ivr.speech.ear.accepted import ACCEPTED_NAME, read_accepted
    from ivr.speech.ear.accepted import accept as accept_figures
    from ivr.speech.ear.figures import EVERY, SAFETY, figures_of
    from ivr.speech.ear.installed import UNHEARD
    from ivr.speech.errors import SpeechError

    loaded = open_project(project, dict(os.environ))
    strictly = tuple(known_language(loaded, code) for code in strict.split(",") if code)
    asked = [known_language(loaded, code) for code in languages] or list(loaded.hotline.languages)
    unheard = [code for code in asked if code in UNHEARD]
    path = recordings_folder(project).parent / ACCEPTED_NAME
    try:
        before = read_accepted(path)
        known = [code for code in asked if code not in UNHEARD]
        hearings = _listened(loaded, built_folder(project), known, every=every, engine=engine)
        figures = figures_of(hearings, EVERY if every else SAFETY)
        findings = _findings(loaded, hearings, figures, before, strictly)
        if accept:
            accept_figures(path, figures, dt.date.today())  # noqa: DTZ011 - the operator's day
    except SpeechError as error:
        raise Refused(error) from None
    if as_json:
        _tell_json(figures, findings, hearings, unheard)
    else:
        _tell(loaded, figures, findings, unheard)
        if accept:
            click.echo(f"{path} holds these figures now.")
    raise SystemExit(any(not finding.problem.is_warning for finding in findings))


def _listened(
    loaded: Loaded, folder: Path, languages: Sequence[str], *, every: bool, engine: str | None
) -> list[Hearing]:
    """Have the recogniser listen to the clips of some languages, all of them or a sample."""
    from ivr.speech.clips.heard import heard_lines, spoken_clips
    from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
    from ivr.speech.ear.listeners import hear_all

    clips = Manifest.load(folder / MANIFEST_NAME)
    lines = {code: heard_lines(loaded, code, every=every) for code in languages}
    spoken = spoken_clips(loaded, folder, clips, lines)
    sheets = {code: [text for said, text in loaded.texts if said == code] for code in lines}
    chosen = [clip for clip in spoken if engine in (None, clip.engine)]
    return hear_all(chosen, sheets, progress=_Progress())


def _findings(
    loaded: Loaded,
    hearings: Sequence[Hearing],
    figures: Sequence[Figures],
    before: Accepted,
    strictly: Sequence[str],
) -> list[Finding]:
    """Return what is wrong with clips and voices; a mistake where it is strict."""
    found = (
        *_doubts(loaded, hearings),
        *_worse(figures, before),
        *_unknown(strictly, figures, before),
    )
    return [_judged(one, strictly) for one in found]


class _Progress:
    """One line on a terminal, with the time that is left; none elsewhere."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._out = click.get_text_stream("stderr")

    def __call__(self, done: int, number: int) -> None:
        if self._out.isatty():
            left = (time.monotonic() - self._began) / done * (number - done)
            end = "\n" if done == number else ""
            told = f"\rListening to {done} of {number} clips, {left:.0f} s left  {end}"
            click.echo(told, nl=False, err=True)


def _doubts(loaded: Loaded, hearings: Sequence[Hearing]) -> Iterator[Finding]:
    from ivr.speech.clips.audit import Finding
    from ivr.speech.ear.doubts import doubts
    from ivr.speech.recordings.script import script

    languages = dict.fromkeys(hearing.language for hearing in hearings)
    ids = {line.text: line.id for code in languages for line in script(loaded, code)}
    for doubt in doubts(hearings, ids):
        yield Finding(doubt.hearing.language, doubt.hearing.id, doubt.problem)


def _worse(figures: Sequence[Figures], before: Accepted) -> Iterator[Finding]:
    from ivr.problems import Problem, Severity
    from ivr.speech.clips.audit import Finding

    for now in figures:
        then = before.get((now.language, now.engine, now.selection))
        for cause in now.worse_than(then) if then else ():
            fix = "undo what changed the voice, or keep the figures: ivr audio ear --accept"
            problem = Problem("voice-worse", "", None, cause, fix, Severity.WARNING)
            yield Finding(now.language, now.engine, problem)


def _unknown(
    strictly: Sequence[str],
    figures: Sequence[Figures],
    before: Accepted,
) -> Iterator[Finding]:
    """Yield the languages that were to be held to figures and cannot be."""
    from ivr.problems import Problem, Severity
    from ivr.speech.clips.audit import Finding

    for code in strictly:
        mine = [one for one in figures if one.language == code]
        if not mine:
            cause, fix = "there is no clip to listen to", "run ivr audio build"
            yield Finding(code, "", Problem("voice-unheard", "", None, cause, fix))
        for one in mine:
            if (code, one.engine, one.selection) not in before:
                cause = "nobody has accepted figures of this voice"
                fix = f"listen to it, and run ivr audio ear {code} --accept"
                problem = Problem("voice-unheard", "", None, cause, fix, Severity.WARNING)
                yield Finding(code, one.engine, problem)


def _judged(finding: Finding, strictly: Sequence[str]) -> Finding:
    from ivr.problems import Severity

    if finding.language not in strictly:
        return finding
    return replace(finding, problem=replace(finding.problem, severity=Severity.ERROR))


def _tell(
    loaded: Loaded, figures: Sequence[Figures], findings: Sequence[Finding], unheard: Sequence[str]
) -> None:
    for finding in findings:
        click.echo(str(finding))
    rows = []
    for one in figures:
        name = f"{one.language} {loaded.hotline.languages[one.language].name}"
        shares = (f"{one.words:.0f} %", f"{one.letters:.0f} %")
        named = ("{} of {}".format(*pair) if pair[1] else "" for pair in (one.keys, one.numbers))
        rows.append((name, one.engine, str(one.clips), *shares, *named, f"{one.seconds:.1f}"))
    head = ("language", "engine", "clips", "wrong words", "letters", "keys", "113", "seconds")
    if rows:
        show(head, rows)
    else:
        click.echo("No clip was listened to. Run: ivr audio build")
    if unheard:
        click.echo(f"The recogniser does not know these languages: {', '.join(unheard)}.")


def _tell_json(
    figures: Sequence[Figures],
    findings: Sequence[Finding],
    hearings: Sequence[Hearing],
    unheard: Sequence[str],
) -> None:
    told = {
        "figures": [asdict(one) for one in figures],
        "findings": [
            {"language": one.language, "what": one.what, **one.problem.record()} for one in findings
        ],
        "clips": [asdict(one) for one in hearings],
        "unheard": list(unheard),
    }
    click.echo(json.dumps(told, ensure_ascii=False))
