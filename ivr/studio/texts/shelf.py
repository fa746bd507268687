"""The sentences of one language as they lie on the page: what they say, and how far each is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

from ivr.definition import Loaded
from ivr.model.prompts import placeholders
from ivr.serving.assembly import Assembly
from ivr.speech.clips.clip import RECORDING, Clip
from ivr.speech.dsp.targets import NORMAL, SLOW
from ivr.speech.recordings.script import ScriptLine, script
from ivr.translation.approvals import Approval, is_approved, read_approvals
from ivr.translation.catalogue import Sentence, sentences
from ivr.translation.sources import source, to_look_at

NOTHING: Final = Sentence("", "")


class State(StrEnum):
    """How far a sentence is; several may hold at once."""

    LOOK = "look"
    """Its Norwegian has changed since it was translated."""
    DRAFT = "draft"
    """Nobody has approved it as it is written now."""
    APPROVED = "approved"
    RECORDED = "recorded"
    """A person says all of it."""
    SILENT = "silent"
    """Some of it has no sound."""
    MISSING = "missing"
    """It is not written yet."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One text that a sentence comes to, with its clips; None where there is none."""

    line: ScriptLine
    normal: Clip | None
    slow: Clip | None


@dataclass(frozen=True, slots=True)
class Card:
    """One sentence in one language.

    ``source`` is the Norwegian beside it, and ``older`` the one that it was made from where that
    has changed; ``lines`` are the texts that it comes to, which callers hear.
    """

    language: str
    key: str
    ours: Sentence
    source: Sentence
    older: Sentence | None
    lines: tuple[Spoken, ...]
    approval: Approval | None
    states: frozenset[State]

    @property
    def has_without(self) -> bool:
        """Whether there is another wording, for days and places without a figure or number."""
        return bool(self.source.without or self.ours.without)

    @property
    def is_draft(self) -> bool:
        """Whether it can be approved."""
        return State.DRAFT in self.states

    @property
    def example(self) -> str:
        """The first thing in its braces, with them; empty for a text of words alone."""
        text = self.source.text or self.ours.text
        return next((f"{{{name}}}" for name in placeholders(text)), "")

    @property
    def topic(self) -> str:
        """What it belongs to: the first part of its name."""
        return self.key.partition(".")[0]


@dataclass(frozen=True)
class Shelf:
    """Every sentence of a language, in the order of the files."""

    assembly: Assembly
    root: Path
    language: str

    @property
    def loaded(self) -> Loaded:
        """The hotline as it was read."""
        return self.assembly.loaded

    @property
    def is_source(self) -> bool:
        """Whether all others are translated from it."""
        return self.language == self.loaded.hotline.fallback_language

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The sentences; raises BadApprovals, and SpeechError, for a damaged file."""
        original = source(self.loaded)
        written = sentences(self.loaded.files[f"prompts/{self.language}"])
        older = to_look_at(self.loaded, self.root, self.language)
        approvals = read_approvals(self.root, self.language)
        spoken = self._spoken()
        return tuple(
            Card(
                self.language,
                key,
                written.get(key, NOTHING),
                NOTHING if self.is_source else original[key],
                older.get(key),
                spoken.get(key, ()),
                approvals.get(key),
                frozenset(self._states(key, written, older, approvals, spoken.get(key, ()))),
            )
            for key in self.loaded.prompts(self.language)
            if key in original
        )

    def _states(
        self,
        key: str,
        written: Mapping[str, Sentence],
        older: Mapping[str, Sentence],
        approvals: Mapping[str, Approval],
        spoken: Iterable[Spoken],
    ) -> Iterable[State]:
        if key not in written:
            yield State.MISSING
            return
        if key in older:
            yield State.LOOK
        yield State.APPROVED if is_approved(key, written[key], approvals) else State.DRAFT
        clips = [one.normal for one in spoken]
        if None in clips:
            yield State.SILENT
        elif clips and all(clip is not None and clip.engine == RECORDING for clip in clips):
            yield State.RECORDED

    def _spoken(self) -> dict[str, tuple[Spoken, ...]]:
        if self.language not in self.loaded.hotline.languages:
            return {}  # nobody is offered it, and no voice is chosen
        store, found = self.assembly.clips, dict[str, list[Spoken]]()
        store.follow_builds()
        for line in script(self.loaded, self.language):
            # A clip is read before it counts; the slow one is read when somebody plays it.
            has_sound = store.has(self.language, line.text)
            normal, slow = (
                store.manifest.clip(self.language, line.text, rendition) if has_sound else None
                for rendition in (NORMAL, SLOW)
            )
            found.setdefault(line.prompt, []).append(Spoken(line, normal, slow))
        return {prompt: tuple(lines) for prompt, lines in found.items()}

    def count(self, state: State) -> int:
        """Return how many sentences are in a state."""
        return sum(state in card.states for card in self.cards)


def languages(loaded: Loaded) -> tuple[str, ...]:
    """Return every language that has a catalogue, those that callers are offered first."""
    books = sorted(file.removeprefix("prompts/") for file in loaded.files if "prompts/" in file)
    return tuple(dict.fromkeys((*loaded.hotline.languages, *books)))
