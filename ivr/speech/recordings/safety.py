"""The safety sheet: what callers in danger hear, in a quarter of an hour of speaking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ivr.definition.danger import Passage, passages, texts_of
from ivr.model.length import expected_seconds
from ivr.speech.recordings.bindings import recorded
from ivr.speech.recordings.script import ScriptLine, script

if TYPE_CHECKING:
    from ivr.definition import Loaded

MOST_S: Final = 15 * 60
"""A quarter of an hour: what somebody who is asked for a favour has time for."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines to be said in one breath, and what they are about.

    ``needed`` ones lead to a door: without them no language is offered.
    """

    heading: str
    needed: bool
    lines: tuple[ScriptLine, ...]


@dataclass(frozen=True, slots=True)
class SafetySheet:
    """What one language must say to callers in danger, in the order of speaking.

    Attributes:
        groups: The lines, what leads to a door first; each text once.
        left_out: Steps that tell more and for which there was no time, the most urgent first.
    """

    groups: tuple[Group, ...]
    left_out: tuple[str, ...]

    @property
    def lines(self) -> tuple[ScriptLine, ...]:
        """Every line, in the order of speaking."""
        return tuple(line for group in self.groups for line in group.lines)


def safety_sheet(loaded: Loaded, language: str) -> SafetySheet:
    """Return what callers in danger hear in a language, as far as it can be said in `MOST_S`.

    What leads to a door is never left out. What tells more is taken in by urgency, a step as a
    whole, because a turn that cannot be said in full is heard in another language.

    Args:
        loaded: The hotline as read from its files.
        language: One of its languages.
    """
    rate = loaded.hotline.languages[language].voice.words_per_minute
    told = passages(loaded.hotline)
    taken: dict[str, Passage] = {}
    left: dict[str, None] = {}
    spent = 0.0
    for step in dict.fromkeys(passage.step for passage in told):
        here = [passage for passage in told if passage.step == step]
        new = _first_heard(loaded, language, here, taken)
        seconds = sum(expected_seconds(text, rate) for text in new)
        if step and (spent + seconds > MOST_S or any(one.before in left for one in here)):
            left[step] = None
        else:
            taken |= new
            spent += seconds
    known = {line.text: line for line in script(loaded, language)}
    groups: dict[tuple[str, bool], list[ScriptLine]] = {}
    for text, passage in taken.items():
        groups.setdefault((passage.heading, not passage.step), []).append(known[text])
    found = tuple(Group(*about, tuple(lines)) for about, lines in groups.items())
    return SafetySheet(found, tuple(left))


@dataclass(frozen=True, slots=True)
class Voiced:
    """How much of a language's safety sheet people have recorded.

    Attributes:
        texts: Texts of the sheet.
        recorded: Those that a person's recording says as they are written now.
        seconds_left: How long it takes to say the others.

    Example:
        >>> Voiced(120, 119, 4.5).is_whole
        False
    """

    texts: int
    recorded: int
    seconds_left: float

    @property
    def is_whole(self) -> bool:
        """Whether the language is humanly voiced for safety."""
        return self.recorded == self.texts


def voiced(loaded: Loaded, folder: Path, language: str) -> Voiced:
    """Return how much of a language's safety sheet people have recorded.

    Args:
        loaded: The hotline as read from its files.
        folder: ``audio/recordings`` of the project.
        language: One of its languages.

    Raises:
        SpeechError: The list of recordings is damaged.
    """
    rate = loaded.hotline.languages[language].voice.words_per_minute
    texts = [line.text for line in safety_sheet(loaded, language).lines]
    done = recorded(folder, language, texts)
    left = [text for text in texts if not done.says(text)]
    seconds = sum(expected_seconds(text, rate) for text in left)
    return Voiced(len(texts), len(texts) - len(left), round(seconds, 1))


def _first_heard(
    loaded: Loaded, language: str, here: Iterable[Passage], before: Mapping[str, Passage]
) -> dict[str, Passage]:
    """Return the texts of passages that none before has said, each with its first passage."""
    found: dict[str, Passage] = {}
    for passage in here:
        for _, text in texts_of(loaded, language, passage):
            if text not in before:
                found.setdefault(text, passage)
    return found
