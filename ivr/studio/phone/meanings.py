"""What a sentence says, in another language: the same prompt, with the same key and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.definition.usage import LANGUAGE_OPTION, LANGUAGE_SHORT
from ivr.model import Hotline

OWN_NAMES: Final = frozenset({LANGUAGE_OPTION, LANGUAGE_SHORT})
"""Prompts in which each language names itself, and so says something else than the others."""


@dataclass(frozen=True, slots=True)
class Worded:
    """Where a sentence comes from.

    ``version`` tells wordings with other figures apart; ``key`` is the one that it names.
    """

    municipality: str
    prompt: str
    version: str
    key: str

    @property
    def names_a_language(self) -> bool:
        """Whether it is the line of a language in the language menu."""
        return self.prompt in OWN_NAMES


class Meanings:
    """Every sentence of a hotline, by its language and its words."""

    def __init__(self, hotline: Hotline) -> None:
        self._hotline = hotline
        self._found: dict[tuple[str, str], Worded] = {}
        for language, text, worded in _sentences(hotline):
            self._found.setdefault((language, text), worded)

    def worded(self, language: str, text: str) -> Worded | None:
        """Return where a sentence comes from; None for a proper name, or what is none of ours."""
        return self._found.get((language, text))

    def told(self, language: str, text: str, into: str) -> str:
        """Return what a sentence says in another language; empty where that is not known."""
        worded = self.worded(language, text)
        if worded is None or worded.names_a_language or language == into:
            return ""
        catalogue = self._hotline.municipalities[worded.municipality].prompts.get(into, {})
        prompt = catalogue.get(worded.prompt)
        if prompt is None:
            return ""
        wordings = dict(prompt.versions())
        wording = wordings.get(worded.version, prompt.text)
        return wording.with_key(self._hotline.languages[into].key_words.get(worded.key, ""))


def _sentences(hotline: Hotline) -> Iterator[tuple[str, str, Worded]]:
    for municipality in hotline.municipalities.values():
        for code, catalogue in municipality.prompts.items():
            words: Mapping[str, str] = hotline.languages[code].key_words
            for name, prompt in catalogue.items():
                for version, wording in prompt.versions():
                    keys = words.items() if wording.names_key else [("", "")]
                    for key, word in keys:
                        worded = Worded(municipality.key, name, version, key)
                        yield code, wording.with_key(word), worded
