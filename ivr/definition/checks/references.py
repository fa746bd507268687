"""What one file says about another: every name used must be one that exists."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from ivr.definition.documents import (
    KEYS,
    ChoiceDocument,
    HotlineDocument,
    ServiceDocument,
    StepDocument,
)
from ivr.definition.opening_hours import (
    BadHours,
    has_holidays,
    is_timezone,
    read_hours,
    undoes_holidays,
)
from ivr.definition.project import Place, Project
from ivr.definition.usage import Cases, destinations, hotline_cases, menu_cases
from ivr.definition.yaml.names import AnyName
from ivr.model.menu import RESERVED, Destination
from ivr.model.phone_numbers import compact, is_called_number, is_route, is_spoken_number
from ivr.problems import STAND_IN, nearest

MOST_TOPICS: Final = 5
"""Topics a menu may offer beside the constant keys (Avaya's guidance: never more than five)."""

_STEP_NAME: Final = re.compile(r"[\w.-]+")
_NAME: Final = re.compile(r"[\w-]+")
"""A service or figure: no dot, which in a placeholder separates it from its part."""


_PEOPLE: Final = ("person", "urgent_person")
"""Options of config/hotline.yaml that say who a person is."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that exist, sound or not, where a file is checked."""

    steps: frozenset[str]
    services: frozenset[str]


def check_references(project: Project) -> None:
    """Note every name, key, number and opening-hours text that does not hold."""
    names = Names(project.names("menu"), project.names("services"))
    if project.hotline is not None:
        _check_hotline(project, project.hotline)
        _check_cases(project, hotline_cases(project.hotline), names)
    _check_menu(project, ("menu",), project.steps, names)
    _check_services(project, ("services",), project.services, names, frozenset())
    for key, document in project.municipalities.items():
        file = f"municipalities/{key}"
        steps, services = project.names(file, "menu"), project.names(file, "services")
        local = Names(names.steps | steps, names.services | services)
        _check_menu(project, (file, "menu"), document.menu, local)
        _check_services(project, (file, "services"), document.services, local, names.services)
        _check_taken_away(project, key)
    _check_facts(project, names)
    _check_announcements(project)
    _check_entrances(project)


def _check_announcements(project: Project) -> None:
    known = [key.removeprefix("municipalities/") for key in project.files if "municip" in key]
    for name, announcement in project.announcements.items():
        place = ("announcements", name)
        if announcement.ends <= announcement.begins:
            what = f"{name}: it ends before it begins."
            project.fault((*place, "ends"), what, "Set [ends] to a later time.")
        for index, municipality in enumerate(announcement.municipalities or []):
            if municipality not in known:
                what = f"{name}: [{municipality}] is no municipality."
                spot = (*place, "municipalities", index)
                project.fault(spot, what, nearest(municipality, known))


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
    topics = _topics(project)
    for topic in hotline.urgent_person:
        _known(project, ("hotline", "urgent_person", topic), topic, topics)
    municipalities = [k.removeprefix("municipalities/") for k in project.files if "municip" in k]
    place = ("hotline", "default_municipality")
    if municipalities:
        _known(project, place, hotline.default_municipality, municipalities)
    else:
        fix = f"Make config/municipalities/{hotline.default_municipality}.yaml."
        project.fault(place, "There is no municipality.", fix)
    _check_clock(project, hotline)


def _topics(project: Project) -> Collection[str]:
    """Return what the steps of any municipality are about; any, if the menu was not read."""
    steps = [*project.steps.values()]
    for document in project.municipalities.values():
        steps += document.menu.values()
    read = not isinstance(project.names("menu"), AnyName)
    return frozenset(step.topic for step in steps if step.topic) if read else AnyName()


def _check_clock(project: Project, hotline: HotlineDocument) -> None:
    if not is_timezone(hotline.timezone):
        what = f"[{hotline.timezone}] is not a time zone."
        project.fault(("hotline", "timezone"), what, "Norway's is Europe/Oslo.")
    if not has_holidays(hotline.country):
        what = f"[{hotline.country}] is not a country whose holidays are known."
        project.fault(("hotline", "country"), what, "Norway is NO.")


def _known(project: Project, place: Place, name: str, known: Collection[str]) -> None:
    if name not in known and STAND_IN not in known:
        option = place[1]
        project.fault(place, f"{option}: [{name}] does not exist.", nearest(name, known))


def _check_menu(
    project: Project, prefix: Place, menu: Mapping[str, StepDocument], names: Names
) -> None:
    for name, step in menu.items():
        if name in RESERVED or not _STEP_NAME.fullmatch(name):
            what = f"A step cannot be called [{name}]."
            project.fault((*prefix, name), what, "Use another word, without spaces or signs.")
        for key, choice in step.choices.items():
            place = (*prefix, name, "choices", key)
            _check_key(project, place, key)
            if choice is not None:
                _check_choice(project, place, key, choice)
            elif prefix == ("menu",):
                project.fault(place, f"{name}: key {key} leads nowhere.", "Add [go: …].")
    _check_cases(project, menu_cases(prefix, menu), names)


def _check_taken_away(project: Project, municipality: str) -> None:
    """Warn of keys that a municipality takes away from a step that does not offer them."""
    for name, step in project.municipalities[municipality].menu.items():
        common = project.steps.get(name, StepDocument()).choices
        for key, choice in step.choices.items():
            if choice is not None or key in common or key not in KEYS:
                continue
            if name in project.names("menu"):
                place = (f"municipalities/{municipality}", "menu", name, "choices", key)
                what = f"{name}: there is no choice {key} to take away."
                project.fault(place, what, "Remove this line.", warning=True)
            else:
                place = (f"municipalities/{municipality}", "menu", name, "choices", key)
                project.fault(place, f"{name}: key {key} leads nowhere.", "Add [go: …].")


def _check_key(project: Project, place: Place, key: str) -> None:
    if key in ("0", "#", "*"):
        what = f"Key {key} means the same in every step and cannot be a choice."
        project.fault(place, what, "0 is a person, # says it again, * is the main menu.")
    elif key not in KEYS:
        project.fault(place, f"[{key}] is not a key of a telephone.", "Use 1 to 9.")


def _check_choice(project: Project, place: Place, key: str, choice: ChoiceDocument) -> None:
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
    if place[:1] == ("hotline",) and place[1] in _PEOPLE and go.kind == "person":
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
        if not _NAME.fullmatch(name):
            what = f"A service cannot be called [{name}]."
            project.fault(place, what, "Use letters, digits, _ and -.")
        _check_service(project, place, service, names.services)
        if service.hours is None and name not in complete:
            fix = 'Add hours: "24/7" or what is true.'
            project.fault((*place, "hours"), f"{name}: [hours] is missing.", fix)


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


def _check_facts(project: Project, names: Names) -> None:
    services = names.services if not isinstance(names.services, AnyName) else frozenset[str]()
    for name in project.facts:
        if name == "key" or name in services or not _NAME.fullmatch(name):
            what = f"A figure cannot be called [{name}]."
            fix = "Use a name that no service has, of letters, digits, _ and -."
            project.fault(("facts", name), what, fix)


def _check_hours(project: Project, place: Place, hours: str) -> None:
    try:
        read = read_hours(hours, ZoneInfo("Europe/Oslo"), "NO")
    except BadHours as error:
        fix = "They are written like [Mo-Fr 08:00-15:30; PH off] or [24/7]."
        project.fault(place, f"{place[-2]}: {error}", fix)
        return
    if undoes_holidays(read):
        what = f"{place[-2]}: a later rule opens again on the holidays that [PH off] closes."
        project.fault(place, what, "Put [PH off] last.", warning=True)


def _check_route(project: Project, place: Place, route: str) -> None:
    if is_route(route):
        return
    what = f"[{route}] cannot be dialled."
    fix = 'Write +47 and eight digits, or a trunk: "sip:113@${SIP_TRUNK}".'
    project.fault(place, what, fix)


def _check_entrances(project: Project) -> None:
    owner: dict[str, str] = {}
    languages = _languages(project)
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
            if entry.language is not None and entry.language not in languages:
                what = f"[{entry.language}] is not among the languages of config/hotline.yaml."
                project.fault(place, what, nearest(entry.language, languages))


def _languages(project: Project) -> Collection[str]:
    """Return the languages that callers can choose; any, if it was not possible to read them."""
    languages = project.hotline.languages if project.hotline else [STAND_IN]
    return AnyName() if STAND_IN in languages else languages


def check_otherwise(project: Project) -> None:
    """Note services whose ``otherwise`` leads back to themselves, once for each circle."""
    for municipality in project.municipalities:
        services = project.services_of(municipality)
        for name in services:
            circle = _circle(name, services)
            places = {n: project.own(municipality, ("services", n, "otherwise")) for n in circle}
            # Where a municipality closes a circle, its own line is the one to mend.
            if circle and name == min(circle, key=lambda n: (places[n][0] == "services", n)):
                what = f"{name}: otherwise leads in a circle: {' → '.join([*circle, name])}."
                project.fault(places[name], what, "End it with a staffed service.")


def _circle(name: str, services: Mapping[str, ServiceDocument]) -> list[str]:
    """Return the services that lead from one back to itself; none if it does not come back."""
    seen, current = [name], services[name].otherwise
    while current in services and current not in seen:
        seen.append(str(current))
        current = services[str(current)].otherwise
    return seen if current == name else []
