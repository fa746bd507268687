"""How long everything that is spoken takes, from the real clips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ivr.call import Spoken
from ivr.speech.clips.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Lengths:
    """Seconds of every clip by language and text, as people speak and ``slow``.

    What has no slow clip is heard as people speak.

    >>> lengths = Lengths({("en", "Goodbye."): 1.25})
    >>> lengths.of([Spoken("goodbye", "en", "Goodbye.")])
    1.25
    """

    seconds: Mapping[tuple[str, str], float]
    slow: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @classmethod
    def read(cls, manifest: Manifest) -> Lengths:
        """Return the lengths of a manifest's clips."""
        normal, slow = (
            {place: clip.seconds for place, clip in clips.items()}
            for clips in (manifest.clips, manifest.slow)
        )
        return cls(normal, slow)

    def has(self, spoken: Spoken) -> bool:
        """Tell whether a clip says this."""
        return self.has_text(spoken.language, spoken.text)

    def has_text(self, language: str, text: str) -> bool:
        """Tell whether a text can be heard in a language."""
        return (language, text) in self.seconds

    def of(self, spoken: Iterable[Spoken]) -> float:
        """Return the seconds of several prompts; one without a clip counts nothing."""
        return sum(map(self._one, spoken))

    def _one(self, spoken: Spoken) -> float:
        place = (spoken.language, spoken.text)
        normal = self.seconds.get(place, 0.0)
        return self.slow.get(place, normal) if spoken.slow else normal
