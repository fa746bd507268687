"""Which prompts a hotline speaks, with which key, and which line of the files asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ivr.definition.directories.listed import MORE, PRESS
from ivr.definition.documents import HotlineDocument, ServiceDocument, StepDocument
from ivr.definition.project import Place, Project
from ivr.model.directories import directory_of, listing_of
from ivr.model.language_menu import FIRST_PAGE, MORE_KEY, language_key
from ivr.model.menu import Destination

ALWAYS: Final = "24/7"
"""Hours of a service that needs no words for being closed."""

LANGUAGE_OPTION: Final = "language.option"
LANGUAGE_SHORT: Final = "language.short"
LANGUAGE_WAIT: Final = "language.wait"
"""With this prompt every language names itself in the language menu."""

ACCEPT: Final = "whisper.accept"
"""What asks a callee to press a key to be connected."""

TAKE_YOUR_TIME: Final = "keys.take_your_time"
"""What may be said while a key is waited for."""

ANNOUNCED: Final = "announcements"
"""The first part of the place of whatever is heard for a while."""

ANSWER: Final = "answer.emergency"
"""The first words of every call."""

SPOKEN_ALWAYS: Final = (
    ANSWER,
    "retry.silence",
    "retry.options",
    "retry.person",
    "goodbye",
    "apology",
)
"""Prompts that the conversation itself speaks, whatever the menus say."""

ENDING: Final = "ending"
"""What is heard where a limit ends a call; a language that cannot say it says the apology."""

DIRECTORY_PROMPTS: Final = tuple(
    f"directory.{part}"
    for part in ("announce", "closed", "number", "failed", "repeat", "address", "wait")
)
"""What is said around the name, the number and the address of a place."""

_REMINDED: Final[Place] = ("hotline", "room_tone")
_LIMITED: Final[Place] = ("hotline", "longest_call_minutes")
_OPTIONAL: Final = (_REMINDED, _LIMITED)


@dataclass(frozen=True, slots=True)
class Usage:
    """One prompt as it is spoken: with the key it names, and the place that asks for it.

    ``place`` is a path whose first part names the file, as in `ivr.definition.project.Project`.
    ``language`` is set when only that language speaks it.

    >>> Usage("announcement.measles", None, ("announcements", "measles", "say")).is_announcement
    True
    """

    prompt: str
    key: str | None
    place: Place
    language: str | None = None

    @property
    def is_announcement(self) -> bool:
        """Whether it is heard for a while only."""
        return self.place[0] == ANNOUNCED

    @property
    def is_optional(self) -> bool:
        """Whether a language without the prompt goes on without."""
        return self.is_announcement or self.place in _OPTIONAL


def step_usages(place: Place, step: StepDocument, whisper_language: str) -> Iterator[Usage]:
    """Yield what one step speaks, and what the callee hears of its topic."""
    for option, prompts in (("say", step.say), ("after", step.after)):
        for prompt in prompts:
            yield Usage(prompt, None, (*place, option))
    for key, choice in step.choices.items():
        if choice is not None and choice.say is not None:
            yield Usage(choice.say, key, (*place, "choices", key, "say"))
    if step.topic is not None:
        yield Usage(f"topic.{step.topic}", None, (*place, "topic"), whisper_language)


def service_usages(
    place: Place, service: ServiceDocument, whisper_language: str
) -> Iterator[Usage]:
    """Yield what is spoken when callers are put through to the service at a place."""
    name = place[-1]
    yield Usage(f"service.{name}.announce", None, place)
    yield Usage(f"service.{name}.instruction", None, place)
    if service.hours not in (None, ALWAYS):
        yield Usage(f"service.{name}.closed", None, (*place, "hours"))
    if service.accept:
        yield Usage(ACCEPT, None, (*place, "accept"), whisper_language)


def hotline_usages(hotline: HotlineDocument, languages: list[str]) -> Iterator[Usage]:
    """Yield what every call to a municipality with some languages may speak, and their menu."""
    for prompt in SPOKEN_ALWAYS:
        yield Usage(prompt, None, ("hotline",))
    for language in languages:
        for prompt, key in _language_lines(hotline, languages, language):
            yield Usage(prompt, key, ("hotline", "languages"), language)
        whisper = f"whisper.speaks.{language}"
        yield Usage(whisper, None, ("hotline", "languages"), hotline.whisper_language)
    yield Usage("whisper.intro", None, ("hotline", "whisper_language"), hotline.whisper_language)
    # Where none of the answer's languages is offered, the fallback speaks.
    first = dict.fromkeys((hotline.fallback_language, *hotline.answer))
    for language in [code for code in first if code in languages]:
        yield Usage(LANGUAGE_WAIT, None, ("hotline", "answer"), language)
    yield Usage(TAKE_YOUR_TIME, None, _REMINDED)
    yield Usage(ENDING, None, _LIMITED)


def _language_lines(
    hotline: HotlineDocument, languages: list[str], language: str
) -> Iterator[tuple[str, str]]:
    """Yield how a language may name itself in the language menu, each time with the key.

    A language that is not offered moves those behind it to other keys; the fallback language
    always is. Whoever is on another page hears the few words, or what is heard first of all;
    where there is no other page yet, the few words wait for the language that brings it.
    """
    position = languages.index(language)
    before = languages[:position]
    fewest = 1 if hotline.fallback_language in before else 0
    own = dict.fromkeys(language_key(place) for place in range(fewest, position + 1))
    pages = len(languages) > FIRST_PAGE
    is_first = pages and language in hotline.own_language_first.values()
    again = own if hotline.language_attempts > 1 else ()
    yield from ((LANGUAGE_OPTION, key) for key in (*own, *([MORE_KEY] if is_first else ())))
    yield from (
        (LANGUAGE_SHORT, key) for key in (*again, *([MORE_KEY] if pages or not again else ()))
    )


Cases = tuple[Place, Mapping[str, str]]


def menu_cases(prefix: Place, steps: Mapping[str, StepDocument]) -> Iterator[Cases]:
    """Yield every ``go`` and ``on_silence`` of a menu that stands at ``prefix``."""
    for name, step in steps.items():
        if step.on_silence is not None:
            yield (*prefix, name, "on_silence"), step.on_silence
        for key, choice in step.choices.items():
            if choice is not None:
                yield (*prefix, name, "choices", key, "go"), choice.go


def hotline_cases(hotline: HotlineDocument) -> Iterator[Cases]:
    """Yield the destinations that hold in every state."""
    yield ("hotline", "person"), hotline.person
    yield ("hotline", "on_silence"), hotline.on_silence


def urgent_doors(hotline: HotlineDocument) -> Iterator[tuple[Place, str]]:
    """Yield every service that is rung where somebody may be in danger, with its place."""
    for topic, doors in hotline.urgent_doors.items():
        for index, service in enumerate(doors):
            yield ("hotline", "urgent_doors", topic, index), service


def destinations(cases: Iterable[Cases]) -> Iterator[tuple[Place, Destination]]:
    """Yield every destination among cases, with its place."""
    for place, options in cases:
        for condition, text in options.items():
            yield (*place, condition), Destination.read(text)


def written_cases(project: Project, hotline: HotlineDocument, municipality: str) -> Iterator[Cases]:
    """Yield every destination that a municipality's files name, offered or not."""
    return _cases(project, hotline, municipality, project.written_menu_of(municipality))


def offered_cases(project: Project, hotline: HotlineDocument, municipality: str) -> Iterator[Cases]:
    """Yield every destination that a municipality's callers are offered."""
    return _cases(project, hotline, municipality, project.menu_of(municipality))


def _cases(
    project: Project,
    hotline: HotlineDocument,
    municipality: str,
    steps: Mapping[str, StepDocument],
) -> Iterator[Cases]:
    yield from hotline_cases(hotline)
    services = project.services_of(municipality)
    for place, service in urgent_doors(hotline):
        # A door without a number is one that this municipality does not have.
        if service not in services or services[service].number is not None:
            yield place, {"else": f"transfer {service}"}
    for place, options in menu_cases(("menu",), steps):
        yield project.own(municipality, place), options


def usages(
    project: Project, hotline: HotlineDocument, municipality: str, *, coming: bool = False
) -> Iterator[Usage]:
    """Yield everything one municipality's callers and callees may hear.

    With ``coming``, also what they will hear once the numbers that are not known yet are.
    """
    chosen = project.municipalities[municipality].languages
    here = [code for code in hotline.languages if chosen is None or code in chosen]
    yield from hotline_usages(hotline, here)
    steps = (project.coming_menu_of if coming else project.menu_of)(municipality)
    for name, step in steps.items():
        for usage in step_usages(("menu", name), step, hotline.whisper_language):
            yield replace(usage, place=project.own(municipality, usage.place))
    services = project.services_of(municipality)
    for name in transfers(project, municipality, _cases(project, hotline, municipality, steps)):
        if name in services and not directory_of(name):
            place = ("services", name)
            for usage in service_usages(place, services[name], hotline.whisper_language):
                yield replace(usage, place=project.own(municipality, usage.place))
    yield from _directory_usages(project, hotline, municipality, steps)
    # Last, so that a prompt that a menu speaks as well is asked for by the menu.
    for name, announcement in project.announcements.items():
        if announcement.municipalities is None or municipality in announcement.municipalities:
            yield Usage(announcement.say, None, (ANNOUNCED, name, "say"))


def _directory_usages(
    project: Project, hotline: HotlineDocument, municipality: str, steps: Mapping[str, StepDocument]
) -> Iterator[Usage]:
    """Yield what is said around the names of places, where a choice leads to any.

    Where no directory is written yet, that is the menus' own words as well, with a first key.
    """
    led = (place for place, go in destinations(menu_cases(("menu",), steps)) if listing_of(go.name))
    place = next((one for one in led if not listing_of(str(one[1]))), None)
    if place is None:
        return
    place = project.own(municipality, place)[:-1]  # the choice, whatever the hours
    found = project.listed(municipality)
    if not found.services:
        yield Usage(PRESS, "1", place)
    if MORE not in (
        choice.say for step in found.steps.values() for choice in step.choices.values() if choice
    ):
        yield Usage(MORE, MORE_KEY, place)
    for prompt in DIRECTORY_PROMPTS:
        yield Usage(prompt, None, place)
    for name, service in found.services.items():
        if service.accept:
            asks = project.own(municipality, ("services", name, "accept"))
            yield Usage(ACCEPT, None, asks, hotline.whisper_language)
            break


def transfers(project: Project, municipality: str, cases: Iterable[Cases]) -> dict[str, Place]:
    """Return every service that callers can be put through to, and the place that says so."""
    services = project.services_of(municipality)
    found: dict[str, Place] = {}
    for place, destination in destinations(cases):
        if destination.kind == "transfer":
            found.setdefault(destination.name, place)
    queue = list(found)
    for name in queue:
        service = services.get(name)
        if service is not None and service.otherwise and service.otherwise not in found:
            found[service.otherwise] = project.own(municipality, ("services", name, "otherwise"))
            queue.append(service.otherwise)
    return found
