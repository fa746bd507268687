"""What is said where the hotline ends a call by itself: it has failed, or a limit is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ivr.call.turn import CanBeHeard, Goodbye, Spoken, Turn
from ivr.model import Hotline

APOLOGY: Final = "apology"
ENDING: Final = "ending"
"""What is said where a limit ends a call; a language may lack it."""


@dataclass(frozen=True, slots=True)
class LastWords:
    """The last words in every language, found before anything can fail."""

    fallback: str
    apologies: Mapping[str, Spoken]
    endings: Mapping[str, Spoken]

    @classmethod
    def of(cls, hotline: Hotline) -> LastWords:
        """Return those of a hotline; every language has an apology."""
        apologies, endings = _worded(hotline, APOLOGY), _worded(hotline, ENDING)
        return cls(hotline.fallback_language, apologies, endings)

    def apology(self, language: str, can_be_heard: CanBeHeard) -> tuple[Spoken, ...]:
        """Return the apology, in another language where this one has no sound: never silence."""
        return self._first(language, can_be_heard, self.apologies)

    def ending(self, language: str, can_be_heard: CanBeHeard) -> Turn:
        """Return the turn that ends a call at a limit; the apology names the same numbers."""
        said = self._first(language, can_be_heard, self.endings, self.apologies)
        return Turn(said, Goodbye(at_a_limit=True))

    def _first(
        self, language: str, can_be_heard: CanBeHeard, *kinds: Mapping[str, Spoken]
    ) -> tuple[Spoken, ...]:
        for code in (language, self.fallback, *self.apologies):
            for spoken in (kind[code] for kind in kinds if code in kind):
                if can_be_heard(spoken):
                    return (spoken,)
        return ()


def _worded(hotline: Hotline, prompt: str) -> dict[str, Spoken]:
    """Return a prompt in every language that has it, the default municipality's words first."""
    default = hotline.municipalities[hotline.default_municipality]
    return {
        code: Spoken(prompt, code, one.prompts[code][prompt].text.with_key(""))
        for one in (*hotline.municipalities.values(), default)
        for code in hotline.languages_in(one.key)
        if prompt in one.prompts[code]
    }
