"""The text of a prompt, with its placeholders filled from data.

A placeholder is ``{key}`` (the key that chooses this), ``{SERVICE.number}`` (spoken
digit by digit), ``{FACT}`` or ``{FACT.year}``. Everything but the key is known when
the hotline is read, so it is filled in then.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

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
