"""The clips a hotline needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ivr.model.prompts import NO_ENGINE
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.dsp.targets import RENDITIONS
from ivr.speech.recordings.bindings import Recording, recorded
from ivr.speech.tts.emphasis import CountingWords
from ivr.speech.tts.voice import Voice

SILENT: Final = "silent"
"""The engine that has every language's voice: it says nothing, for as long as a speaker would."""

if TYPE_CHECKING:
    # The processes of a build import this room: they have no use for a hotline's readers.
    from ivr.definition import Loaded
    from ivr.model.prompts import Language, VoiceChoice


def clip_requests(
    loaded: Loaded, engine: str | None = None, *, recordings: Path | None = None
) -> list[ClipRequest]:
    """Return requests for every text the hotline may speak, in its language's voice.

    Each text is asked for twice, as people speak and slowly.

    Args:
        loaded: The hotline as read from its files.
        engine: Speaks everything instead of each language's own engines, with the voices that it
            has in the catalogue, or those of the best one; recordings are not asked then. A
            language that no engine speaks stays so, but for the engine that says nothing.
        recordings: ``audio/recordings`` of the project: what a person has said comes first.

    Raises:
        SpeechError: A language's list of recordings is damaged.
    """
    requests: list[ClipRequest] = []
    for code, language in sorted(loaded.hotline.languages.items()):
        texts = sorted(text for spoken, text in loaded.texts if spoken == code)
        people: Mapping[str, Recording] = {}
        if recordings is not None and engine is None:
            people = recorded(recordings, code, texts).by_text
        voices = _voices(language.voice, engine)
        counting = _counting(language)
        for text in texts:
            requests += _both(code, text, voices, people.get(text), counting)
    return requests


def requests_of(language: Language, text: str) -> list[ClipRequest]:
    """Return requests for a text that no file need say, as people speak and slowly.

    Args:
        language: Who speaks it, and how numbers are set apart.
        text: The words as they are spoken, with nothing left to fill in.
    """
    voices = _voices(language.voice, None)
    return [*_both(language.code, text, voices, None, _counting(language))]


def _voices(choice: VoiceChoice, engine: str | None) -> tuple[Voice, Voice | None]:
    """Return the best voice, and the quick one if there is one; with an engine, its voice alone."""
    quick = choice.meanwhile
    if engine is None:
        return _voice(choice), None if quick is None else _voice(quick)
    if choice.engine == NO_ENGINE and engine != SILENT:
        return _voice(choice), None
    named = quick if quick is not None and quick.engine == engine else choice
    return replace(_voice(named), engine=engine), None


def _voice(choice: VoiceChoice) -> Voice:
    return Voice(choice.engine, choice.voice, choice.words_per_minute)


def _counting(language: Language) -> CountingWords:
    return CountingWords(language.number_words, tuple(language.key_words.values()))


def _both(
    language: str,
    text: str,
    voices: tuple[Voice, Voice | None],
    recording: Recording | None,
    counting: CountingWords,
) -> Iterator[ClipRequest]:
    best, quick = voices
    for rendition in RENDITIONS:
        yield ClipRequest(language, text, best, rendition, recording, quick, counting)
