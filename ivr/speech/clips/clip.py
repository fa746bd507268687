"""One prompt in one language, as audio: how it is asked for and what is known once it exists."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from ivr.speech.dsp.targets import MASTERING_VERSION, NORMAL, SLOW, Rendition
from ivr.speech.errors import SpeechError
from ivr.speech.recordings.bindings import Recording
from ivr.speech.tts.emphasis import NO_WORDS, CountingWords, emphasised
from ivr.speech.tts.engines import emphasis_of, engine
from ivr.speech.tts.voice import Voice

_NAME_DIGITS: Final = 20
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SHOWN_LETTERS: Final = 50

RECORDING: Final = "recording"
"""Stands in the manifest where a clip spoken by an engine has the engine's name."""

Key = tuple[str, str, Rendition]
"""Language, text and rendition: what a clip is looked up by."""


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """A text to be spoken.

    Attributes:
        language: Language code, also the folder of the clip: ``nb``, ``uk``.
        text: The words, exactly as they will be looked up.
        voice: Who speaks them in the normal rendition, or would without the recording.
        rendition: ``normal``, or ``slow`` for the same voice at three quarters of its rate.
        recording: A person's recording of the words, which comes before every engine.
        meanwhile: A quick voice that speaks the words until the clip of ``voice`` is made.
        counting: The words of the language that the voice may set apart by pauses.

    Example:
        >>> ClipRequest("nb", "Trykk 1.", Voice("silent", "nb")).language
        'nb'
    """

    language: str
    text: str
    voice: Voice
    rendition: Rendition = NORMAL
    recording: Recording | None = None
    meanwhile: Voice | None = None
    counting: CountingWords = NO_WORDS

    @property
    def key(self) -> Key:
        """Language, text and rendition: what a clip is looked up by."""
        return self.language, self.text, self.rendition

    @property
    def has_two_voices(self) -> bool:
        """True when a quick voice speaks until the clip of the best one is made."""
        return self.meanwhile is not None and self.recording is None

    @property
    def quick(self) -> ClipRequest:
        """The same words in the quick voice; the request itself where there is one voice only."""
        if self.meanwhile is None:
            return self
        return replace(self, voice=self.meanwhile, meanwhile=None)

    @property
    def speaker(self) -> Voice:
        """The voice at the rate it is asked for, whatever mastering makes of it."""
        if self.rendition == SLOW and not engine(self.voice.engine).stretches:
            return self.voice.slowed()
        return self.voice

    @property
    def spoken(self) -> str:
        """The text as the engine gets it: what counts set apart by pauses, no word changed.

        Raises:
            SpeechError: There is no such engine, or it has no such voice.
        """
        return emphasised(self.text, self.counting, emphasis_of(self.voice))

    @property
    def engine(self) -> str:
        """What the clip comes from: the name of an engine, or ``recording``."""
        return self.voice.engine if self.recording is None else RECORDING


@dataclass(frozen=True, slots=True)
class Clip:
    """A finished clip.

    Attributes:
        language: Language code.
        text: The words spoken.
        file: Path below the folder of the manifest, ``nb/0123456789abcdef0123.wav``.
        seconds: Length.
        engine: Name of the engine that spoke; ``recording`` for a person.
        voice: The engine's name for the voice; the prompt's id for a recording.
        level_dbov: Active speech level (ITU-T P.56) in dB to overload; None without speech.
        peak_dbfs: Highest sample in dB to full scale; None in silence.
        size: Length of the file in bytes.
        digest: What tells its file from any other, see ``digest_of``.
        rendition: ``normal`` or ``slow``.
    """

    language: str
    text: str
    file: str
    seconds: float
    engine: str
    voice: str
    level_dbov: float | None
    peak_dbfs: float | None
    size: int
    digest: str
    rendition: Rendition = NORMAL

    @property
    def key(self) -> Key:
        """Language, text and rendition: what a clip is looked up by."""
        return self.language, self.text, self.rendition

    def is_of(self, request: ClipRequest) -> bool:
        """Tell whether the voice asked for spoke it, in whatever version."""
        voice = request.voice
        return (self.key, self.engine, self.voice) == (request.key, voice.engine, voice.name)


def clip_file(request: ClipRequest) -> str:
    """Name the file of a clip by everything that decides its sound.

    A new text, voice, rate, recording, engine version or mastering makes a new name, so that a
    clip may be cached for ever.

    Returns:
        ``<language>/<20 hexadecimal digits>.wav``.

    Raises:
        SpeechError: The language is no language code, the text is blank, or the engine unknown.

    Example:
        >>> file = clip_file(ClipRequest("nb", "Trykk 1.", Voice("silent", "nb")))
        >>> file.startswith("nb/"), len(file)
        (True, 27)
    """
    if not _LANGUAGE.fullmatch(request.language):
        raise SpeechError(
            "unknown-language",
            f"{request.language!r} is no language code",
            "write one such as 'nb'",
        )
    if not request.text.strip():
        raise SpeechError("nothing-to-say", "the text is blank", "write the words to be spoken")
    parts = (
        request.language,
        request.text,
        request.rendition,
        _source(request),
        f"mastering {MASTERING_VERSION}",
    )
    # The lengths keep two different splits of the same letters apart.
    spelt = "".join(f"{len(part)}:{part}" for part in parts)
    digest = hashlib.sha256(spelt.encode()).hexdigest()[:_NAME_DIGITS]
    return f"{request.language}/{digest}.wav"


def clip_files(requests: Iterable[ClipRequest]) -> Iterator[str]:
    """Name the files of clips; a request that cannot be built has none.

    Example:
        >>> len(list(clip_files([ClipRequest("nb", " ", Voice("silent", "nb"))])))
        0
    """
    for request in requests:
        with suppress(SpeechError):
            yield clip_file(request)


def shown(text: str) -> str:
    r"""Shorten a text to fit an error's line.

    Example:
        >>> shown("Press 1 for a doctor,\nor stay on the line to be put through to a person.")
        '"Press 1 for a doctor, or stay on the line to be p..."'
    """
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= _SHOWN_LETTERS else f'"{line[:_SHOWN_LETTERS]}..."'


def _source(request: ClipRequest) -> str:
    if request.recording is not None:
        return f"recording {request.recording.digest}"
    found = _fingerprint(request.speaker)
    if isinstance(found, SpeechError):
        # One that is raised again and again would grow with every frame it passes.
        raise found.with_traceback(None)
    spoken = request.spoken
    return found if spoken == request.text else f"{found} {spoken}"


@functools.lru_cache(maxsize=1024)
def _fingerprint(voice: Voice) -> str | SpeechError:
    try:
        return engine(voice.engine).fingerprint(voice)
    except SpeechError as error:
        return error
