"""The making of one clip; what the processes of a build run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from ivr.files import write_whole
from ivr.speech.clips.checksum import digest_of
from ivr.speech.clips.clip import Clip, ClipRequest, clip_file, shown
from ivr.speech.clips.rendition import NORMAL, SLOW, Rendition
from ivr.speech.dsp.sound import Speech
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.recordings.recording import Recording
from ivr.speech.tts.engines import engine
from ivr.speech.tts.voice import NO_ENGINE


@dataclass(frozen=True, slots=True)
class Order:
    """A clip to be made.

    Attributes:
        request: What is to be said.
        folder: Where the manifest lies.
        file: Path of the clip below the folder.
        damaged: True when there is a file, and it is not the clip that was built.
    """

    request: ClipRequest
    folder: Path
    file: str
    damaged: bool = False


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
        >>> print(ClipFailure("so", "Riix 1.", "espeak has no voice 'so'", "the nearest is 'sq'"))
        so "Riix 1.": espeak has no voice 'so'; the nearest is 'sq'
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
        return f"{self.language}{slow} {shown(self.text)}: {self.cause}; {self.fix}"


@dataclass(frozen=True, slots=True)
class Made:
    """A clip that is there now.

    Attributes:
        clip: The clip.
        spoken: True when it was spoken now, False when a former build had finished it.
        unheard: Why an engine speaks although there is a recording; None otherwise.
    """

    clip: Clip
    spoken: bool
    unheard: ClipFailure | None = None


Outcome = Made | ClipFailure


def make(order: Order) -> Outcome:
    """Make a clip, unless an interrupted build has already finished it.

    Every error becomes a failure of this one clip, so that the others are made all the same.
    """
    try:
        return _finished(order) or _spoken(order)
    except SpeechError as error:
        return ClipFailure.of(order.request, error)
    except OSError as error:
        why = error.strerror or str(error)
        advice = f"make room in {order.folder} and allow writing there"
        return ClipFailure.of(order.request, SpeechError(f"cannot write the clip: {why}", advice))
    except Exception as error:  # noqa: BLE001 - one odd text must not lose the other clips
        cause = f"unexpected {type(error).__name__}: {error}"
        return ClipFailure.of(order.request, SpeechError(cause, "change the text, or report this"))


def _finished(order: Order) -> Made | None:
    from ivr.speech.dsp.wav import unwrap

    try:
        coded = unwrap((order.folder / order.file).read_bytes())
    except (FileNotFoundError, SpeechError):
        return None
    return Made(_clip(order, coded), spoken=False)


def _spoken(order: Order) -> Made:
    from ivr.speech.dsp.mastering import master

    request = order.request
    if request.recording is not None:
        return _recorded(order, request.recording)
    speaker = request.speaker
    speech = engine(speaker.engine).synthesise(request.text, speaker)
    return _laid_down(order, master(speech, request.rendition))


def _recorded(order: Order, recording: Recording) -> Made:
    from ivr.speech.dsp.mastering import master_recording

    request = order.request
    try:
        speech = _taken_in(recording, request.language)
        return _laid_down(order, master_recording(speech, request.rendition))
    except SpeechError as error:
        if request.voice.engine == NO_ENGINE:
            raise
        return replace(_by_engine(order), unheard=ClipFailure.of(request, error))


def _taken_in(recording: Recording, language: str) -> Speech:
    from ivr.speech.dsp.decode import listen

    try:
        content = recording.path.read_bytes()
    except OSError:
        content = b""
    if sha256(content).hexdigest() != recording.digest:
        raise SpeechError(
            f"{recording.path.name} is not the recording that was taken in",
            f"restore it from git, or take it in again: ivr audio import {language} FOLDER",
        )
    return listen(recording.path)


def _by_engine(order: Order) -> Made:
    request = replace(order.request, recording=None)
    instead = Order(request, order.folder, clip_file(request))
    return _finished(instead) or _spoken(instead)


def _laid_down(order: Order, coded: bytes) -> Made:
    from ivr.speech.dsp.wav import wrap

    write_whole(order.folder / order.file, wrap(coded))
    return Made(_clip(order, coded), spoken=True)


def _clip(order: Order, coded: bytes) -> Clip:
    from ivr.speech.dsp.mastering import measure
    from ivr.speech.dsp.wav import wrap

    measured = measure(coded)
    file = wrap(coded)
    request = order.request
    return Clip(
        language=request.language,
        text=request.text,
        file=order.file,
        seconds=measured.seconds,
        engine=request.engine,
        voice=request.voice.name if request.recording is None else request.recording.id,
        level_dbov=measured.level_dbov,
        peak_dbfs=measured.peak_dbfs,
        size=len(file),
        digest=digest_of(file),
        rendition=request.rendition,
    )
