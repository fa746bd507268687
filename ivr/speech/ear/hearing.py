"""One clip heard by the recogniser: what it is taken for, and what else it might say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ivr.speech.dsp.mastering import measure
from ivr.speech.dsp.targets import RATE_HZ
from ivr.speech.ear.recogniser import LONGEST_S, Heard, recogniser
from ivr.speech.ear.words import Tally, held_against, letters

KEY: Final = "key"
NUMBER: Final = "number"

_NEAREST: Final = 3
_LIKELIER: Final = 10.0
"""A logarithm: another sentence of the sheet must explain the sound e¹⁰ times better. Clips as
they should be reached 24 with the voice that is understood worst, but never by the words heard."""
_BEGINNING_WRONG: Final = 0.3
"""Share of its letters up to which the beginning of a text counts as heard."""
_FOUND_BELOW: Final = 0.5
_CLEARER_BY: Final = 0.3
"""Shares of the letters: how well the other sentence must be heard, and how much better."""


@dataclass(frozen=True, slots=True)
class ClosedSet:
    """Texts of which a clip says one; they are alike but for a key or a telephone number.

    Attributes:
        kind: ``key`` or ``number``.
        texts: By what they name: *4*, *113*.
        right: What the clip should name.
    """

    kind: str
    texts: Mapping[str, str]
    right: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A clip to be listened to.

    Attributes:
        language: Our language code.
        engine: Name of the engine that spoke; ``recording`` for a person.
        id: The text's name on the script sheet.
        text: The words it should say.
        coded: 8 kHz mono µ-law, as the carrier plays it.
        digits: Digit by word, of the language.
        sets: What its key or number is to be told from.
    """

    language: str
    engine: str
    id: str
    text: str
    coded: bytes
    digits: Mapping[str, str] = field(default_factory=dict)
    sets: tuple[ClosedSet, ...] = ()

    @property
    def seconds(self) -> float:
        """Length, silence included."""
        return len(self.coded) / RATE_HZ


@dataclass(frozen=True, slots=True)
class Hearing:
    """What became of a clip in the recogniser's ear.

    Attributes:
        language: Our language code.
        engine: Who spoke.
        id: The text's name on the script sheet.
        text: The words it should say.
        seconds: Length of the clip.
        heard: What was understood; empty for silence.
        tally: The errors in it.
        is_silent: Whether nobody speaks at all.
        named: By kind of closed set, what should be named and what it is likeliest to name.
        instead: Another text of the sheet that it says far likelier.
        language_heard: The likeliest language.
        language_share: How likely that one is, 0 to 1.
        end_lost: Share of the text's letters that are not heard although all before them are.
    """

    language: str
    engine: str
    id: str
    text: str
    seconds: float
    heard: str
    tally: Tally
    is_silent: bool = False
    named: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    instead: str = ""
    language_heard: str = ""
    language_share: float = 0.0
    end_lost: float = 0.0


def hear(spoken: Spoken, sheet: Collection[str] = ()) -> Hearing:
    """Listen to a clip.

    Args:
        spoken: The clip, at most half a minute.
        sheet: Every text of the language, one of which it may say instead.

    Raises:
        EngineDownError: The recogniser is not installed.
        SpeechError: It does not know the language, or the clip is too long.
    """
    found = measure(spoken.coded)
    if found.level_dbov is None:
        nothing = held_against(spoken.text, "", spoken.digits, spoken.language)
        return Hearing(*_about(spoken), found.seconds, "", nothing, is_silent=True)
    clip = recogniser().listen(spoken.coded[: int(LONGEST_S * RATE_HZ)], spoken.language)
    heard, languages = clip.text(), clip.languages()
    return Hearing(
        *_about(spoken),
        found.seconds,
        heard,
        held_against(spoken.text, heard, spoken.digits, spoken.language),
        named={one.kind: (one.right, _likeliest(clip, one)) for one in spoken.sets},
        instead=_instead(clip, spoken, sheet),
        language_heard=max(languages, key=lambda code: languages[code]),
        language_share=max(languages.values()),
        end_lost=_end_lost(_letters(spoken.text, spoken), _letters(heard, spoken)),
    )


def _about(spoken: Spoken) -> tuple[str, str, str, str]:
    return spoken.language, spoken.engine, spoken.id, spoken.text


def _likeliest(clip: Heard, among: ClosedSet) -> str:
    found = clip.likelihoods(list(among.texts.values()))
    best: str = max(zip(found, among.texts, strict=True))[1]
    return best


def another_text(
    clip: Heard, text: str, others: Iterable[str], digits: Mapping[str, str], language: str
) -> str:
    """Return the text that a clip says far likelier than its own; empty when there is none.

    It must be heard word by word, too: a voice that is hardly understood is not judged.

    Args:
        clip: The sound.
        text: What it should say.
        others: What it may say instead.
        digits: Digit by word, of the language.
        language: Our language code.
    """
    found = letters(clip.text(), digits, language)
    own = Levenshtein.normalized_distance(letters(text, digits, language), found)
    near = process.extract(
        found,
        {other: letters(other, digits, language) for other in others},
        scorer=Levenshtein.normalized_distance,
        processor=None,
        limit=_NEAREST,
    )
    clear = [other for _, share, other in near if share < min(_FOUND_BELOW, own - _CLEARER_BY)]
    if not clear:
        return ""
    right, *likely = clip.likelihoods([text, *clear])
    most, best = max(zip(likely, clear, strict=True))
    return best if most - right > _LIKELIER else ""


def _instead(clip: Heard, spoken: Spoken, sheet: Collection[str]) -> str:
    alike = {spoken.text}.union(*(one.texts.values() for one in spoken.sets))
    others = [text for text in sheet if text not in alike]
    return another_text(clip, spoken.text, others, spoken.digits, spoken.language)


def _end_lost(said: str, found: str) -> float:
    """Return the share of what was said that follows after the last of what was found.

    Nothing, where what comes before was not found either.

    >>> _end_lost("hangupanddial113", "hangupand"), _end_lost("hangupanddial113", "hangdial113")
    (0.4375, 0.0)
    >>> _end_lost("hangupanddial113", "sangundtal")
    0.0
    """
    edits = [Levenshtein.distance(said[:kept], found) for kept in range(len(said) + 1)]
    best = min(range(len(edits)), key=lambda kept: (edits[kept], -kept))
    return 1 - best / len(said) if edits[best] <= best * _BEGINNING_WRONG and best else 0.0


def _letters(text: str, spoken: Spoken) -> str:
    return letters(text, spoken.digits, spoken.language)


def sets_of(hearings: Sequence[Hearing], kind: str) -> tuple[int, int]:
    """Return how many clips named what they should, of how many that were asked.

    Example:
        >>> clip = Hearing(
        ...     "nb", "silent", "x", "Trykk to.", 1.0, "", Tally(), named={KEY: ("2", "2")}
        ... )
        >>> sets_of([clip], KEY), sets_of([clip], NUMBER)
        ((1, 1), (0, 0))
    """
    asked = [hearing.named[kind] for hearing in hearings if kind in hearing.named]
    return sum(right == found for right, found in asked), len(asked)
