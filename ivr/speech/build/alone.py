"""One text spoken by itself, which no clip of a project hears of."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ivr.speech.build.render import ClipFailure, RenderTask, render
from ivr.speech.clips.clip import Clip, ClipRequest, clip_file
from ivr.speech.errors import SpeechError


def spoken(request: ClipRequest) -> tuple[bytes, Clip]:
    """Speak a text as callers would hear it on a telephone.

    Args:
        request: What is to be said, in the voice that it names first.

    Returns:
        The clip as a file, and what is known of it.

    Raises:
        SpeechError: No engine can say it; tells why.

    Example:
        >>> from ivr.speech.tts.voice import Voice
        >>> file, clip = spoken(ClipRequest("nb", "Trykk 1.", Voice("silent", "nb")))
        >>> len(file) == clip.size
        True
    """
    with tempfile.TemporaryDirectory() as folder:
        task = RenderTask(request, Path(folder), clip_file(request))
        (task.folder / task.file).parent.mkdir()
        [result] = render((task,))
        if isinstance(result, ClipFailure):
            raise SpeechError("engine-failed", result.cause, result.fix)
        return (task.folder / task.file).read_bytes(), result.clip
