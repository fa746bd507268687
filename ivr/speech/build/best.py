"""The best voice of each language, clip by clip, while a quick one already speaks."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ivr.speech.build.existing import Existing
from ivr.speech.build.render import ClipFailure, Rendered, RenderResult, RenderTask, Work
from ivr.speech.clips.clip import Clip, ClipRequest, clip_file
from ivr.speech.clips.listing import enlist, refused
from ivr.speech.errors import NOT_HERE, SpeechError
from ivr.speech.tts.engines import engine

SAVED_EVERY_S: Final = 5.0
"""Seconds of work that a build which is killed may find made and not listed: the next lists it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the best voices have come.

    Attributes:
        language: Whose clip has just been made, or has failed.
        done: Clips of the language that its best voice has spoken.
        of: Clips of the language that it shall speak.
        all_done: The same over every language.
        all_of: The same over every language.
        seconds_left: Seconds until this build is over, by how fast it has been; None at first.
    """

    language: str
    done: int
    of: int
    all_done: int
    all_of: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class BestReport:
    """What the best voices have spoken.

    Attributes:
        built: Clips spoken or listed now.
        done: By language, clips spoken by its best voice.
        of: By language, clips that it was asked for.
        failures: Clips that it could not speak, so that the quick one still does.
        not_here: By language, why its best voice cannot speak on this machine at all.
    """

    built: int
    done: Mapping[str, int]
    of: Mapping[str, int]
    failures: tuple[ClipFailure, ...]
    not_here: Mapping[str, SpeechError]


def build_best(
    requests: Iterable[ClipRequest],
    out_dir: Path,
    *,
    jobs: int | None = None,
    tell: Callable[[Standing], object] | None = None,
    saved_every_s: float = SAVED_EVERY_S,
    within_s: float | None = None,
) -> BestReport:
    """Have the best voice speak what a quick one speaks until then, in the order asked for.

    What is made is listed every few seconds, and whenever the build is broken off: a server takes
    it up, and the next build makes only the rest. A language with one voice has nothing to do here.

    Args:
        requests: The clips wanted, the most urgent first.
        out_dir: Folder of the manifest.
        jobs: Processes to use; None for as many as pay off on this machine's cores.
        tell: Hears how far it has come, clip by clip.
        saved_every_s: Seconds of work between two lists.
        within_s: Seconds after which it is broken off; None for as long as it takes.

    Returns:
        What was done; a voice that cannot speak raises nothing.

    Raises:
        SpeechError: The folder cannot be written, or an engine does not exist.

    Example:
        >>> import tempfile
        >>> from ivr.speech.build.run import build
        >>> from ivr.speech.tts.voice import Voice
        >>> best, quick = Voice("silent", "nb", 100), Voice("silent", "nb", 200)
        >>> requests = [ClipRequest("nb", "Trykk 1.", best, meanwhile=quick)]
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = build(requests, Path(folder))
        ...     build_best(requests, Path(folder)).done
        {'nb': 1}
    """
    existing = Existing.read(out_dir)
    ahead = _Ahead(existing)
    for request in dict.fromkeys(requests):
        if request.has_two_voices:
            ahead.look_for(request)
    if ahead.work:
        latest = None if within_s is None else time.monotonic() + within_s
        _speak(ahead, jobs, tell, saved_every_s, latest)
    return BestReport(
        ahead.built, dict(ahead.done), dict(ahead.of), tuple(ahead.failures), ahead.not_here
    )


@dataclass(slots=True)
class _Ahead:
    """What is to be spoken, and what has been."""

    existing: Existing
    built: int = 0
    done: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    failures: list[ClipFailure] = field(default_factory=list)
    not_here: dict[str, SpeechError] = field(default_factory=dict)
    work: dict[tuple[object, ...], Work] = field(default_factory=dict)

    def look_for(self, request: ClipRequest) -> None:
        """Count the clip of a request as done, or put it among the work; raises SpeechError."""
        language = request.language
        self.of[language] += 1
        clip = self.existing.listed_for(request)
        if clip is not None and self.existing.holds(clip):
            self.done[language] += 1
            return
        try:
            file = clip_file(request)
        except SpeechError as error:
            if error.code in NOT_HERE:
                self.not_here[language] = error
            else:
                self.failures.append(ClipFailure.of(request, error))
            return
        # Both renditions come of one speech, where the engine's is stretched.
        shared = () if engine(request.engine).stretches else (request.rendition,)
        speech = (language, request.text, request.voice, *shared)
        self.work[speech] = (
            *self.work.get(speech, ()),
            RenderTask(request, self.existing.folder, file),
        )

    def take(self, result: RenderResult) -> Clip | None:
        """Count a result; return the clip, if it is one."""
        if isinstance(result, ClipFailure):
            self.failures.append(result)
            return None
        self.built += 1
        self.done[result.clip.language] += 1
        return result.clip


def _speak(
    ahead: _Ahead,
    jobs: int | None,
    tell: Callable[[Standing], object] | None,
    saved_every_s: float,
    latest: float | None,
) -> None:
    from ivr.speech.build.workers import render_all

    folder = ahead.existing.folder
    pace = _Pace([*ahead.work.values()])
    made: list[Clip] = []
    saved = time.monotonic()
    _make_room(ahead)
    with closing(render_all([*ahead.work.values()], jobs)) as finished:
        try:
            for result in finished:
                clip = ahead.take(result)
                made += [clip] if clip is not None else []
                # Counted first: whoever is told of a clip may look for it on the list.
                if made and time.monotonic() - saved >= saved_every_s:
                    enlist(folder, made)
                    made, saved = [], time.monotonic()
                if tell is not None:
                    tell(_standing(ahead, result, pace))
                if latest is not None and time.monotonic() > latest:
                    break
        finally:
            if made:
                enlist(folder, made)


def _make_room(ahead: _Ahead) -> None:
    for language in {task.request.language for work in ahead.work.values() for task in work}:
        path = ahead.existing.folder / language
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refused(path, error) from None


def _standing(ahead: _Ahead, result: RenderResult, pace: _Pace) -> Standing:
    of = result.clip if isinstance(result, Rendered) else result
    language, done, asked = of.language, ahead.done, ahead.of
    left = pace.seconds_left(len(of.text))
    return Standing(language, done[language], asked[language], done.total(), asked.total(), left)


class _Pace:
    """How long the rest takes, by the letters spoken so far: a clip may be a word or a minute."""

    def __init__(self, work: Iterable[Work]) -> None:
        self._left = sum(len(task.request.text) for one in work for task in one)
        self._done = 0
        self._began = time.monotonic()

    def seconds_left(self, letters: int) -> float | None:
        """Learn that a text of so many letters is done; return the seconds that are left."""
        self._done += letters
        self._left -= letters
        passed = time.monotonic() - self._began
        return passed * self._left / self._done if self._done else None
