"""Where a call stands between two turns; it travels in the action URL, not in a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from ivr.model import Hotline
from ivr.model.directories import directory_of
from ivr.model.hotline import Municipality
from ivr.model.menu import Step
from ivr.model.services import Service

MOST: Final = 99
"""The largest counter a state can carry; larger ones are forged or broken."""


@dataclass(frozen=True, slots=True)
class InLanguageMenu:
    """The caller hears a page of languages, counted from 0, for the ``attempt``-th time."""

    municipality: str
    page: int = 0
    attempt: int = 1

    language: ClassVar[str] = ""
    topic: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class AtStep:
    """The caller hears a step of the menu for the ``attempt``-th time.

    An empty language is one not chosen yet: the caller hears the fallback. ``topic`` is what a
    callee will be told.
    """

    municipality: str
    language: str
    step: str
    topic: str = ""
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Announcing:
    """The caller hears which service they are being put through to."""

    municipality: str
    language: str
    service: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Dialling:
    """A service's ``route`` is ringing, counted from 1."""

    municipality: str
    language: str
    service: str
    topic: str = ""
    route: int = 1


@dataclass(frozen=True, slots=True)
class Instructing:
    """The caller hears which number to dial themselves, for the ``attempt``-th time."""

    municipality: str
    language: str
    service: str
    topic: str = ""
    attempt: int = 1


State = InLanguageMenu | AtStep | Announcing | Dialling | Instructing
"""One call between two turns: the five places it can be in."""


def fields(state: State) -> dict[str, str]:
    """Return a state as short ASCII fields; what is at its default is left out.

    >>> fields(AtStep("asker", "pl", "fees", topic="fees"))
    {'m': 'asker', 'at': 'step', 'l': 'pl', 'n': 'fees', 't': 'fees'}
    """
    at, name, count, page = _written(state)
    written = {"m": state.municipality, "at": at, "l": state.language, "n": name}
    written |= {"c": str(count) if count != 1 else "", "p": str(page) if page else ""}
    written["t"] = state.topic
    return {field: value for field, value in written.items() if value}


def _written(state: State) -> tuple[str, str, int, int]:
    """Return a state's place, name, counter and page as they are written."""
    match state:
        case InLanguageMenu():
            return "languages", "", state.attempt, state.page
        case AtStep():
            return "step", state.step, state.attempt, 0
        case Announcing():
            return "announce", state.service, 1, 0
        case Dialling():
            return "dial", state.service, state.route, 0
        case Instructing():
            return "instruction", state.service, state.attempt, 0


def read_state(written: Mapping[str, str], hotline: Hotline) -> State:
    """Return the state a hotline can go on from, whatever the fields hold.

    Fields come back signed, but perhaps from a configuration that has changed since:
    what no longer exists falls back to the nearest thing that does (the language menu,
    the main menu, the first attempt).
    """
    key = written.get("m", "")
    key = key if key in hotline.municipalities else hotline.default_municipality
    municipality = hotline.municipalities[key]
    language, count = written.get("l", ""), max(1, _count(written.get("c", "")))
    language = language if language in hotline.languages_in(key) else ""
    at, name, topic = written.get("at", ""), written.get("n", ""), written.get("t", "")
    if topic not in {step.topic for step in municipality.steps.values()}:
        topic = ""
    spoken = language or hotline.fallback_language
    if at == "step" and _is_heard(municipality.steps.get(name), spoken):
        return AtStep(key, language, name, topic, count)
    if at in _SERVED and _can_be_served(municipality, name, spoken):
        return _SERVED[at](key, language, name, topic, count)
    if at in ("step", *_SERVED) and language:
        return AtStep(key, language, hotline.main_menu)
    page = _count(written.get("p", "")) if at == "languages" else 0
    return InLanguageMenu(key, page, count if at == "languages" else 1)


_SERVED: Final[Mapping[str, Callable[[str, str, str, str, int], State]]] = {
    "announce": lambda key, language, name, topic, _: Announcing(key, language, name, topic),
    "dial": Dialling,
    "instruction": Instructing,
}
"""The places in which a call has come to a service, by how they are written."""


def _can_be_served(municipality: Municipality, service: str, language: str) -> bool:
    """Tell whether a service is one that callers are put through to."""
    if directory_of(service):
        return service in municipality.services
    prompts, name = municipality.prompts[language], f"service.{service}"
    worded = f"{name}.announce" in prompts and f"{name}.instruction" in prompts
    return worded and _is_heard(municipality.services.get(service), language)


def _is_heard(place: Step | Service | None, language: str) -> bool:
    """Tell whether callers in a language come to a step or service; none is one that is gone."""
    return place is not None and (place.languages is None or language in place.languages)


def _count(text: str) -> int:
    return min(int(text), MOST) if text.isascii() and text.isdecimal() and len(text) < 4 else 0  # noqa: PLR2004 - MOST has two digits
