"""What a build has to do: which clips are there, which are missing, which can never be made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ivr.model.prompts import NO_ENGINE
from ivr.speech.build.existing import Existing
from ivr.speech.build.render import ClipFailure, RenderTask
from ivr.speech.clips.clip import Clip, ClipRequest, Key, clip_file
from ivr.speech.errors import SpeechError


@dataclass(frozen=True, slots=True)
class Plan:
    """The work of one build.

    Attributes:
        ready: Clips that need nothing.
        tasks: Clips to be rendered.
        failures: Requests that make no sense.
        unspoken: What only a person could say, and nobody has recorded.
        damaged: Files that are listed, and are not what was built.
        files: Path below the folder of every clip asked for.
    """

    ready: tuple[Clip, ...]
    tasks: tuple[RenderTask, ...]
    failures: tuple[ClipFailure, ...]
    unspoken: frozenset[Key]
    damaged: frozenset[str]
    files: frozenset[str]


def plan(requests: Iterable[ClipRequest], existing: Existing) -> Plan:
    """Hold what is asked for against what is there.

    A clip is ready when the manifest lists it under the name it would get now and its file is the
    one listed; anything else becomes a task. Where a language has two voices, a clip of either
    will do, and a missing one is a task for the quick voice.

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
    found = _Found(existing)
    failures: list[ClipFailure] = []
    for request in asked:
        try:
            if request.engine != NO_ENGINE:
                found.look_for(request)
        except SpeechError as error:
            failures.append(ClipFailure.of(request, error))
    unspoken = frozenset(request.key for request in asked if request.engine == NO_ENGINE)
    files = {clip.file for clip in found.ready} | {task.file for task in found.tasks}
    return Plan(
        tuple(found.ready),
        tuple(found.tasks),
        tuple(failures),
        unspoken,
        frozenset(found.damaged),
        frozenset(files),
    )


@dataclass(slots=True)
class _Found:
    """What has been looked for so far; ``voices`` tells a clip that is asked for in two."""

    existing: Existing
    voices: dict[Key, str] = field(default_factory=dict)
    ready: list[Clip] = field(default_factory=list)
    tasks: list[RenderTask] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)

    def look_for(self, request: ClipRequest) -> None:
        """Find the clip of a request, or make a task of it; raises SpeechError."""
        if request.key in self.voices:
            raise SpeechError(
                "two-voices",
                f"asked for in two voices, {self.voices[request.key]!r} and {request.voice.name!r}",
                "keep one voice per language",
            )
        clip = self._whole(request)
        if clip is not None:
            self.ready.append(clip)
        else:
            quick = request.quick
            self.tasks.append(RenderTask(quick, self.existing.folder, clip_file(quick)))
        self.voices[request.key] = request.voice.name

    def _whole(self, request: ClipRequest) -> Clip | None:
        either = (request, request.quick) if request.has_two_voices else (request.quick,)
        listed = [self.existing.listed_for(one) for one in either]
        if request.has_two_voices:
            # An earlier version of the best voice is still better than the quick one.
            former = self.existing.listed.clip(*request.key)
            listed.append(former if former is not None and former.is_of(request) else None)
        for clip in listed:
            if clip is not None and clip.file in self.existing.files:
                if self.existing.holds(clip):
                    return clip
                self.damaged.add(clip.file)
        return None
