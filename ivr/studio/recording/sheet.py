"""What a speaker has to say, in its order, and how far they have come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from ivr.definition import Loaded
from ivr.files import recordings_folder
from ivr.model.length import expected_seconds
from ivr.speech.recordings.bindings import recorded
from ivr.speech.recordings.safety import safety_sheet
from ivr.speech.recordings.script import ScriptLine, script

Only: TypeAlias = Literal["missing", "safety", "all"]
ONLY: Final[tuple[Only, ...]] = get_args(Only)
"""What a sheet holds: all, of which the recorded are passed over; what callers in danger hear, in
the same way; or all, one after the other."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One text to be said.

    Attributes:
        line: The line of the script.
        source: The same in the language of the files; empty in that language itself.
        about_s: Seconds it takes to say.
        group: What it is about, on the safety sheet.
        recording: The digest of the recording that there is; empty for none.
    """

    line: ScriptLine
    source: str
    about_s: float
    group: str = ""
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sentences that somebody goes through.

    ``prompt`` is the only one whose readings are on it, or empty.
    """

    language: str
    only: Only
    prompt: str
    sentences: tuple[Sentence, ...]

    @property
    def done(self) -> int:
        """How many are recorded."""
        return sum(bool(one.recording) for one in self.sentences)

    @property
    def seconds_left(self) -> float:
        """How long it takes to say the others."""
        return sum(one.about_s for one in self.sentences if not one.recording)

    def find(self, id_: str) -> Sentence | None:
        """Return a sentence by its name on the script."""
        return next((one for one in self.sentences if one.line.id == id_), None)

    def first(self) -> Sentence | None:
        """Return where one begins: past the recorded, unless all are wanted."""
        return next(self._wanted(self.sentences), None)

    def after(self, sentence: Sentence) -> Sentence | None:
        """Return what comes next; what was passed over comes again in the end."""
        at = self.sentences.index(sentence)
        later, earlier = self.sentences[at + 1 :], self.sentences[:at]
        return next(self._wanted(later if self._is_whole else later + earlier), None)

    def number(self, sentence: Sentence) -> int:
        """Return which sentence of the sheet it is, from 1 on."""
        return self.sentences.index(sentence) + 1

    @property
    def _is_whole(self) -> bool:
        return self.only == "all" or bool(self.prompt)

    def _wanted(self, sentences: tuple[Sentence, ...]) -> Iterator[Sentence]:
        return (one for one in sentences if self._is_whole or not one.recording)


def sheet_of(loaded: Loaded, root: Path, language: str, only: Only, prompt: str = "") -> Sheet:
    """Return what a speaker of a language goes through.

    Args:
        loaded: The hotline as read from its files.
        root: The project's folder, where the recordings are.
        language: One of its languages.
        only: What of it.
        prompt: The prompt, or the name on the script, whose readings alone are wanted.

    Raises:
        SpeechError: The language's list of recordings is damaged.
    """
    lines = script(loaded, language)
    done = recorded(recordings_folder(root), language, [line.text for line in lines])
    groups = {line.id: "" for line in lines}
    if only == "safety":
        found = safety_sheet(loaded, language).groups
        groups = {line.id: group.heading for group in found for line in group.lines}
    if prompt:
        groups = {line.id: "" for line in lines if prompt in (line.prompt, line.id)}
    by_id = {line.id: line for line in lines}
    rate = loaded.hotline.languages[language].voice.words_per_minute
    sources = _sources(loaded, language)
    sentences = tuple(
        Sentence(
            line,
            sources.get(line.id) or sources.get(line.prompt, ""),
            expected_seconds(line.text, rate),
            group,
            done.by_text[line.text].digest if done.says(line.text) else "",
        )
        for line, group in ((by_id[id_], group) for id_, group in groups.items())
    )
    return Sheet(language, only, prompt, sentences)


def _sources(loaded: Loaded, language: str) -> dict[str, str]:
    """Return the sentences of the source language by their names, and by their prompts."""
    source = loaded.hotline.fallback_language
    if language == source:
        return {}
    lines = script(loaded, source)
    return {line.prompt: line.text for line in reversed(lines)} | {
        line.id: line.text for line in lines
    }
