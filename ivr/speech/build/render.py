"""The rendering of one clip; what the processes of a build run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from ivr.files import write_whole
from ivr.model.prompts import NO_ENGINE
from ivr.speech.clips.checksum import digest_of
from ivr.speech.clips.clip import Clip, ClipRequest, clip_file, shown
from ivr.speech.dsp.sound import Speech
from ivr.speech.dsp.targets import NORMAL, SLOW, Rendition
from ivr.speech.errors import EngineDownError, SpeechError, in_one_line
from ivr.speech.recordings.bindings import Recording
from ivr.speech.tts.engines import engine
from ivr.speech.tts.voice import Voice


@dataclass(frozen=True, slots=True)
class RenderTask:
    """A clip to be rendered.

    Attributes:
        request: What is to be said.
        folder: Where the manifest lies.
        file: Path of the clip below the folder.
    """

    request: ClipRequest
    folder: Path
    file: str


Work = tuple[RenderTask, ...]
"""The clips that are made of one speech: one, or both renditions of a voice that is stretched."""


@dataclass(frozen=True, slots=True)
class ClipFailure:
    """A clip that could not be made.

    Attributes:
        language: Language code.
        text: The words.
        cause: What went wrong.
        fix: The nearest way to mend it.
        engine_down: True when the engine cannot make any clip at present.
        rendition: ``normal`` or ``slow``.

    Example:
        >>> print(ClipFailure("so", "Riix 1.", "espeak has no voice 'so'", "record it"))
        so "Riix 1.": espeak has no voice 'so'; record it
    """

    language: str
    text: str
    cause: str
    fix: str
    engine_down: bool = False
    rendition: Rendition = NORMAL

    @classmethod
    def of(cls, request: ClipRequest, error: SpeechError) -> ClipFailure:
        """Say which clip an error has struck."""
        down = isinstance(error, EngineDownError)
        said = request.language, request.text, error.cause, error.fix
        return cls(*said, engine_down=down, rendition=request.rendition)

    def __str__(self) -> str:
        slow = " slow" if self.rendition == SLOW else ""
        return f"{self.language}{slow} {shown(self.text)}: {in_one_line(self.cause, self.fix)}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A clip that is there now.

    Attributes:
        clip: The clip.
        spoken: True when it was spoken now, False when a former build had finished it.
        unheard: Why an engine speaks although there is a recording; None otherwise.
    """

    clip: Clip
    spoken: bool
    unheard: ClipFailure | None = None


RenderResult = Rendered | ClipFailure


def render(work: Work) -> tuple[RenderResult, ...]:
    """Render clips, unless an interrupted build has already finished them.

    Every error becomes a failure of its clip, so that the others are made all the same.
    """
    spoken: dict[Voice, Speech] = {}
    return tuple(_rendered(task, spoken) for task in work)


def _rendered(task: RenderTask, spoken: dict[Voice, Speech]) -> RenderResult:
    try:
        return _already_rendered(task) or _synthesised(task, spoken)
    except SpeechError as error:
        return ClipFailure.of(task.request, error)
    except OSError as error:
        why = error.strerror or str(error)
        advice = f"make room in {task.folder} and allow writing there"
        return ClipFailure.of(
            task.request, SpeechError("unwritable-file", f"cannot write the clip: {why}", advice)
        )
    except Exception as error:  # noqa: BLE001 - one odd text must not lose the other clips
        cause = f"unexpected {type(error).__name__}: {error}"
        return ClipFailure.of(
            task.request, SpeechError("engine-failed", cause, "change the text, or report this")
        )


def _already_rendered(task: RenderTask) -> Rendered | None:
    from ivr.speech.dsp.wav import unwrap

    try:
        coded = unwrap((task.folder / task.file).read_bytes())
    except (FileNotFoundError, SpeechError):
        return None
    return Rendered(_clip(task, coded), spoken=False)


def _synthesised(task: RenderTask, spoken: dict[Voice, Speech]) -> Rendered:
    from ivr.speech.dsp.mastering import master, master_stretched

    request = task.request
    if request.recording is not None:
        return _from_recording(task, request.recording)
    speaker = request.speaker
    speaks = engine(speaker.engine)
    if speaker not in spoken:
        spoken[speaker] = speaks.synthesise(request.spoken, speaker)
    mastered = master_stretched if speaks.stretches else master
    return _saved(task, mastered(spoken[speaker], request.rendition))


def _from_recording(task: RenderTask, recording: Recording) -> Rendered:
    from ivr.speech.dsp.mastering import master_stretched

    request = task.request
    try:
        speech = _read_recording(recording, request.language)
        return _saved(task, master_stretched(speech, request.rendition))
    except SpeechError as error:
        if request.voice.engine == NO_ENGINE:
            raise
        return replace(_by_engine(task), unheard=ClipFailure.of(request, error))


def _read_recording(recording: Recording, language: str) -> Speech:
    from ivr.speech.dsp.decode import decode

    try:
        content = recording.path.read_bytes()
    except OSError:
        content = b""
    if sha256(content).hexdigest() != recording.digest:
        raise SpeechError(
            "lost-recording",
            f"{recording.path.name} is not the recording that was taken in",
            f"restore it from git, or take it in again: ivr audio import {language} FOLDER",
        )
    return decode(recording.path)


def _by_engine(task: RenderTask) -> Rendered:
    request = replace(task.request, recording=None)
    instead = RenderTask(request, task.folder, clip_file(request))
    return _already_rendered(instead) or _synthesised(instead, {})


def _saved(task: RenderTask, coded: bytes) -> Rendered:
    from ivr.speech.dsp.wav import wrap

    write_whole(task.folder / task.file, wrap(coded))
    return Rendered(_clip(task, coded), spoken=True)


def _clip(task: RenderTask, coded: bytes) -> Clip:
    from ivr.speech.dsp.mastering import measure
    from ivr.speech.dsp.wav import wrap

    measured = measure(coded)
    file = wrap(coded)
    request = task.request
    return Clip(
        language=request.language,
        text=request.text,
        file=task.file,
        seconds=measured.seconds,
        engine=request.engine,
        voice=request.voice.name if request.recording is None else request.recording.id,
        level_dbov=measured.level_dbov,
        peak_dbfs=measured.peak_dbfs,
        size=len(file),
        digest=digest_of(file),
        rendition=request.rendition,
    )
