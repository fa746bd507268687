"""Building clips: only what is missing is made, and nothing is lost when a build is cut short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ivr.speech.build.existing import Existing
from ivr.speech.build.plan import Plan, plan
from ivr.speech.build.render import ClipFailure, Rendered
from ivr.speech.clips.clip import Clip, ClipRequest, Key
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.errors import SpeechError


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

    Clips not asked for stay, in the manifest too: callers may be listening to them. A clip that
    fails leaves the former clip of the same text in place. Start it under
    ``if __name__ == "__main__"``: the processes import the main module again.

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
    todo = plan(requests, existing)
    made, failures = _render(todo, jobs, progress)
    _list(existing, todo, {clip.key: clip for clip in [*todo.ready, *(one.clip for one in made)]})
    return _report(existing, todo, made, failures)


def _report(
    existing: Existing, todo: Plan, made: Sequence[Rendered], failures: Iterable[ClipFailure]
) -> BuildReport:
    clips = [*todo.ready, *(one.clip for one in made)]
    spoken = sum(one.spoken for one in made)
    return BuildReport(
        built=spoken,
        reused=len(clips) - spoken,
        superseded=len(existing.files.keys() - todo.files),
        seconds_of_speech=round(sum(clip.seconds for clip in clips), 3),
        size=sum(clip.size for clip in clips),
        failures=tuple(sorted([*todo.failures, *failures], key=_sort_key)),
        list_was_damaged=existing.list_was_damaged,
        unrecorded=len(todo.unspoken),
        unheard=tuple(sorted((one.unheard for one in made if one.unheard), key=_sort_key)),
    )


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
    with closing(render_all(todo.tasks, jobs)) as finished:
        for result in finished:
            made.append(result) if isinstance(result, Rendered) else failures.append(result)
            if progress:
                progress.advance(1)
    return made, failures


def _make_room(todo: Plan) -> None:
    for task in todo.tasks:
        path = task.folder / task.file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if task.damaged:
                # Gone before anything can fail, so that no later build takes it for finished.
                path.unlink(missing_ok=True)
        except OSError as error:
            raise _refused(path, error) from None


def _list(existing: Existing, todo: Plan, clips: Mapping[Key, Clip]) -> None:
    path = existing.folder / MANIFEST_NAME
    # What somebody had recorded goes off the air with the recording, engine or no engine.
    former = [clip for clip in existing.listed if clip.key not in todo.unspoken]
    try:
        if len(former) != len(existing.listed) or any(
            existing.listed.clip(*key) != clip for key, clip in clips.items()
        ):
            Manifest.of([*former, *clips.values()]).save(path)
        elif not todo.tasks:
            existing.trust()
    except OSError as error:
        raise _refused(path, error) from None


def _refused(path: Path, error: OSError) -> SpeechError:
    return SpeechError(
        "unwritable-file",
        f"{path}: cannot be written: {error.strerror}",
        "make room and allow writing",
    )
