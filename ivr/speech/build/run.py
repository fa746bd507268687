"""Building clips: only what is missing is made, and nothing is lost when a build is cut short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ivr.speech.build.existing import Existing
from ivr.speech.build.plan import Plan, plan
from ivr.speech.build.render import ClipFailure, Rendered
from ivr.speech.clips.clean import still_needed
from ivr.speech.clips.clip import Clip, ClipRequest, clip_files
from ivr.speech.clips.listing import enlist, refused
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest


class Progress(Protocol):
    """Hears how a build gets on; a progress bar, for instance."""

    def total(self, clips: int) -> None:
        """Learn how many clips will be made; called once, and not when there are none."""

    def advance(self, clips: int) -> None:
        """Learn that so many more clips are made, or have failed."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        built: Clips spoken now.
        reused: Clips that were there already.
        superseded: Files no longer asked for; ``clean`` removes them.
        seconds_of_speech: Length of all clips asked for.
        size: Bytes of all clips asked for.
        failures: Clips that could not be made, sorted by language and text.
        unrecorded: Clips that no engine speaks and that nobody has recorded; no failure.
        unheard: Recordings that cannot be used, so that an engine speaks instead.
        list_was_damaged: True when the list had to be made anew from the clips.
    """

    built: int
    reused: int
    superseded: int
    seconds_of_speech: float
    size: int
    failures: tuple[ClipFailure, ...]
    list_was_damaged: bool
    unrecorded: int = 0
    unheard: tuple[ClipFailure, ...] = ()

    @property
    def complete(self) -> bool:
        """True when every clip asked for is there."""
        return not self.failures


def build(
    requests: Iterable[ClipRequest],
    out_dir: Path,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    verify: bool = False,
) -> BuildReport:
    """Make the clips that are not there yet and list them in the manifest.

    Where a language has two voices, the quick one speaks what is missing, so that callers are
    served soon; `ivr.speech.build.best` has the other one speak. Clips not asked for stay, in the
    manifest too: callers may be listening to them. A clip that fails leaves the former clip of the
    same text in place. Start it under ``if __name__ == "__main__"``: the processes import the main
    module again.

    Args:
        requests: The clips wanted, in any order.
        out_dir: Folder of the manifest, made when missing; clips lie in a folder per language.
        jobs: Processes to use; None for as many as pay off on this machine's cores.
        progress: Hears how many clips are to be made, and each one made.
        verify: Read every clip that is there, and make again what is not as it was built.

    Returns:
        What was done; look at ``failures``, for a clip that fails raises nothing.

    Raises:
        SpeechError: The folder cannot be written.

    Example:
        >>> import tempfile
        >>> from ivr.speech.tts.voice import Voice
        >>> requests = [ClipRequest("nb", "Trykk 1.", Voice("silent", "nb"))]
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     first, second = build(requests, Path(folder)), build(requests, Path(folder))
        >>> (first.built, first.reused), (second.built, second.reused)
        ((1, 0), (0, 1))
    """
    existing = Existing.read(out_dir, verify=verify)
    asked = tuple(dict.fromkeys(requests))
    todo = plan(asked, existing)
    made, failures = _render(todo, jobs, progress)
    _list(existing, todo, [one.clip for one in made])
    return _report(asked, existing, todo, made, failures)


def _report(
    asked: Sequence[ClipRequest],
    existing: Existing,
    todo: Plan,
    made: Sequence[Rendered],
    failures: Iterable[ClipFailure],
) -> BuildReport:
    clips = [*todo.ready, *(one.clip for one in made)]
    spoken = sum(one.spoken for one in made)
    return BuildReport(
        built=spoken,
        reused=len(clips) - spoken,
        superseded=len(existing.files.keys() - todo.files - _kept(asked, todo, made)),
        seconds_of_speech=round(sum(clip.seconds for clip in clips), 3),
        size=sum(clip.size for clip in clips),
        failures=tuple(sorted([*todo.failures, *failures], key=_sort_key)),
        list_was_damaged=existing.list_was_damaged,
        unrecorded=len(todo.unspoken),
        unheard=tuple(sorted((one.unheard for one in made if one.unheard), key=_sort_key)),
    )


def _kept(asked: Sequence[ClipRequest], todo: Plan, made: Sequence[Rendered]) -> set[str]:
    """Return files of the voice that does not speak now, and does not go yet."""
    if not any(request.has_two_voices for request in asked):
        return set()
    listed = Manifest.of([*todo.ready, *(one.clip for one in made)])
    return set(clip_files(still_needed(asked, listed)))


def _sort_key(failure: ClipFailure) -> tuple[str, str, str]:
    return failure.language, failure.text, failure.rendition


def _render(
    todo: Plan, jobs: int | None, progress: Progress | None
) -> tuple[list[Rendered], list[ClipFailure]]:
    made: list[Rendered] = []
    failures: list[ClipFailure] = []
    if not todo.tasks:
        return made, failures
    # The processes and what they need are loaded only when there is work.
    from ivr.speech.build.workers import render_all

    _make_room(todo)
    if progress:
        progress.total(len(todo.tasks))
    # Closed at once when the build is interrupted, so that no process works on.
    with closing(render_all([(task,) for task in todo.tasks], jobs)) as finished:
        for result in finished:
            made.append(result) if isinstance(result, Rendered) else failures.append(result)
            if progress:
                progress.advance(1)
    return made, failures


def _make_room(todo: Plan) -> None:
    folder = todo.tasks[0].folder
    for file in [*todo.damaged, *(task.file for task in todo.tasks)]:
        path = folder / file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if file in todo.damaged:
                # Gone before anything can fail, so that no later build takes it for finished.
                path.unlink(missing_ok=True)
        except OSError as error:
            raise refused(path, error) from None


def _list(existing: Existing, todo: Plan, made: Sequence[Clip]) -> None:
    # What somebody had recorded goes off the air with the recording, engine or no engine.
    silenced = {clip.key for clip in existing.listed if clip.key in todo.unspoken}
    if made or silenced:
        enlist(existing.folder, made, silenced)
    if not todo.tasks and not silenced:
        try:
            existing.trust()
        except OSError as error:
            raise refused(existing.folder / MANIFEST_NAME, error) from None
