"""How long everything that is spoken takes, from the real clips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr.call import Spoken
from ivr.speech import Manifest


@dataclass(frozen=True, slots=True)
class Lengths:
    """Seconds of every clip by language and text.

    >>> lengths = Lengths({("en", "Goodbye."): 1.25})
    >>> lengths.of([Spoken("goodbye", "en", "Goodbye.")])
    1.25
    """

    seconds: Mapping[tuple[str, str], float]

    @classmethod
    def read(cls, manifest: Manifest) -> Lengths:
        """Return the lengths of a manifest's clips."""
        return cls({(clip.language, clip.text): clip.seconds for clip in manifest})

    def has(self, spoken: Spoken) -> bool:
        """Tell whether a clip says this."""
        return (spoken.language, spoken.text) in self.seconds

    def of(self, spoken: Iterable[Spoken]) -> float:
        """Return the seconds of several prompts; one without a clip counts nothing."""
        return sum(self.seconds.get((one.language, one.text), 0.0) for one in spoken)
