"""What is said: a prompt's text with its placeholders filled from data, and who says it.

A placeholder is ``{key}`` (the key that chooses this), ``{SERVICE.number}`` (spoken
digit by digit), ``{FACT}`` or ``{FACT.year}``. Everything but the key is known when
the hotline is read, so it is filled in then.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

NO_ENGINE: Final = "none"
"""Stands where the name of an engine would, for a language that is heard in recordings only."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_STRAY = re.compile(r"[{}]")
_VERSION = re.compile(r"[0-9]|without|\d{4}-\d\d-\d\d")


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


def recorded_prompt(name: str, municipalities: Collection[str]) -> str:
    """Return the prompt of which a recording would be called so, or nothing.

    A recording is called after its prompt, then the key, the day or ``without``, and the
    municipality that tell it from the others (`ivr.speech.recordings.script`).

    >>> recorded_prompt("main.fees.4", []), recorded_prompt("fees.card.2027-01-01", [])
    ('main.fees', 'fees.card')
    >>> recorded_prompt("main.fees", []), recorded_prompt("main.asker", ["asker"])
    ('', 'main')
    """
    prompt, _, last = name.rpartition(".")
    return prompt if _VERSION.fullmatch(last) or last in municipalities else ""


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
class Dated:
    """A sentence with its figures as they are from one day to another, both included."""

    begins: dt.date
    expires: dt.date
    wording: Wording


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sentence of the catalogue, ready to be worded.

    ``dated`` are its wordings with figures, in the order of their days; ``text`` is the first of
    them, or the only wording of a sentence that names none. ``without`` is spoken on all other
    days: never are the figures of two years in one sentence.
    """

    key: str
    text: Wording
    without: Wording | None
    dated: tuple[Dated, ...] = ()

    def wording(self, today: dt.date) -> Wording:
        """Return the wording that is true today."""
        for one in self.dated:
            # Not asked of the figure: the proof learns from it on which days to look at this.
            if one.begins <= today <= one.expires:
                return one.wording
        return self.text if self.without is None or not self.dated else self.without

    def wordings(self) -> tuple[Wording, ...]:
        """Return every wording that may ever be spoken."""
        return tuple(wording for _, wording in self.versions())

    def versions(self) -> Iterator[tuple[str, Wording]]:
        """Yield every wording with what tells it from the first: a day, or ``without``.

        >>> [version for version, _ in Prompt("x", Wording("Nine."), Wording("Ask.")).versions()]
        ['', 'without']
        """
        yield "", self.text
        for one in self.dated[1:]:
            yield one.begins.isoformat(), one.wording
        if self.without is not None:
            yield "without", self.without


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
