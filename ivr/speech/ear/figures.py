"""The figures of one voice: how well a recogniser understands it, and whether that is worse."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ivr.speech.ear.hearing import KEY, NUMBER, Hearing, sets_of
from ivr.speech.ear.words import Tally

SAFETY: Final = "safety"
EVERY: Final = "all"

_NOISE_POINTS: Final = 24.0
"""Two syntheses of the same 37 sentences differ by up to 4 points; with fewer sentences by more, as
the root of their number."""
_CLIPS_BY_CHANCE: Final = 1
"""Of the clips with a key or a number, how many are taken for another one at one time only."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How well the clips of one language by one engine are understood.

    Attributes:
        language: Our language code.
        engine: Who spoke; ``recording`` for people.
        selection: ``safety`` for the sample of what is heard in danger, ``all`` for everything.
        clips: How many were listened to.
        words: Wrong words in a hundred.
        letters: Wrong letters in a hundred.
        keys: Clips in which the right key was heard, of those that name one.
        numbers: Clips in which the emergency number was heard, of those that name it.
        seconds: Length of a clip, the mean.

    Example:
        >>> figures = Figures("nb", "espeak", SAFETY, 16, 84.0, 55.0, (7, 11), (1, 5), 3.4)
        >>> list(figures.worse_than(figures))
        []
    """

    language: str
    engine: str
    selection: str
    clips: int
    words: float
    letters: float
    keys: tuple[int, int]
    numbers: tuple[int, int]
    seconds: float

    def worse_than(self, before: Figures) -> Iterator[str]:
        """Yield what is worse than before by more than chance explains, each in a few words."""
        margin = _NOISE_POINTS / math.sqrt(max(1, min(self.clips, before.clips)))
        shares = (("words", self.words, before.words), ("letters", self.letters, before.letters))
        for name, now, then in shares:
            if now - then > margin:
                yield f"{now:.0f} of 100 {name} are wrong, and {then:.0f} were"
        counts = (("the key", self.keys, before.keys), ("113", self.numbers, before.numbers))
        for name, (right, asked), (rightly, once) in counts:
            expected = asked * rightly / once if once else 0.0
            if expected - right > _CLIPS_BY_CHANCE:
                yield f"{name} is heard in {right} of {asked} clips, and was in {rightly} of {once}"


def figures_of(hearings: Iterable[Hearing], selection: str) -> list[Figures]:
    """Return the figures of every language and engine among some clips, sorted.

    Example:
        >>> clip = Hearing("en", "espeak", "x", "press two", 2.0, "press too", Tally(1, 2, 1, 8))
        >>> [(one.words, one.letters) for one in figures_of([clip], SAFETY)]
        [(50.0, 12.5)]
    """
    return [_figures(group, selection) for group in by_voice(hearings)]


def by_voice(hearings: Iterable[Hearing]) -> list[list[Hearing]]:
    """Return clips by language and engine, sorted."""
    groups: dict[tuple[str, str], list[Hearing]] = {}
    for hearing in hearings:
        groups.setdefault((hearing.language, hearing.engine), []).append(hearing)
    return [groups[voice] for voice in sorted(groups)]


def _figures(clips: Sequence[Hearing], selection: str) -> Figures:
    every = sum((clip.tally for clip in clips), Tally())
    return Figures(
        clips[0].language,
        clips[0].engine,
        selection,
        len(clips),
        round(100 * every.word_share, 1),
        round(100 * every.letter_share, 1),
        sets_of(clips, KEY),
        sets_of(clips, NUMBER),
        round(sum(clip.seconds for clip in clips) / len(clips), 2),
    )
