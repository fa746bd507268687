"""What one file says about another: every name used must be one that exists."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ivr.hotline.destinations import RESERVED, Destination
from ivr.hotline.documents import (
    KEYS,
    ChoiceDocument,
    HotlineDocument,
    ServiceDocument,
    StepDocument,
)
from ivr.hotline.faults import nearest
from ivr.hotline.hours import BadHours, Hours
from ivr.hotline.numbers import compact, is_called_number, is_route, is_spoken_number
from ivr.hotline.project import Project
from ivr.hotline.usage import Cases, Place, destinations, hotline_cases, menu_cases

MOST_TOPICS: Final = 5
"""Topics a menu may offer beside the constant keys (Avaya's guidance: never more than five)."""

_VARIABLE: Final = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Names:
    """The names that exist, sound or not, where a file is checked."""

    steps: frozenset[str]
    services: frozenset[str]


def check_references(project: Project) -> None:
    """Note every name, key, number and opening-hours text that does not hold."""
    names = Names(frozenset(project.names("menu")), frozenset(project.names("services")))
    if project.hotline is not None:
        _check_hotline(project, project.hotline)
        _check_cases(project, hotline_cases(project.hotline), names)
    _check_menu(project, ("menu",), project.steps, names)
    _check_services(project, ("services",), project.services, names, frozenset())
    for key, document in project.municipalities.items():
        file = f"municipalities/{key}"
        local = Names(names.steps | set(document.menu), names.services | set(document.services))
        _check_menu(project, (file, "menu"), document.menu, local)
        _check_services(project, (file, "services"), document.services, local, names.services)
    _check_entrances(project)


def _check_hotline(project: Project, hotline: HotlineDocument) -> None:
    catalogues = [key.removeprefix("prompts/") for key in project.files if "prompts/" in key]
    for index, language in enumerate(hotline.languages):
        if language not in catalogues:
            what = f"[{language}] has no catalogue: prompts/{language}.yaml does not exist."
            project.fault(("hotline", "languages", index), what, nearest(language, catalogues))
        if language in hotline.languages[:index]:
            project.fault(("hotline", "languages", index), f"[{language}] is listed twice.")
    for option in ("fallback_language", "whisper_language"):
        _known(project, ("hotline", option), getattr(hotline, option), hotline.languages)
    for index, language in enumerate(hotline.answer):
        _known(project, ("hotline", "answer", index), language, hotline.languages)
    for option in ("main_menu", "emergency_step"):
        _known(project, ("hotline", option), getattr(hotline, option), project.names("menu"))
    for option in ("emergency_service", "urgent_service"):
        _known(project, ("hotline", option), getattr(hotline, option), project.names("services"))
    municipalities = [k.removeprefix("municipalities/") for k in project.files if "municip" in k]
    place = ("hotline", "default_municipality")
    _known(project, place, hotline.default_municipality, municipalities)
    try:
        ZoneInfo(hotline.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        what = f"[{hotline.timezone}] is not a time zone."
        project.fault(("hotline", "timezone"), what, "Norway's is Europe/Oslo.")


def _known(project: Project, place: Place, name: str, known: Iterable[str]) -> None:
    if name not in known:
        option = place[1]
        project.fault(place, f"{option}: [{name}] does not exist.", nearest(name, known))


def _check_menu(
    project: Project, prefix: Place, menu: Mapping[str, StepDocument], names: Names
) -> None:
    for name, step in menu.items():
        if name in RESERVED or " " in name:
            what = f"A step cannot be called [{name}]."
            project.fault((*prefix, name), what, "Use another word, without spaces.")
        for key, choice in step.choices.items():
            place = (*prefix, name, "choices", key)
            if choice is not None:
                _check_choice(project, place, key, choice)
            elif prefix == ("menu",):
                project.fault(place, f"{name}: key {key} leads nowhere.", "Add [go: …].")
    _check_cases(project, menu_cases(prefix, menu), names)


def _check_choice(project: Project, place: Place, key: str, choice: ChoiceDocument) -> None:
    if key in ("0", "#", "*"):
        what = f"Key {key} means the same in every step and cannot be a choice."
        project.fault(place, what, "0 is a person, # says it again, * is the main menu.")
    elif key not in KEYS:
        project.fault(place, f"[{key}] is not a key of a telephone.", "Use 1 to 9.")
    if choice.quiet and choice.say is not None:
        project.fault(place, f"Choice {key} is quiet and yet has [say].", "Remove one of the two.")
    if not choice.quiet and choice.say is None:
        fix = "Add [say: PROMPT], or [quiet: true] if it is not to be offered."
        project.fault(place, f"Choice {key} has no [say]: callers would not hear of it.", fix)


def check_order(project: Project, place: Place, name: str, step: StepDocument) -> None:
    """Note keys that are skipped and menus too long to remember."""
    offered = [key for key, choice in step.choices.items() if choice and not choice.quiet]
    if offered != list(KEYS[: len(offered)]) and set(offered) <= set(KEYS):
        fix = f"Use {', '.join(KEYS[: len(offered)])} from top to bottom."
        what = f"{name}: the keys are {', '.join(offered)}; callers expect them in order."
        project.fault(place, what, fix)
    if len(offered) > MOST_TOPICS:
        what = f"{name}: {len(offered)} topics are more than a caller can remember."
        project.fault(place, what, f"Offer {MOST_TOPICS} at most, the rest a step further on.")


def _check_cases(project: Project, cases: Iterable[Cases], names: Names) -> None:
    written = list(cases)
    for place, options in written:
        _check_conditions(project, place, options, names.services)
    for place, destination in destinations(written):
        _check_destination(project, place, destination, names)


def _check_conditions(
    project: Project, place: Place, cases: Mapping[str, str], services: Collection[str]
) -> None:
    if "else" not in cases:
        what = "The last case is missing: where to when none of the others holds?"
        project.fault(place, what, "Add [else: …].")
    for condition in cases:
        verb, _, service = condition.partition(" ")
        if condition == "else":
            continue
        if verb != "open" or not service:
            fix = "Write [open SERVICE: …] or [else: …]."
            project.fault((*place, condition), f"[{condition}] is not a condition.", fix)
        elif service not in services:
            what = f"[open {service}] asks about a service that does not exist."
            project.fault((*place, condition), what, nearest(service, services))


def _check_destination(project: Project, place: Place, go: Destination, names: Names) -> None:
    if go.kind == "step" and go.name not in names.steps:
        words = [*names.steps, *RESERVED, *(f"transfer {service}" for service in names.services)]
        what = f"[{go.name}] leads nowhere: no step has that name."
        project.fault(place, what, nearest(go.name, words))
    if go.kind == "transfer" and go.name not in names.services:
        what = f"[transfer {go.name}]: there is no such service."
        project.fault(place, what, nearest(go.name, names.services))
    if place[:2] == ("hotline", "person") and go.kind == "person":
        project.fault(place, "[person] leads to itself.", "Name a service: [transfer SERVICE].")


def _check_services(
    project: Project,
    prefix: Place,
    services: Mapping[str, ServiceDocument],
    names: Names,
    complete: Collection[str],
) -> None:
    """Check services; those not ``complete`` elsewhere must say their hours here."""
    for name, service in services.items():
        place = (*prefix, name)
        _check_service(project, place, service, names.services)
        if service.hours is None and name not in complete:
            fix = 'Add hours: "24/7" or what is true.'
            project.fault(place, f"{name}: [hours] is missing.", fix)


def _check_service(
    project: Project, place: Place, service: ServiceDocument, services: Collection[str]
) -> None:
    name = place[-1]
    if service.number is not None and not is_spoken_number(service.number):
        what = f"{name}: [{service.number}] is not a telephone number."
        project.fault((*place, "number"), what, 'Write digits grouped by spaces: "23 32 70 00".')
    if service.otherwise is not None and service.otherwise not in services:
        what = f"{name}: otherwise: [{service.otherwise}] is no service."
        project.fault((*place, "otherwise"), what, nearest(service.otherwise, services))
    for index, route in enumerate(service.routes):
        _check_route(project, (*place, "routes", index), route)
    if service.hours is not None:
        _check_hours(project, (*place, "hours"), service.hours)


def _check_hours(project: Project, place: Place, hours: str) -> None:
    try:
        Hours.read(hours, ZoneInfo("Europe/Oslo"), "NO")
    except BadHours as error:
        fix = "They are written like [Mo-Fr 08:00-15:30; PH off] or [24/7]."
        project.fault(place, f"{place[-2]}: {error}", fix)


def _check_route(project: Project, place: Place, route: str) -> None:
    target = compact(_VARIABLE.sub("12345678", route))
    if is_route(target) or re.fullmatch(r"\$\{[A-Z][A-Z0-9_]*\}", route):
        return
    what = f"[{route}] cannot be dialled."
    fix = 'Write +47 and eight digits, or a trunk: "sip:113@${SIP_TRUNK}".'
    project.fault(place, what, fix)


def _check_entrances(project: Project) -> None:
    owner: dict[str, str] = {}
    languages = project.hotline.languages if project.hotline else []
    for key, document in project.municipalities.items():
        for index, entry in enumerate(document.numbers):
            place = (f"municipalities/{key}", "numbers", index)
            number = compact(entry.number)
            if not is_called_number(number):
                what = f"[{entry.number}] is not a number residents can call."
                project.fault(place, what, "Write it with its country code: +47 and eight digits.")
            if number in owner:
                what = f"[{entry.number}] already belongs to {owner[number]}."
                project.fault(place, what, "A number can lead to one municipality only.")
            owner.setdefault(number, document.name)
            if entry.language is not None and languages and entry.language not in languages:
                what = f"[{entry.language}] is not among the languages of config/hotline.yaml."
                project.fault(place, what, nearest(entry.language, languages))


def check_otherwise(project: Project) -> None:
    """Note services whose ``otherwise`` leads back to themselves."""
    for name in project.services:
        seen, current = [name], project.services[name].otherwise
        while current in project.services and current not in seen:
            seen.append(str(current))
            current = project.services[str(current)].otherwise
        if current == name:
            what = f"{name}: otherwise leads in a circle: {' → '.join([*seen, name])}."
            project.fault(("services", name, "otherwise"), what, "End it with a staffed service.")
