"""What stands on a card beside the sentence itself: its sounds, what was typed, what is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.model.length import LONGEST_S
from ivr.studio.texts.judged import Fault
from ivr.translation.catalogue import Part, Sentence


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound on a card: where it is, and what it is called."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Text:
    """One text that callers hear: its name on the script sheet, its words, and their sounds.

    ``seconds`` are those of the clip, or estimated; after ``limit`` the beginning is lost.
    """

    name: str
    words: str
    speaker: str
    seconds: float
    limit: float
    sounds: tuple[Sound, ...]


@dataclass(frozen=True, slots=True)
class Trying:
    """A text as it would be heard: its words, its sounds and its seconds, or why it cannot be."""

    words: str
    sounds: tuple[Sound, ...]
    trouble: str = ""
    seconds: float = 0.0
    limit: float = LONGEST_S


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody has typed on a card, and what is told of it.

    ``theirs`` is what another person has written meanwhile, ``whose`` their name if it is known.
    """

    typed: Sentence
    faults: tuple[Fault, ...] = ()
    theirs: Sentence | None = None
    whose: str = ""
    tried: Mapping[Part, Trying] = field(default_factory=dict)
    note: str = ""
    is_open: bool = True

    @property
    def is_wrong(self) -> bool:
        """Whether something keeps it from being saved."""
        return any(fault.is_mistake for fault in self.faults)
