"""How long everything that is spoken takes, from the real clips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ivr.call import Spoken
from ivr.carrier.voices import LIVE_VOICES
from ivr.model import Hotline
from ivr.model.length import expected_seconds
from ivr.speech.clips.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Lengths:
    """Seconds of every clip by language and text, as people speak and ``slow``.

    What has no slow clip is heard as people speak. ``rates`` are the words a minute of the
    languages that the carrier reads aloud: what has no clip there is estimated.

    >>> lengths = Lengths({("en", "Goodbye."): 1.25})
    >>> lengths.of([Spoken("goodbye", "en", "Goodbye.")])
    1.25
    """

    seconds: Mapping[tuple[str, str], float]
    slow: Mapping[tuple[str, str], float] = field(default_factory=dict)
    rates: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, manifest: Manifest, hotline: Hotline) -> Lengths:
        """Return the lengths of a manifest's clips, and of what the carrier reads aloud."""
        normal, slow = (
            {place: clip.seconds for place, clip in clips.items()}
            for clips in (manifest.clips, manifest.slow)
        )
        aloud = {code: one for code, one in hotline.languages.items() if code in LIVE_VOICES}
        return cls(normal, slow, {c: one.voice.words_per_minute for c, one in aloud.items()})

    def of(self, spoken: Iterable[Spoken]) -> float:
        """Return the seconds of several prompts; one without a clip counts nothing."""
        return sum(map(self._one, spoken))

    def _one(self, spoken: Spoken) -> float:
        place = (spoken.language, spoken.text)
        if place not in self.seconds and spoken.language in self.rates:
            return expected_seconds(spoken.text, self.rates[spoken.language])
        normal = self.seconds.get(place, 0.0)
        return self.slow.get(place, normal) if spoken.slow else normal
