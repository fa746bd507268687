"""A sentence of the catalogue as callers hear it: its figures, numbers and addresses filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr.definition.project import unknown_in
from ivr.model import phone_numbers as numbers
from ivr.model.figures import Fact, Value, spells
from ivr.model.prompts import Dated, Language, Prompt, Wording, fill, placeholders
from ivr.model.services import Service


@dataclass(frozen=True, slots=True)
class NumberWords:
    """How a language reads telephone numbers: its words for 0 to 9, and for the plus sign."""

    digits: Sequence[str]
    plus: str

    @classmethod
    def of(cls, language: Language) -> NumberWords:
        """Return the words of a language that callers can choose."""
        return cls(language.number_words, language.key_words.get("+", ""))


def worded(
    name: str,
    written: tuple[str, str | None],
    words: NumberWords,
    services: Mapping[str, Service],
    facts: Mapping[str, Fact],
) -> Prompt:
    """Return a sentence in which at most the key is still open.

    Args:
        name: Its key in the catalogue.
        written: Its text, and what is said without a figure or number, if anything.
        words: Those of its language.
        services: Those of the municipality.
        facts: The figures, by name.

    Example:
        >>> words = NumberWords(["null", "én", "to", "tre"], "pluss")
        >>> worded("bye", ("Ring {x.number}.", "Ha det."), words, {}, {}).text.template
        'Ha det.'
    """

    def filled(text: str, values: Mapping[str, Value]) -> Wording:
        def value_of(placeholder: str) -> str:
            first, _, part = placeholder.partition(".")
            if first in facts:
                return str(values[first].year if part == "year" else values[first].value)
            service = services.get(first)
            if part == "address":
                return (service and service.address) or ""
            number = (service and service.number) or ""
            return numbers.spoken(number, words.digits, words.plus)

        return fill(text, value_of)

    text, without = written
    bare = None if without is None else filled(without, {})
    if bare is not None and unknown_in(text, services):
        return Prompt(name, bare, None)
    first = (placeholder.partition(".")[0] for placeholder in placeholders(text))
    named = [facts[fact] for fact in dict.fromkeys(first) if fact in facts]
    if not named:
        return Prompt(name, filled(text, {}), bare)
    dated = tuple(
        Dated(begins, expires, filled(text, values)) for begins, expires, values in spells(named)
    )
    if not dated:
        # Figures that are of one year on no day: the check says so, and nobody serves it.
        return Prompt(name, bare or Wording(""), None)
    return Prompt(name, dated[0].wording, bare, dated)
