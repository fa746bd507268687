"""The voice a language is spoken in."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.speech.errors import SpeechError

SLOWEST_WPM = 80
FASTEST_WPM = 450
HIGHEST_PITCH = 100


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice of one engine, with its settings; a language keeps one voice throughout.

    Attributes:
        engine: Name in the engine registry: ``espeak``, ``gtts`` or ``silent``.
        name: The engine's own name for the voice, such as ``nb`` or ``en+f3`` for espeak.
        words_per_minute: Speaking rate, 80 to 450 (the range of espeak-ng). Older callers
            understand 130 to 160 words a minute best.
        pitch: 0 (lowest) to 100, 50 being the voice's own.

    Raises:
        SpeechError: The rate or the pitch is out of range.

    Example:
        >>> Voice("espeak", "nb").words_per_minute
        150
    """

    engine: str
    name: str
    words_per_minute: int = 150
    pitch: int = 50

    def __post_init__(self) -> None:
        if not SLOWEST_WPM <= self.words_per_minute <= FASTEST_WPM:
            raise SpeechError(
                f"voice {self.name!r}: {self.words_per_minute} words a minute",
                f"give {SLOWEST_WPM} to {FASTEST_WPM}",
            )
        if not 0 <= self.pitch <= HIGHEST_PITCH:
            raise SpeechError(f"voice {self.name!r}: pitch {self.pitch}", "give 0 to 100")
