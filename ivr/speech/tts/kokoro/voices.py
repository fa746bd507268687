"""How Kokoro speaks each language: its styles, its phonemes and its rate, as the search left them.

docs/voices.md tells how they were found, and how well each is understood.
"""

from __future__ import annotations

import functools
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from ivr.did_you_mean import SHORT_LIKENESS, nearest
from ivr.speech.errors import SpeechError
from ivr.speech.tts.emphasis import NO_EMPHASIS, Digits, Emphasis, KeyWord

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_TABLE: Final = "voices.toml"
_STYLES: Final = "styles.npz"


@dataclass(frozen=True, slots=True)
class KokoroVoice:
    """What one language is spoken with.

    Attributes:
        language: Language code, the name of the voice.
        espeak: The espeak-ng voice that tells its phonemes.
        styles: Share of each style in the blend, by the style's name.
        rate: Words a minute that the model speaks at its own speed.
        put_right: Phonemes to write otherwise than espeak-ng tells them, in this order.
        emphasis: What it sets apart by pauses.
    """

    language: str
    espeak: str
    styles: Mapping[str, float]
    rate: float
    put_right: tuple[tuple[str, str], ...] = ()
    emphasis: Emphasis = NO_EMPHASIS

    def speed(self, words_per_minute: int) -> float:
        """Return the model's speed at a rate.

        Example:
            >>> KokoroVoice("nb", "nb", {"if_sara": 1}, 200).speed(150)
            0.75
        """
        return words_per_minute / self.rate

    def fingerprint(self) -> str:
        """Tell everything here that changes the sound, in a few letters."""
        origin = _table()["origin"]
        styles = [(name, share, origin[name]) for name, share in sorted(self.styles.items())]
        spelt = f"{self.espeak} {styles} {self.rate} {self.put_right}"
        return hashlib.sha256(spelt.encode()).hexdigest()[:16]

    def blend(self) -> npt.NDArray[np.float32]:
        """Return the voice's style for each number of phonemes, 256 numbers a row.

        The last row stands for every longer sentence.
        """
        import numpy as np

        known = _styles()
        whole = sum(self.styles.values())
        mixed = sum(known[name] * np.float32(share / whole) for name, share in self.styles.items())
        return np.asarray(mixed, np.float32)


def kokoro_voice(name: str) -> KokoroVoice:
    """Find the voice of a language.

    Raises:
        SpeechError: Kokoro speaks no such language here; the nearest is named.

    Example:
        >>> kokoro_voice("nb").espeak
        'nb'
        >>> kokoro_voice("se")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ivr.speech.errors.SpeechError: kokoro has no voice 'se'. ...
    """
    known = kokoro_voices()
    if name not in known:
        near = nearest(name, known, likeness=SHORT_LIKENESS)
        raise SpeechError("unknown-voice", f"kokoro has no voice {name!r}", near)
    return known[name]


@functools.cache
def kokoro_voices() -> Mapping[str, KokoroVoice]:
    """Read every voice there is, by its language."""
    return {
        language: KokoroVoice(
            language,
            voice["espeak"],
            voice["styles"],
            voice["rate"],
            tuple((before, after) for before, after in voice.get("put_right", ())),
            Emphasis(Digits(voice.get("digits", "none")), KeyWord(voice.get("key", "none"))),
        )
        for language, voice in _table()["voices"].items()
    }


@functools.cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(_file(_TABLE).decode())


def _file(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


@functools.cache
def _styles() -> Mapping[str, npt.NDArray[np.float32]]:
    import io

    import numpy as np

    with np.load(io.BytesIO(_file(_STYLES))) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}
