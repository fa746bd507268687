"""espeak-ng's shared library through ctypes.

Names and numbers are those of its public header, ``speak_lib.h`` (API revision 12).
"""

from __future__ import annotations

import ctypes
import functools
import threading
from pathlib import Path
from typing import Final

import espeakng_loader
import numpy as np
import numpy.typing as npt

from ivr.speech.dsp.sound import Speech, joined
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.espeak_ng.manner import Manner, manner
from ivr.speech.tts.espeak_ng.norwegian import NORWEGIAN, weak_e
from ivr.speech.tts.espeak_ng.spelling import respell, sentences
from ivr.speech.tts.espeak_ng.voices import VoiceList, read_voices
from ivr.speech.tts.voice import Voice

_SYNCHRONOUS: Final = 2
_DONT_EXIT: Final = 0x8000
_CHARS_UTF8: Final = 1
_PHONEMES_IN_BRACKETS: Final = 0x100
_PHONEMES_IPA: Final = 2
_RATE: Final = 1
_WORD_GAP: Final = 7
_FULL_SCALE: Final = 32768.0
_BUFFER_MS: Final = 1000
"""Sound handed over at a time; the 60 ms it would choose itself cost 5 percent more time."""

_SynthCallback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class EspeakLibrary:
    """The one espeak-ng of this process.

    The library keeps its state in globals, hence the lock: threads take turns. To speak faster,
    use more processes.

    Raises:
        EngineDownError: The library or its voices cannot be loaded.
    """

    def __init__(self) -> None:
        self._library = _load()
        self.rate_hz = _start(self._library)
        self.voices: VoiceList = read_voices(self._library, Path(espeakng_loader.get_data_path()))
        self._turn = threading.Lock()
        self._heard = bytearray()
        self._chosen: Voice | None = None
        self._pace: tuple[int, int] | None = None
        # The library keeps a bare pointer to the callback: it must live as long as the library.
        self._callback = _SynthCallback(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)
        # It reads phonemes in brackets once it has spoken so, in ``phonemes`` too.
        self._synthesise(" ")

    def speak(self, text: str, voice: Voice, how: Manner | None = None) -> Speech:
        """Speak a text with a voice, in its language's manner or in another.

        Raises:
            SpeechError: The voice is unknown, or it can read nothing in the text.
        """
        with self._turn:
            self.choose(voice)
            gaps = manner(voice.name) if how is None else how
            heard = [self._sentence(one, voice, gaps) for one in sentences(text)]
        said = [one for one in map(_trimmed, heard) if len(one)]
        if not said:
            raise SpeechError(
                "nothing-to-say",
                f"espeak voice {voice.name!r} can read nothing in the text",
                "check that the text is in the language and script of the voice",
            )
        return joined(said, self.rate_hz, full_scale=_FULL_SCALE)

    def choose(self, voice: Voice) -> None:
        """Make a voice the one that speaks next.

        Raises:
            SpeechError: The voice is unknown.
        """
        if voice == self._chosen:
            return
        # An unknown name would leave the voice of the clip before in place.
        self._chosen = None
        identifier = self.voices.identifier(voice.name)
        if self._library.espeak_SetVoiceByName(identifier.encode()) != 0:
            raise SpeechError(
                "unknown-voice", f"espeak cannot load voice {voice.name!r}", "take another voice"
            )
        # A voice brings its own rate and gaps: ours come after it.
        self._pace = None
        self._chosen = voice

    def phonemes(self, text: str, voice: Voice) -> str:
        """Write a text in the phonemes that a voice would speak, in the IPA, its stops left out.

        Raises:
            SpeechError: The voice is unknown.

        Example:
            >>> espeak_library().phonemes("one two", Voice("espeak", "en-gb"))
            'wˈɒn tˈuː'
        """
        with self._turn:
            self.choose(voice)
            written = ctypes.c_char_p(text.replace("\0", " ").encode())
            rest = ctypes.cast(written, ctypes.c_void_p)
            clauses = []
            while rest.value:
                clause = self._library.espeak_TextToPhonemes(
                    ctypes.byref(rest), _CHARS_UTF8, _PHONEMES_IPA
                )
                clauses.append(clause.decode())
        told = " ".join(" ".join(clauses).split())
        return weak_e(told) if voice.name.partition("+")[0] in NORWEGIAN else told

    def _sentence(self, text: str, voice: Voice, how: Manner) -> bytes:
        rate = how.rate(voice.words_per_minute, text)
        if (rate, how.word_gap) != self._pace:
            self._library.espeak_SetParameter(_RATE, rate, 0)
            self._library.espeak_SetParameter(_WORD_GAP, how.word_gap, 0)
            self._pace = rate, how.word_gap
        return self._synthesise(respell(text, voice.name))

    def _synthesise(self, text: str) -> bytes:
        self._heard.clear()
        written = text.replace("\0", " ").encode()
        failed = self._library.espeak_Synth(
            written, len(written) + 1, 0, 1, 0, _CHARS_UTF8 | _PHONEMES_IN_BRACKETS, None, None
        )
        if failed:
            raise SpeechError(
                "engine-failed", f"espeak gave up with error {failed}", "shorten the text"
            )
        return bytes(self._heard)

    def _collect(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._heard += ctypes.string_at(samples, 2 * count)
        return 0


def _trimmed(heard: bytes) -> npt.NDArray[np.int16]:
    # Half a sample of zeros stays: it belongs to the first or the last sound.
    before = (len(heard) - len(heard.lstrip(b"\0"))) // 2
    after = (len(heard.rstrip(b"\0")) + 1) // 2
    return np.frombuffer(heard, np.int16)[before:after]


@functools.cache
def espeak_library() -> EspeakLibrary:
    """Give this process's espeak-ng, starting it the first time.

    Example:
        >>> espeak_library().rate_hz
        22050
    """
    return EspeakLibrary()


def _load() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
    except OSError as error:
        raise EngineDownError(
            "engine-down", f"espeak-ng cannot be loaded: {error}", "run make setup"
        ) from None
    library.espeak_Synth.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    library.espeak_TextToPhonemes.argtypes = [
        ctypes.POINTER(ctypes.c_void_p),
        ctypes.c_int,
        ctypes.c_int,
    ]
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return library


def _start(library: ctypes.CDLL) -> int:
    voices = espeakng_loader.get_data_path().encode()
    rate_hz: int = library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, voices, _DONT_EXIT)
    if rate_hz <= 0:
        raise EngineDownError("engine-down", "espeak-ng does not start", "run make setup")
    return rate_hz
