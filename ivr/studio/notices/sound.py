"""A notice's words as sound: the clip that callers hear, or one that is made and kept nowhere."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from ivr.call import Spoken
from ivr.model.length import expected_seconds
from ivr.model.prompts import NO_ENGINE, Language
from ivr.serving.assembly import Assembly
from ivr.speech.build.run import build
from ivr.speech.clips.clip import Clip, ClipRequest
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.clips.preview import for_any_player
from ivr.speech.clips.requests import request_of
from ivr.speech.errors import SpeechError


def sound_of(assembly: Assembly, language: str, text: str) -> bytes | None:
    """Return a text as a WAV file that any browser plays; None where no voice speaks it."""
    clip = assembly.clips.playable(Spoken("", language, text))
    if clip is not None:
        return for_any_player((assembly.clips.folder / clip.file).read_bytes())
    made = spoken(assembly.loaded.hotline.languages[language], text)
    return None if made is None else for_any_player(made[1])


def seconds_of(language: Language, text: str) -> float:
    """Return how long a text takes to say; an estimate where no voice speaks it here."""
    made = spoken(language, text)
    return expected_seconds(text, language.voice.words_per_minute) if made is None else made[0]


def spoken(language: Language, text: str) -> tuple[float, bytes] | None:
    """Speak a text in a language's quick voice; return its seconds and its clip, or None."""
    if language.voice.engine == NO_ENGINE or not text:
        return None
    return _spoken(request_of(language, text))


@lru_cache(maxsize=64)
def _spoken(request: ClipRequest) -> tuple[float, bytes] | None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            report = build([request], Path(folder), jobs=1)
            if report.failures:
                return None
            clip: Clip = next(iter(Manifest.load(Path(folder, MANIFEST_NAME))))
            return clip.seconds, Path(folder, clip.file).read_bytes()
        except SpeechError:
            return None
