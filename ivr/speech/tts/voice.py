"""The voice a language is spoken in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ivr.speech.dsp.targets import SLOW_RATE
from ivr.speech.errors import SpeechError

SLOWEST_WPM = 80
FASTEST_WPM = 450


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice of one engine, with its settings; a language keeps one voice throughout.

    Attributes:
        engine: Name in the engine registry, such as ``espeak`` or ``rhvoice``; or ``none`` for a
            language that is heard in recordings only.
        name: The engine's own name for the voice, such as ``nb`` or ``en+f3`` for espeak.
        words_per_minute: Speaking rate, 80 to 450 (the range of espeak-ng). Older callers
            understand 130 to 160 words a minute best.
        slow: The voice of the slow rendition; for engines that know no words a minute.

    Raises:
        SpeechError: The rate is out of range.

    Example:
        >>> Voice("espeak", "nb").words_per_minute
        150
    """

    engine: str
    name: str
    words_per_minute: int = 150
    slow: bool = False

    def __post_init__(self) -> None:
        if not SLOWEST_WPM <= self.words_per_minute <= FASTEST_WPM:
            raise SpeechError(
                "wrong-value",
                f"voice {self.name!r}: {self.words_per_minute} words a minute",
                f"give {SLOWEST_WPM} to {FASTEST_WPM}",
            )

    def slowed(self) -> Voice:
        """Give the same voice at three quarters of its rate, for the slow rendition.

        Example:
            >>> Voice("espeak", "nb", 140).slowed().words_per_minute
            105
        """
        rate = max(SLOWEST_WPM, round(self.words_per_minute * SLOW_RATE))
        return replace(self, words_per_minute=rate, slow=True)
