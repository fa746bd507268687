"""The clips a hotline needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivr.speech.clip import ClipRequest
from ivr.speech.voice import Voice

if TYPE_CHECKING:
    # The processes of a build import this room: they have no use for a hotline's readers.
    from ivr.hotline import Loaded


def wanted(loaded: Loaded, engine: str | None = None) -> list[ClipRequest]:
    """Return a request for every text the hotline may speak, in its language's voice.

    Args:
        loaded: The hotline as read from its files.
        engine: Speaks everything instead of each language's own engine, with the same voices.
    """
    requests = []
    for code, text in sorted(loaded.texts):
        choice = loaded.hotline.languages[code].voice
        voice = Voice(engine or choice.engine, choice.voice, choice.words_per_minute)
        requests.append(ClipRequest(code, text, voice))
    return requests
