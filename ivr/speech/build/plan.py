"""What a build has to do: which clips are there, which are missing, which can never be made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr.speech.build.existing import Existing
from ivr.speech.build.render import ClipFailure, RenderTask
from ivr.speech.clips.clip import Clip, ClipRequest, Key, clip_file
from ivr.speech.errors import SpeechError
from ivr.speech.tts.voice import NO_ENGINE


@dataclass(frozen=True, slots=True)
class Plan:
    """The work of one build.

    Attributes:
        ready: Clips that need nothing.
        tasks: Clips to be rendered.
        failures: Requests that make no sense.
        unspoken: What only a person could say, and nobody has recorded.
        files: Path below the folder of every clip asked for.
    """

    ready: tuple[Clip, ...]
    tasks: tuple[RenderTask, ...]
    failures: tuple[ClipFailure, ...]
    unspoken: frozenset[Key]
    files: frozenset[str]


def plan(requests: Iterable[ClipRequest], existing: Existing) -> Plan:
    """Hold what is asked for against what is there.

    A clip is ready when the manifest lists it under the name it would get now and its file is the
    one listed; anything else becomes a task.

    Args:
        requests: The clips wanted; the same one may be asked for twice.
        existing: The clips that are there.

    Example:
        >>> from pathlib import Path
        >>> from ivr.speech.tts.voice import Voice
        >>> request = ClipRequest("nb", "Hei.", Voice("silent", "nb"))
        >>> todo = plan([request, request], Existing.read(Path("/no/such/folder")))
        >>> len(todo.tasks), len(todo.ready)
        (1, 0)
    """
    asked = dict.fromkeys(requests)
    audible = [request for request in asked if request.engine != NO_ENGINE]
    named: dict[Key, tuple[ClipRequest, str]] = {}
    failures: list[ClipFailure] = []
    for request in audible:
        try:
            named[request.key] = request, _only_file(request, named)
        except SpeechError as error:
            failures.append(ClipFailure.of(request, error))
    ready: dict[Key, Clip] = {}
    tasks: list[RenderTask] = []
    for key, (request, file) in named.items():
        clip = existing.listed_as(key, file)
        if clip is not None and existing.holds(clip):
            ready[key] = clip
        else:
            tasks.append(RenderTask(request, existing.folder, file, damaged=clip is not None))
    files = frozenset(file for _, file in named.values())
    unspoken = frozenset(request.key for request in asked if request.engine == NO_ENGINE)
    return Plan(tuple(ready.values()), tuple(tasks), tuple(failures), unspoken, files)


def _only_file(request: ClipRequest, named: Mapping[Key, tuple[ClipRequest, str]]) -> str:
    if request.key in named:
        first = named[request.key][0].voice
        raise SpeechError(
            "two-voices",
            f"asked for in two voices, {first.name!r} and {request.voice.name!r}",
            "keep one voice per language",
        )
    return clip_file(request)
