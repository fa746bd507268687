"""Speech engines, one module each, named like the engine; imported only when asked for.

A new engine is one new file here, with a class after the protocol and ``ENGINE``, an instance. What
whoever chooses a voice must know (languages, licences, how to get it) is its ``offer``; an engine
that works over the internet also says whether it is ``reachable()``, and one that is understood
better with pauses around numbers and keys has an ``emphasis(voice)``.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable
from importlib import metadata
from typing import Protocol, cast

from ivr.did_you_mean import SHORT_LIKENESS, nearest
from ivr.speech.dsp.sound import Speech
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.emphasis import NO_EMPHASIS, Emphasis
from ivr.speech.tts.voice import Voice


class Engine(Protocol):
    """Something that turns a text into sound.

    Making one, and asking for a fingerprint, must be cheap: no audio library is loaded before
    the first ``synthesise``.
    """

    @property
    def name(self) -> str:
        """Name in the registry."""

    @property
    def at_once(self) -> int | None:
        """How many clips may be asked for at the same time; None for as many as there are cores."""

    @property
    def stretches(self) -> bool:
        """True for one that takes long: it speaks once, and slowly is the same speech, stretched.

        False for one that is quick, and speaks slowly by itself.
        """

    def fingerprint(self, voice: Voice) -> str:
        """Everything about engine and voice that changes the sound, as one line."""

    def synthesise(self, text: str, voice: Voice) -> Speech:
        """Speak a text.

        Raises:
            SpeechError: The voice is unknown or the text cannot be spoken.
            EngineDownError: The engine cannot speak at all at present.
        """


def engine_names() -> tuple[str, ...]:
    """List the engines there are.

    Example:
        >>> engine_names()
        ('espeak', 'gtts', 'kokoro', 'piper', 'rhvoice', 'silent')
    """
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@functools.cache
def engine(name: str) -> Engine:
    """Find an engine by name.

    Raises:
        SpeechError: No engine has that name; the nearest one is named.

    Example:
        >>> engine("silent").name
        'silent'
        >>> engine("espaek")
        Traceback (most recent call last):
        ivr.speech.errors.SpeechError: no speech engine 'espaek'. Did you mean [espeak]?
    """
    if name not in engine_names():
        raise SpeechError(
            "unknown-engine",
            f"no speech engine {name!r}",
            nearest(name, engine_names(), likeness=SHORT_LIKENESS),
        )
    return cast("Engine", importlib.import_module(f"{__name__}.{name}").ENGINE)


def emphasis_of(voice: Voice) -> Emphasis:
    """Tell what a voice sets apart by pauses; nothing, when its engine does not say.

    Raises:
        SpeechError: No engine has that name, or it has no such voice.

    Example:
        >>> emphasis_of(Voice("silent", "nb")).digits.value
        'none'
    """
    told: Callable[[Voice], Emphasis] | None = getattr(engine(voice.engine), "emphasis", None)
    return NO_EMPHASIS if told is None else told(voice)


@functools.cache
def installed_version(package: str) -> str:
    """Read a package's version without importing it.

    Raises:
        EngineDownError: The package is not installed.

    Example:
        >>> installed_version("espeakng-loader").split(".")[0]
        '0'
    """
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        fix = "run: pip install 'ivr[audio]'"
        raise EngineDownError("engine-down", f"{package} is not installed", fix) from None
