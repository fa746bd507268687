"""What a card lets hear of a text that nobody has saved yet: its words, and in which voices."""

from __future__ import annotations

from ivr.definition import Loaded
from ivr.definition.wording import NumberWords, worded
from ivr.model.prompts import NO_ENGINE
from ivr.speech.recordings.script import keys_named


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
