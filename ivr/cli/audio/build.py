"""`ivr audio build`: make the clips that are missing."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.progress import Bar, BestBar
from ivr.cli.project import Refused, counted, known_language, open_project
from ivr.files import built_folder, recordings_folder
from ivr.speech.errors import in_one_line

if TYPE_CHECKING:
    from ivr.speech.build.best import BestReport
    from ivr.speech.build.render import ClipFailure
    from ivr.speech.build.run import BuildReport
    from ivr.speech.clips.clip import ClipRequest


@click.command()
@click.argument("languages", nargs=-1, metavar="[LANGUAGE]...")
@click.option(
    "--engine",
    metavar="NAME",
    help="Speak every language with this engine, recordings or not: espeak, gtts, kokoro, ...",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes to use.  [default: as many as pay off]"
)
@click.option(
    "--verify", is_flag=True, help="Read every clip, and make again what is not as it was built."
)
@click.option("--best", is_flag=True, help="Have the best voice speak every text, to the end.")
@click.pass_obj
def build(
    project: Path,
    languages: tuple[str, ...],
    engine: str | None,
    jobs: int | None,
    *,
    verify: bool,
    best: bool,
) -> None:
    """Make the clips that are missing or have changed.

    A clip is made anew when its text, its voice, its recording or a setting has changed; all
    others stay as they are. What a person has recorded (`ivr audio import`) comes before what an
    engine speaks. An interrupted build leaves every earlier clip usable, and the next one goes on
    from there; a running server takes up new clips by itself. Exits with 1 when a clip could not
    be made.

    A language may have two voices, the best one and a quick one that speaks meanwhile. Then the
    quick one speaks everything, and the best one the first words of a call: what matters in
    danger, in the languages every call begins in. With --best it speaks all the rest, the most
    urgent first, or those of each LANGUAGE that is named. A language takes about a quarter of an
    hour, all of them hours; break it off whenever you like, and go on with the same command.
    """
    if best and engine is not None:
        raise Refused("--best is for the voices of the catalogue: leave out --engine.")
    if languages and not best:
        raise Refused("Every build makes the clips of all languages; name some with --best only.")
    if find_spec("numpy") is None:
        click.echo(_all_there(project))
        return
    for line in _built(project, languages, engine, jobs, verify=verify, best=best):
        click.echo(line)


def _built(
    project: Path,
    languages: Sequence[str],
    engine: str | None,
    jobs: int | None,
    *,
    verify: bool,
    best: bool,
) -> list[str]:
    """Build, and return the lines that tell it; raises Refused for what cannot be made."""
    from ivr.serving.urgency import most_urgent_first, opening
    from ivr.speech.clips.requests import clip_requests
    from ivr.speech.errors import SpeechError
    from ivr.speech.tts.engines import engine as find_engine

    loaded = open_project(project, dict(os.environ))
    named = [known_language(loaded, code) for code in languages] or [*loaded.hotline.languages]
    clips = built_folder(project)
    now = dt.datetime.now(loaded.hotline.timezone)
    try:
        if engine is not None:
            find_engine(engine)
        requests = clip_requests(loaded, engine, recordings=recordings_folder(project))
        if any(request.has_two_voices for request in requests):
            requests = most_urgent_first(loaded, requests, now)
        report = _every_clip(requests, clips, jobs, verify=verify)
        all_of_it = [request for request in requests if request.language in named]
        wanted = all_of_it if best else opening(loaded, requests, now)
        told = _in_the_best_voice(wanted, clips, jobs, of_all=best)
    except SpeechError as error:
        raise Refused(error) from None
    instead = "warning: an engine speaks instead of a person: "
    people = [f"{instead}{unheard}" for unheard in report.unheard]
    return [*_for_people(requests, report), *_answer(report), *people, *told]


def _every_clip(
    requests: Sequence[ClipRequest], folder: Path, jobs: int | None, *, verify: bool
) -> BuildReport:
    """Make the clips that are missing; raises Refused with every one that could not be made."""
    from ivr.speech.build.run import build as build_clips

    with Bar() as bar:
        report = build_clips(requests, folder, jobs=jobs, progress=bar, verify=verify)
    if report.failures:
        raise Refused(_failures(report))
    return report


def _in_the_best_voice(
    requests: Sequence[ClipRequest], folder: Path, jobs: int | None, *, of_all: bool
) -> list[str]:
    """Have the best voice speak where a quick one does; return what to tell of it."""
    from ivr.serving.urgency import OPENING_WAIT_S
    from ivr.speech.build.best import build_best

    if not any(request.has_two_voices for request in requests):
        return []
    within_s = None if of_all else OPENING_WAIT_S
    with BestBar() as tell:
        report = build_best(requests, folder, jobs=jobs, tell=tell, within_s=within_s)
    return [*_best_answer(report, of_all=of_all)]


def _all_there(project: Path) -> str:
    """Say that an installation that only serves has every clip; raises Refused when it has not."""
    from ivr.model.prompts import NO_ENGINE
    from ivr.serving.clip_store import ClipStore
    from ivr.speech.errors import SpeechError

    loaded = open_project(project, dict(os.environ))
    voices = loaded.hotline.languages
    spoken = [text for text in loaded.texts if voices[text[0]].voice.engine != NO_ENGINE]
    try:
        store = ClipStore(built_folder(project), "")
        lacking = sum(not store.has(language, text) for language, text in spoken)
    except SpeechError:
        lacking = len(spoken)
    fix = (
        "this installation serves calls and makes no clips. To make some: pip install 'ivr[audio]'"
    )
    if lacking:
        raise Refused(f"{counted(lacking, 'text')} of {len(spoken)} have no clip, and {fix}")
    return f"Every text has its clip; {fix}"


def _for_people(requests: Iterable[ClipRequest], report: BuildReport) -> Iterator[str]:
    """Yield which languages wait for a person, for no engine speaks them."""
    from ivr.model.prompts import NO_ENGINE

    if report.unrecorded:
        codes = dict.fromkeys(one.language for one in requests if one.engine == NO_ENGINE)
        clips = counted(report.unrecorded, "clip")
        needs = "needs" if report.unrecorded == 1 else "need"
        yield (
            f"{clips} {needs} a person's recording: no engine speaks {', '.join(codes)}. "
            "Hand a speaker the sheet of `ivr audio script`."
        )


def _answer(report: BuildReport) -> Iterator[str]:
    """Yield what was built."""
    if report.list_was_damaged:
        yield "The list of clips was damaged and has been made anew."
    minutes = report.seconds_of_speech / 60
    said = (
        f"{report.built} clips built, {report.reused} already there: "
        f"{minutes:.1f} minutes of speech, {report.size / 1e6:.1f} MB."
    )
    if report.superseded:
        said = f"{said} {report.superseded} older clips lie beside them: ivr audio clean."
    yield said


def _best_answer(report: BestReport, *, of_all: bool) -> Iterator[str]:
    """Yield what the best voices have spoken, and why they have not spoken the rest."""
    done, of = sum(report.done.values()), sum(report.of.values())
    if done == of and of_all:
        yield f"The best voice speaks all {of} clips: ivr audio clean removes the quick one's."
        return
    which = "clips" if of_all else "first clips"
    yield f"The best voice speaks {done} of {of} {which}; the quick one speaks the rest."
    if not of_all and done:
        yield "To have the best voice speak everything, which takes hours: ivr audio build --best"
    for language, error in sorted(report.not_here.items()):
        yield f"warning: {language}: the quick voice speaks instead of the best one: {error}"
    for line in _alike(report.failures):
        yield f"warning: the quick voice speaks instead of the best one: {line}"


def _failures(report: BuildReport) -> str:
    """Return the failures, those of one cause in one line each."""
    lines = [*_alike(report.failures)]
    count = len(report.failures)
    lines.append("1 clip could not be made." if count == 1 else f"{count} clips could not be made.")
    return "\n".join(lines)


def _alike(failures: Iterable[ClipFailure]) -> Iterator[str]:
    alike: dict[tuple[str, str, str], list[str]] = {}
    for failure in failures:
        where = (failure.language, failure.cause, failure.fix)
        alike.setdefault(where, []).append(str(failure))
    for (language, cause, fix), texts in alike.items():
        clips = f"{language}, {len(texts)} clips: {in_one_line(cause, fix)}"
        yield texts[0] if len(texts) == 1 else clips
