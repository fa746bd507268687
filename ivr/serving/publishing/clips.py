"""The clips that a change needs: those that are missing, and nothing else, are built first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ivr.definition import Loaded
from ivr.files import built_folder, recordings_folder

if TYPE_CHECKING:
    from ivr.speech.build.run import BuildReport, Progress
    from ivr.speech.clips.clip import ClipRequest
    from ivr.speech.clips.manifest import Manifest


def remedy() -> str:
    """Return what to do about clips that are missing, on this installation."""
    if find_spec("numpy") is not None:
        return "Run: ivr audio build"
    return "Bring audio/built along, or let this installation make clips: pip install 'ivr[audio]'"


def build_missing(
    loaded: Loaded, root: Path, progress: Progress | None = None, *, here: int | None = None
) -> BuildReport | None:
    """Build the clips that have none yet, or are another person's; None where none can be built.

    A clip that is there in another voice stays: `ivr audio build` makes that anew. With ``here``
    they are built in this process alone, and where more than so many are missing, none.

    Raises:
        SpeechError: The folder cannot be written, or a list of recordings is damaged.
    """
    if find_spec("numpy") is None:
        return None
    from ivr.speech.build.run import build  # noqa: PLC0415 - serving alone does without numpy
    from ivr.speech.clips.requests import clip_requests  # noqa: PLC0415 - as above

    folder = built_folder(root)
    requests = clip_requests(loaded, recordings=recordings_folder(root))
    missing = [*_missing(requests, folder)]
    if here is not None and len(missing) > here:
        return None
    return build(missing, folder, jobs=None if here is None else 1, progress=progress)


def _missing(requests: Iterable[ClipRequest], folder: Path) -> Iterator[ClipRequest]:
    from ivr.speech.clips.clip import RECORDING, clip_file  # noqa: PLC0415 - as above

    listed = _listed(folder)
    for request in requests:
        clip = listed.clip(*request.key)
        if clip is None or not (folder / clip.file).exists():
            yield request
        elif request.recording is not None:
            if clip.file != clip_file(request):
                yield request
        elif clip.engine == RECORDING:
            # A person's voice goes off the air with the recording.
            yield request


def _listed(folder: Path) -> Manifest:
    from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest  # noqa: PLC0415 - as above
    from ivr.speech.errors import SpeechError  # noqa: PLC0415 - as above

    try:
        return Manifest.load(folder / MANIFEST_NAME)
    except SpeechError:
        return Manifest({})
