"""What a build has to do: which clips are there, which are missing, which can never be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.speech.clip import Clip, ClipRequest, Key, clip_file
from ivr.speech.errors import SpeechError
from ivr.speech.manifest import Manifest
from ivr.speech.voice import NO_ENGINE
from ivr.speech.workbench import ClipFailure, Order


@dataclass(frozen=True, slots=True)
class Plan:
    """The work of one build.

    Attributes:
        ready: Clips that need nothing.
        orders: Clips to be made.
        failures: Requests that make no sense.
        unrecorded: Requests that only a person's recording could answer.
        files: Path below the folder of every clip asked for.
    """

    ready: tuple[Clip, ...]
    orders: tuple[Order, ...]
    failures: tuple[ClipFailure, ...]
    unrecorded: int
    files: frozenset[str]


def plan(
    requests: Iterable[ClipRequest], folder: Path, former: Manifest, on_disk: Mapping[str, int]
) -> Plan:
    """Hold what is asked for against what is there.

    A clip is ready when the manifest lists it under the name it would get now and the file has
    the size listed; anything else is ordered.

    Args:
        requests: The clips wanted; the same one may be asked for twice.
        folder: Where the manifest lies.
        former: What the manifest lists.
        on_disk: Sizes in bytes of the clips on disk.

    Example:
        >>> from ivr.speech.voice import Voice
        >>> wanted = ClipRequest("nb", "Hei.", Voice("silent", "nb"))
        >>> todo = plan([wanted, wanted], Path("audio"), Manifest({}), {})
        >>> len(todo.orders), len(todo.ready)
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
    ready = {clip.key: clip for clip in _ready(named.values(), former, on_disk)}
    orders = [
        Order(request, folder, file) for key, (request, file) in named.items() if key not in ready
    ]
    files = frozenset(file for _, file in named.values())
    unrecorded = len(asked) - len(audible)
    return Plan(tuple(ready.values()), tuple(orders), tuple(failures), unrecorded, files)


def _only_file(request: ClipRequest, named: Mapping[Key, tuple[ClipRequest, str]]) -> str:
    if request.key in named:
        first = named[request.key][0].voice
        raise SpeechError(
            f"asked for in two voices, {first.name!r} and {request.voice.name!r}",
            "keep one voice per language",
        )
    return clip_file(request)


def _ready(
    named: Iterable[tuple[ClipRequest, str]], former: Manifest, on_disk: Mapping[str, int]
) -> Iterator[Clip]:
    for request, file in named:
        clip = former.clip(*request.key)
        if clip and clip.file == file and on_disk.get(file) == clip.size:
            yield clip
