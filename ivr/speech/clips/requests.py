"""The clips a hotline needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ivr.speech.clips.clip import ClipRequest
from ivr.speech.dsp.targets import RENDITIONS
from ivr.speech.recordings.bindings import Recording, recorded
from ivr.speech.tts.voice import Voice

if TYPE_CHECKING:
    # The processes of a build import this room: they have no use for a hotline's readers.
    from ivr.definition import Loaded
    from ivr.model.prompts import VoiceChoice


def clip_requests(
    loaded: Loaded, engine: str | None = None, *, recordings: Path | None = None
) -> list[ClipRequest]:
    """Return requests for every text the hotline may speak, in its language's voice.

    Each text is asked for twice, as people speak and slowly.

    Args:
        loaded: The hotline as read from its files.
        engine: Speaks everything instead of each language's own engine, with the same voices;
            recordings are not asked then.
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
        voice = _voice(language.voice, engine)
        requests += (request for text in texts for request in _both(code, text, voice, people))
    return requests


def _voice(choice: VoiceChoice, engine: str | None) -> Voice:
    return Voice(engine or choice.engine, choice.voice, choice.words_per_minute)


def _both(
    language: str, text: str, voice: Voice, people: Mapping[str, Recording]
) -> Iterator[ClipRequest]:
    for rendition in RENDITIONS:
        yield ClipRequest(language, text, voice, rendition, people.get(text))
