"""What a speaker of one language has to say: every text once, with the id its file is named by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ivr.model.length import allowed_seconds

if TYPE_CHECKING:
    # The processes of a build import this room: they have no use for a hotline's readers.
    from ivr.definition import Loaded
    from ivr.model.prompts import Language


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One text to be recorded.

    Attributes:
        id: Name of the recording: the prompt; the key behind it where the text says one, as in
            ``main.fees.4``; the first day of a figure's later value, as in
            ``fees.doctor.2027-01-01``, or ``without`` for the wording without figures; and the
            municipality where its text is another than the default one's.
        prompt: The prompt's key in the catalogue.
        text: The words as spoken.
        seconds: How long the recording may be.
    """

    id: str
    prompt: str
    text: str
    seconds: int


def script(loaded: Loaded, language: str) -> tuple[ScriptLine, ...]:
    """Return everything that is spoken in a language, in the order of the files, each text once.

    Args:
        loaded: The hotline as read from its files.
        language: One of its languages.
    """
    rate = loaded.hotline.languages[language].voice.words_per_minute
    spoken = loaded.texts
    lines: dict[str, ScriptLine] = {}
    taken: set[str] = set()
    named = (prompt for code, prompt in loaded.wordings if code == language)
    for prompt in dict.fromkeys((*loaded.prompts(language), *named)):
        for name, municipality, text in _said(loaded, language, prompt):
            if text in lines or (language, text) not in spoken:
                continue
            free = name if name not in taken else f"{name}.{municipality}"
            taken.add(free)
            lines[text] = ScriptLine(free, prompt, text, allowed_seconds(text, rate))
    return tuple(lines.values())


def digit_words(language: Language) -> dict[str, str]:
    """Return the digit that each word stands for, as numbers are read and as keys are named."""
    keys = {word: key for key, word in language.key_words.items() if key.isdecimal()}
    return {word: str(digit) for digit, word in enumerate(language.number_words)} | keys


def _said(loaded: Loaded, language: str, prompt: str) -> Iterator[tuple[str, str, str]]:
    """Yield the id, the municipality and the text of all that a prompt may come to."""
    hotline = loaded.hotline
    words = hotline.languages[language].key_words
    keys = keys_named(loaded, language, prompt)
    others = [key for key in hotline.municipalities if key != hotline.default_municipality]
    for municipality in (hotline.default_municipality, *others):
        found = hotline.municipalities[municipality].prompts[language].get(prompt)
        for version, wording in found.versions() if found else ():
            for key in keys if wording.names_key else ("",):
                name = ".".join(part for part in (prompt, key, version) if part)
                yield name, municipality, wording.with_key(words.get(key, ""))


def keys_named(loaded: Loaded, language: str, prompt: str) -> tuple[str, ...]:
    """Return the keys that lead to a prompt in a language; one that is empty where none does."""
    found = (
        usage.key or ""
        for usage in loaded.usages
        if usage.prompt == prompt and usage.language in (None, language)
    )
    return tuple(dict.fromkeys(found))
