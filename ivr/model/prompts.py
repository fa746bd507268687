"""What is said: a prompt's text with its placeholders filled from data, and who says it.

A placeholder is ``{key}`` (the key that chooses this), ``{SERVICE.number}`` (spoken
digit by digit), ``{FACT}`` or ``{FACT.year}``. Everything but the key is known when
the hotline is read, so it is filled in then.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

NO_ENGINE: Final = "none"
"""Stands where the name of an engine would, for a language that is heard in recordings only."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_STRAY = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence in which at most the key is still open.

    ``numbers`` names the services whose telephone number is in it.

    >>> Wording("For fees, press {key}.").with_key("four")
    'For fees, press four.'
    >>> Wording("Goodbye.").with_key("")
    'Goodbye.'
    """

    template: str
    numbers: frozenset[str] = frozenset()

    @property
    def names_key(self) -> bool:
        """Whether the sentence says which key to press."""
        return "{key}" in self.template

    def with_key(self, word: str) -> str:
        """Return the sentence as it is spoken, the key as the given word."""
        return self.template.replace("{key}", word)


def placeholders(text: str) -> list[str]:
    """Return the names in braces, in their order, repeated as often as they occur.

    >>> placeholders("Call {ambulance.number}. I repeat: {ambulance.number}.")
    ['ambulance.number', 'ambulance.number']
    """
    return _PLACEHOLDER.findall(text)


def has_stray_brace(text: str) -> bool:
    """Tell whether a brace stands alone.

    >>> has_stray_brace("Press {key."), has_stray_brace("Press {key}.")
    (True, False)
    """
    return bool(_STRAY.search(_PLACEHOLDER.sub("", text)))


def fill(text: str, value_of: Callable[[str], str]) -> Wording:
    """Fill every placeholder but the key, whose word depends on the menu.

    >>> fill("Press {key} for {x.number}.", {"x.number": "one one three"}.__getitem__).template
    'Press {key} for one one three.'
    """

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        return match.group(0) if name == "key" else value_of(name)

    numbers = {name.removesuffix(".number") for name in placeholders(text) if ".number" in name}
    return Wording(_PLACEHOLDER.sub(one, " ".join(text.split())), frozenset(numbers))


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sentence of the catalogue, ready to be worded.

    ``expires`` is the first expiry among the facts in it; ``without`` is spoken after that.
    """

    key: str
    text: Wording
    without: Wording | None
    expires: dt.date | None

    def wording(self, today: dt.date) -> Wording:
        """Return the wording that is true today."""
        if self.expires is not None and today > self.expires and self.without is not None:
            return self.without
        return self.text

    def wordings(self) -> tuple[Wording, ...]:
        """Return every wording that may ever be spoken."""
        return (self.text,) if self.without is None else (self.text, self.without)


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that changes from year to year; spoken up to and including ``expires``."""

    name: str
    value: int
    unit: str
    year: int
    source: str
    checked: dt.date
    expires: dt.date
    unsure: str | None


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """The engine and voice a catalogue asks for; the rate is in words a minute.

    ``meanwhile`` is a quick voice, which speaks until the clips of this one are made.
    """

    engine: str
    voice: str
    words_per_minute: int
    meanwhile: VoiceChoice | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """A language callers can choose, with its words for keys and digits.

    ``number_words`` are those for 0 to 9 as numbers are read; a key may be inflected, as after
    "press". ``unspoken`` are the prompts that cannot be heard in it, for want of a clip.
    """

    code: str
    name: str
    voice: VoiceChoice
    key_words: Mapping[str, str]
    unspoken: frozenset[str] = frozenset()
    number_words: tuple[str, ...] = ()
