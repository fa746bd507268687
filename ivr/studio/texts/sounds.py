"""What a card lets hear: a clip as callers hear it, or a text that nobody has saved yet."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ivr.definition import Loaded
from ivr.definition.wording import NumberWords, worded
from ivr.model.prompts import NO_ENGINE
from ivr.phone.audio.mulaw import decode
from ivr.phone.audio.wav import write_wav
from ivr.speech.build.alone import spoken
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.requests import requests_of
from ivr.speech.dsp.wav import unwrap
from ivr.speech.errors import SpeechError
from ivr.speech.recordings.script import keys_named


def for_browsers(clip: bytes) -> bytes:
    """Return a clip's file as 16-bit WAV, which every browser plays; raises SpeechError."""
    return _plain(unwrap(clip))


def words_of(loaded: Loaded, language: str, prompt: str, text: str) -> str:
    """Return a text as callers hear it: with the first key, the figures and numbers of today.

    Where municipalities differ, it is as the default one has it.
    """
    hotline, chosen = loaded.hotline, loaded.hotline.languages[language]
    services = hotline.municipalities[hotline.default_municipality].services
    found = worded(prompt, (text, None), NumberWords.of(chosen), services, hotline.facts)
    key = next(iter(keys_named(loaded, language, prompt)), "")
    return found.text.with_key(chosen.key_words.get(key, ""))


def has_voice(loaded: Loaded, language: str) -> bool:
    """Tell whether an engine speaks a language."""
    chosen = loaded.hotline.languages.get(language)
    return chosen is not None and chosen.voice.engine != NO_ENGINE


def has_better(loaded: Loaded, language: str) -> bool:
    """Tell whether a language has a better voice than the quick one, which takes longer."""
    return loaded.hotline.languages[language].voice.meanwhile is not None


def said_aloud(loaded: Loaded, language: str, words: str, *, slow: bool, best: bool) -> bytes:
    """Return the sound of words as a WAV file, in the quick voice or in the best one.

    Raises:
        SpeechError: No engine speaks the language, or it cannot say this.
    """
    if not has_voice(loaded, language):
        cause = f"no engine speaks {language}"
        raise SpeechError("unknown-voice", cause, "record the text")
    normal, slowly = requests_of(loaded.hotline.languages[language], words)
    request = slowly if slow else normal
    return _spoken(replace(request, meanwhile=None) if best else request.quick)


@lru_cache(maxsize=64)
def _spoken(request: ClipRequest) -> bytes:
    """Speak a request once; a player asks for its sound several times."""
    coded, _ = spoken(request)
    return _plain(coded)


def _plain(coded: bytes) -> bytes:
    return write_wav(decode(coded), as_mulaw=False)
