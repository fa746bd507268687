"""One clip's file, held against what callers must get."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ivr.model.length import LONGEST_S, allowed_seconds
from ivr.problems import Problem, Severity
from ivr.speech.clips.checksum import digest_of
from ivr.speech.clips.clip import Clip, ClipRequest, clip_file
from ivr.speech.dsp.mastering import Measure, measure
from ivr.speech.dsp.targets import LEVEL_DBOV, NORMAL, PACING, PEAK_DBFS
from ivr.speech.dsp.wav import unwrap
from ivr.speech.errors import NOT_HERE, SpeechError

UNUSABLE: Final = frozenset({"clip-missing", "clip-corrupt", "clip-wrong-format"})
"""Faults of a clip that cannot be played."""

_LEVEL_TOLERANCE_DB: Final = 1.0
_PEAK_TOLERANCE_DB: Final = 0.05
"""Coding to eight bits rounds."""
_AGAIN: Final = "run ivr audio build"


def clip_problems(request: ClipRequest, clip: Clip | None, folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the clip listed for a request; empty for a good one.

    Args:
        request: What was asked for.
        clip: What the manifest lists for it.
        folder: Where the manifest lies.

    Example:
        >>> from ivr.speech.tts.voice import Voice
        >>> request = ClipRequest("nb", "Hei.", Voice("silent", "nb"))
        >>> [problem.code for problem in clip_problems(request, None, Path("/no/such/folder"))]
        ['clip-missing']
    """
    if clip is None:
        return (_wrong("clip-missing", "it has never been built", _AGAIN),)
    try:
        content = (folder / clip.file).read_bytes()
    except OSError:
        return (_wrong("clip-missing", f"{clip.file} is not there", _AGAIN),)
    unreadable = _unreadable(content, clip)
    if unreadable is not None:
        return (unreadable,)
    found = measure(unwrap(content))
    speaking = request if clip.is_of(request) else request.quick
    return (*_stale(speaking, clip), *_sound(found), *_long(speaking, found))


def _unreadable(content: bytes, clip: Clip) -> Problem | None:
    fix = f"{_AGAIN} --verify"
    try:
        unwrap(content)
    except SpeechError:
        if len(content) == clip.size and content[:4] == b"RIFF" and content[8:12] == b"WAVE":
            return _wrong("clip-wrong-format", "it is no 8 kHz µ-law WAV of one channel", fix)
        return _wrong("clip-corrupt", "the file is cut short or overwritten", fix)
    if digest_of(content) != clip.digest:
        return _wrong("clip-corrupt", "the file is not the one that was built", fix)
    return None


def _stale(request: ClipRequest, clip: Clip) -> Iterator[Problem]:
    try:
        current = clip_file(request)
    except SpeechError as error:
        if error.code in NOT_HERE and clip.is_of(request):
            # Spoken on another machine, where its engine is installed.
            return
        yield _wrong("clip-stale", f"it cannot be built again: {error.cause}", error.fix)
        return
    if clip.file != current:
        yield _wrong("clip-stale", "its voice, recording or mastering has changed since", _AGAIN)


def _sound(found: Measure) -> Iterator[Problem]:
    if found.level_dbov is not None:
        off = found.level_dbov - LEVEL_DBOV
        told = f"it speaks at {found.level_dbov:.1f} dBov, not at {LEVEL_DBOV:.0f}"
        if off > _LEVEL_TOLERANCE_DB:
            yield _wrong("clip-too-loud", told, "record it again, or take another voice")
        if off < -_LEVEL_TOLERANCE_DB:
            yield _wrong("clip-too-quiet", told, "record it again, or take another voice")
    if found.peak_dbfs is not None and found.peak_dbfs > PEAK_DBFS + _PEAK_TOLERANCE_DB:
        told = f"its peak is {found.peak_dbfs:.1f} dBFS, above {PEAK_DBFS:.0f}"
        yield _wrong("clip-clipped", told, _AGAIN)


def _long(request: ClipRequest, found: Measure) -> Iterator[Problem]:
    if request.rendition != NORMAL:
        # The slow one is as long as it must be.
        return
    allowed = allowed_seconds(request.text, request.voice.words_per_minute)
    told = f"it lasts {found.seconds:.1f} s"
    if found.seconds > allowed:
        fix = "listen to it; record it again, or correct words_per_minute in the catalogue"
        yield _wrong("clip-too-long", f"{told}, and its text is allowed {allowed} s", fix)
    elif found.seconds - PACING[NORMAL].pause_s > LONGEST_S:
        told = f"{told} with its pause: after {LONGEST_S} s the beginning is forgotten"
        yield _wrong("clip-too-long", told, "split the text in two prompts", Severity.WARNING)


def _wrong(code: str, cause: str, fix: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code, "", None, cause, fix, severity)
