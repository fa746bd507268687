"""RHVoice's shared library through ctypes.

Names and layouts are those of its public header, ``RHVoice.h``, as of library version 5.
"""

from __future__ import annotations

import ctypes
import functools
import threading
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from ivr.speech.dsp.sound import Speech, joined
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.espeak_ng.spelling import sentences

_LIBRARY: Final = "libRHVoice.so.5"
_NEEDS: Final = ("libsonic.so.0", "libRHVoice_core.so.7")
_SYSTEM: Final = Path("/usr")
_PLAIN_TEXT: Final = 0
_ANY_RATE: Final = 1
"""Without this flag a rate ends at half and at twice the voice's own."""
_FULL_SCALE: Final = 32768.0

_SetRate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p)
_PlaySpeech = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p)


class _Callbacks(ctypes.Structure):
    _fields_ = (
        ("set_sample_rate", _SetRate),
        ("play_speech", _PlaySpeech),
        ("process_mark", ctypes.c_void_p),
        ("word_starts", ctypes.c_void_p),
        ("word_ends", ctypes.c_void_p),
        ("sentence_starts", ctypes.c_void_p),
        ("sentence_ends", ctypes.c_void_p),
        ("play_audio", ctypes.c_void_p),
        ("done", ctypes.c_void_p),
    )


class _InitParams(ctypes.Structure):
    _fields_ = (
        ("data_path", ctypes.c_char_p),
        ("config_path", ctypes.c_char_p),
        ("resource_paths", ctypes.c_void_p),
        ("callbacks", _Callbacks),
        ("options", ctypes.c_uint),
    )


class _SynthParams(ctypes.Structure):
    _fields_ = (
        ("voice_profile", ctypes.c_char_p),
        ("absolute_rate", ctypes.c_double),
        ("absolute_pitch", ctypes.c_double),
        ("absolute_volume", ctypes.c_double),
        ("relative_rate", ctypes.c_double),
        ("relative_pitch", ctypes.c_double),
        ("relative_volume", ctypes.c_double),
        ("punctuation_mode", ctypes.c_int),
        ("punctuation_list", ctypes.c_char_p),
        ("capitals_mode", ctypes.c_int),
        ("flags", ctypes.c_int),
    )


class RHVoiceLibrary:
    """One RHVoice in this process; threads take turns.

    Args:
        home: The folder with ``lib`` and ``share/RHVoice``.

    Raises:
        EngineDownError: The library cannot be loaded, or does not start.
    """

    def __init__(self, home: Path) -> None:
        self._library = _load(home)
        self.version: str = self._library.RHVoice_get_version().decode()
        self._turn = threading.Lock()
        self._heard = bytearray()
        self._rate_hz = 0
        # The library keeps bare pointers to the callbacks: they must live as long as it does.
        self._callbacks = _Callbacks(_SetRate(self._set_rate), _PlaySpeech(self._collect))
        data = str(home / "share" / "RHVoice").encode()
        # No settings are read from /etc: what is built must not depend on a file nobody sees.
        start = _InitParams(data, data, None, self._callbacks, 0)
        self._engine = self._library.RHVoice_new_tts_engine(ctypes.byref(start))
        if not self._engine:
            raise EngineDownError(
                "engine-down", f"RHVoice does not start with {data.decode()}", "install it again"
            )

    def speak(self, text: str, voice: str, rate: float) -> Speech:
        """Speak a text with a voice, at a rate relative to the voice's own.

        Raises:
            SpeechError: It can read nothing in the text.
        """
        settings = _SynthParams(voice.encode(), 0, 0, 0, rate, 1, 1, 0, None, 0, _ANY_RATE)
        with self._turn:
            heard = [self._synthesise(one, settings) for one in sentences(text)]
            rate_hz = self._rate_hz
        said = [one for one in heard if one.any()]
        if not said:
            raise SpeechError(
                "nothing-to-say",
                f"rhvoice voice {voice!r} can read nothing in the text",
                "check that the text is in the language and script of the voice",
            )
        return joined(said, rate_hz, full_scale=_FULL_SCALE)

    def _synthesise(self, text: str, settings: _SynthParams) -> npt.NDArray[np.int16]:
        self._heard.clear()
        written = text.encode()
        message = self._library.RHVoice_new_message(
            self._engine, written, len(written), _PLAIN_TEXT, ctypes.byref(settings), None
        )
        if message:
            self._library.RHVoice_speak(message)
            self._library.RHVoice_delete_message(message)
        return np.frombuffer(bytes(self._heard), np.int16)

    def _set_rate(self, rate_hz: int, _user: int | None) -> int:
        self._rate_hz = rate_hz
        return 1

    def _collect(self, samples: int | None, count: int, _user: int | None) -> int:
        if samples and count:
            self._heard += ctypes.string_at(samples, 2 * count)
        return 1


@functools.cache
def rhvoice_library(home: Path) -> RHVoiceLibrary:
    """Give this process's RHVoice, starting it the first time; about 10 ms."""
    return RHVoiceLibrary(home)


def _load(home: Path) -> ctypes.CDLL:
    try:
        if home != _SYSTEM:
            # What was unpacked without root is not where the system looks.
            for name in _NEEDS:
                ctypes.CDLL(_file(home, name), mode=ctypes.RTLD_GLOBAL)
        library = ctypes.CDLL(_LIBRARY if home == _SYSTEM else _file(home, _LIBRARY))
    except OSError as error:
        raise EngineDownError(
            "engine-down", f"RHVoice cannot be loaded: {error}", "run: sudo apt install librhvoice5"
        ) from None
    library.RHVoice_get_version.restype = ctypes.c_char_p
    library.RHVoice_new_tts_engine.restype = ctypes.c_void_p
    library.RHVoice_new_message.restype = ctypes.c_void_p
    library.RHVoice_new_message.argtypes = [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.POINTER(_SynthParams),
        ctypes.c_void_p,
    ]
    library.RHVoice_speak.argtypes = [ctypes.c_void_p]
    library.RHVoice_delete_message.argtypes = [ctypes.c_void_p]
    return library


def _file(home: Path, name: str) -> str:
    return str(next((home / "lib").glob(f"*/{name}"), home / "lib" / name))
