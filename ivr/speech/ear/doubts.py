"""Single clips that fail although their neighbours, of the same voice, do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from ivr.model.length import expected_seconds
from ivr.problems import Problem, Severity
from ivr.speech.ear.figures import by_voice
from ivr.speech.ear.hearing import Hearing

PEOPLE: Final = "recording"
"""What stands in the place of an engine where a person spoke."""

_ENOUGH: Final = 6
"""With fewer neighbours nobody knows what is usual."""
_WELL_HEARD: Final = 0.25
"""The share of wrong letters up to which a voice is understood well enough to judge its words."""
_HEARD_AT_ALL: Final = 0.45
"""Above this, what is taken for another language only shows how little is heard."""
_WRONG: Final = 0.5
_SENTENCE: Final = 15
"""Letters: in fewer, one word that is taken for another makes nearly all of them wrong."""
_TIMES_WORSE: Final = 2.5
_SHORT: Final = 0.72
"""Clips of one voice last 0.77 to 1.3 times what their letters let expect; one cut at three fifths
is below this."""
_TAIL_S: Final = 0.5
_LOST: Final = 0.3
_KEPT_WORDS: Final = 0.1
_TAKEN_FOR_BY: Final = 0.1
"""Another language counts where at most one neighbour in ten is taken for it too."""
_CERTAIN: Final = 0.8
_NAMED_RIGHT: Final = 0.9
_RATE: Final = 150


@dataclass(frozen=True, slots=True)
class Doubt:
    """A clip that somebody should listen to, and why."""

    hearing: Hearing
    problem: Problem


def doubts(hearings: Sequence[Hearing], ids: Mapping[str, str]) -> list[Doubt]:
    """Return the clips that fail although most of the same voice do not, one reason each.

    Args:
        hearings: Clips of any number of voices.
        ids: Names on the script sheet, by text.
    """
    return [doubt for clips in by_voice(hearings) for doubt in _of_a_voice(clips, ids)]


def _of_a_voice(clips: Sequence[Hearing], ids: Mapping[str, str]) -> Iterator[Doubt]:
    usual = _Usual.of(clips)
    for clip in clips:
        problem = _why(clip, usual, ids)
        if problem is not None:
            yield Doubt(clip, problem)


@dataclass(frozen=True, slots=True)
class _Usual:
    """What is usual in a voice: wrong letters, pace, languages it is taken for, keys heard."""

    clips: int
    letters: float
    pace: float
    languages: Counter[str]
    named: Mapping[str, float]

    @classmethod
    def of(cls, clips: Sequence[Hearing]) -> _Usual:
        kinds = {kind for clip in clips for kind in clip.named}
        asked = {kind: [c.named[kind] for c in clips if kind in c.named] for kind in kinds}
        return cls(
            len(clips),
            median(clip.tally.letter_share for clip in clips),
            median(_pace(clip) for clip in clips),
            Counter(clip.language_heard for clip in clips),
            {kind: sum(a == b for a, b in pairs) / len(pairs) for kind, pairs in asked.items()},
        )


def _pace(clip: Hearing) -> float:
    return clip.seconds / (_TAIL_S + expected_seconds(clip.text, _RATE))


def _why(clip: Hearing, usual: _Usual, ids: Mapping[str, str]) -> Problem | None:
    if clip.is_silent:
        return _doubt("clip-silent", "nobody speaks in it", clip)
    if clip.instead:
        said = ids.get(clip.instead, clip.instead)
        return _doubt("clip-of-another-text", f"it says the text of {said}", clip)
    if usual.clips < _ENOUGH:
        return None
    return next(_beside(clip, usual), None)


def _beside(clip: Hearing, usual: _Usual) -> Iterator[Problem]:
    wrong, others = clip.tally.letter_share, usual.clips - 1
    taken = usual.languages[clip.language_heard] - 1
    if (
        usual.letters <= _HEARD_AT_ALL
        and clip.tally.letters >= _SENTENCE
        and clip.language_heard != clip.language
        and wrong >= _WRONG
        and clip.language_share >= _CERTAIN
        and taken <= others * _TAKEN_FOR_BY
    ):
        cause = f"it is taken for another language ({clip.language_heard})"
        yield _doubt("clip-in-another-language", cause, clip)
    short = _pace(clip) < _SHORT * usual.pace and wrong > _KEPT_WORDS
    lost = clip.end_lost >= _LOST and usual.letters <= _KEPT_WORDS
    if short or lost:
        cause = "its last words are not heard"
        if short:
            cause = f"it lasts {_pace(clip) / usual.pace:.0%} of what is usual for its text"
        yield _doubt("clip-cut", cause, clip)
    for kind, (right, found) in clip.named.items():
        if right != found and usual.named[kind] >= _NAMED_RIGHT:
            yield _doubt("clip-names-another", f"{right} sounds like {found}", clip)
    if (
        clip.tally.letters >= _SENTENCE
        and usual.letters <= _WELL_HEARD
        and wrong >= max(_WRONG, _TIMES_WORSE * usual.letters)
    ):
        yield _doubt("clip-not-understood", "most of its words are not heard", clip)


def _doubt(code: str, cause: str, clip: Hearing) -> Problem:
    heard = f', heard as "{clip.heard}"' if clip.heard else ""
    told = f'{cause}: "{clip.text}"{heard}'
    fix = (
        f"listen to it, and record it again: ivr audio import {clip.language} FOLDER"
        if clip.engine == PEOPLE
        else f"listen to it (ivr audio listen {clip.language}) and run ivr audio build --verify; "
        "if the voice says it so, write the text in other words"
    )
    return Problem(code, "", None, told, fix, Severity.WARNING)
