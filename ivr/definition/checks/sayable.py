"""Whether everything that is spoken is words: no digits, no markup, no pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ivr.definition.documents import CatalogueDocument
from ivr.definition.project import Place, Project
from ivr.definition.signs import Kind, Unsayable, is_direction, plain_digits, unsayable
from ivr.lookalikes import mended

_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")

_OUT: Final = "Take it out, or say it in words."
_TOLD: Final[Mapping[Kind, tuple[str, str, str]]] = {
    "digits": ("digits-in-text", "has digits, which voices read each in their own way:", ""),
    "markup": ("markup-in-text", "has markup, which is read aloud or lost:", _OUT),
    "address": (
        "address-in-text",
        "has an address, which callers cannot take down:",
        "Say in words where to look, or what to ask for.",
    ),
    "symbol": ("sign-not-sayable", "has a sign that is no word:", _OUT),
    "alphabet": (
        "look-alike-sign",
        "has a letter of another alphabet, which voices misread:",
        "Type the word anew, in letters of one alphabet.",
    ),
    "invisible": ("invisible-sign", "has a sign that nobody can see:", "Type the text anew."),
}


def check_sayable(project: Project, code: str) -> None:
    """Note every sign in a language's texts and words that no voice can say."""
    numbers = known_numbers(project)
    for place, label, text in _texts(code, project.catalogues[code]):
        check_text(project, place, label, _PLACEHOLDER.sub(" ", text), numbers)


def check_addresses(project: Project) -> None:
    """Note what cannot be said in the addresses of services; the digits of a house can."""
    for key in ("services", *(f"municipalities/{name}" for name in project.municipalities)):
        own = key == "services"
        services = project.services if own else project.municipalities[key[15:]].services
        for name, service in services.items():
            place = ("services", name) if own else (key, "services", name)
            label = f"{name}: [address]"
            check_text(project, (*place, "address"), label, service.address or "", None)


def known_numbers(project: Project) -> dict[str, str]:
    """Return the placeholder of every figure and telephone number, by its digits."""
    found: dict[str, str] = {}
    local = (project.services_of(key) for key in project.municipalities)
    for services in (project.services, *local):
        for name, service in services.items():
            if service.number:
                found.setdefault(plain_digits(service.number), f"{name}.number")
    for name, fact in project.facts.items():
        for one in fact.values():
            found.setdefault(str(one.value), name)
    for name, fact in project.facts.items():
        for one in fact.values():
            found.setdefault(str(one.year), f"{name}.year")
    return found


def _texts(code: str, book: CatalogueDocument) -> Iterator[tuple[Place, str, str]]:
    """Yield every text and word of a catalogue, with its place and what it is called."""
    file = f"prompts/{code}"
    yield (file, "name"), "The name", book.name
    for digit, word in enumerate(book.digits):
        yield (file, "digits", digit), f"The word for {digit}", word
    for key, word in book.keys.items():
        yield (file, "keys", key), f"The word for {key}", word
    for name, prompt in book.prompts.items():
        yield (file, "prompts", name, "text"), f"[{name}]", prompt.text
        if prompt.without is not None:
            yield (file, "prompts", name, "without"), f"[{name}], without,", prompt.without


def check_text(
    project: Project, place: Place, label: str, text: str, numbers: Mapping[str, str] | None
) -> None:
    """Note every sign of a text that cannot be said; without ``numbers``, digits can."""
    for found in dict.fromkeys(unsayable(text)):
        if found.kind == "digits" and numbers is None:
            continue
        code, cause, fix = _TOLD[found.kind]
        if found.kind == "digits":
            fix = _in_words(found, numbers or {}, in_later_wording=place[-1] == "without")
        elif found.kind == "alphabet" and mended(found.signs).isascii():
            fix = f'Write "{mended(found.signs)}".'
        elif found.kind == "invisible" and is_direction(found.signs):
            fix = "Take it out; words stand in their order by themselves."
        project.problem(code, place, f"{label} {cause} {found.told}.", fix)


def _in_words(found: Unsayable, numbers: Mapping[str, str], *, in_later_wording: bool) -> str:
    placeholder = numbers.get(plain_digits(found.signs))
    if placeholder is None:
        return "Write it in words."
    if placeholder.endswith(".number"):
        return f"Write {{{placeholder}}}."
    if in_later_wording:
        return "Say it without the figure, which has expired then."
    return f"Write {{{placeholder}}} if that is meant, or else words."
