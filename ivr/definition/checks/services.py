"""Whether services can be called, reached and understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ivr.definition.checks.hotline import nearest_language
from ivr.definition.documents import HotlineDocument, ServiceDocument
from ivr.definition.project import Place, Project
from ivr.definition.usage import transfers, urgent_doors, usages, written_cases
from ivr.definition.yaml.file import Names
from ivr.did_you_mean import nearest
from ivr.model.directories import directory_of
from ivr.model.phone_numbers import (
    address_fault,
    compact,
    dialled,
    is_called_number,
    is_route,
    is_spoken_number,
    meant,
    without_trunk_zero,
)
from ivr.model.prompts import placeholders

_GROUPED: Final = 'Write digits grouped by spaces: "23 32 70 00".'

_NATIONAL: Final = 8
"""Digits of a Norwegian number without its country code."""

SERVICE_NAME: Final = re.compile(r"[^\W_][\w-]*")
"""A service or figure: no dot, which in a placeholder separates it from its part."""


def check_services(
    project: Project,
    prefix: Place,
    services: Mapping[str, ServiceDocument],
    known: Names,
    common: Names,
) -> None:
    """Note what is wrong with the services at ``prefix``; those that are not common say all."""
    for name, service in services.items():
        place = (*prefix, name)
        if not SERVICE_NAME.fullmatch(name):
            cause = f"A service cannot be called [{name}]."
            fix = "Begin with a letter or digit; use letters, digits, _ and -."
            project.problem("name-not-allowed", place, cause, fix)
        check_service(project, place, name, service, known)
        if service.hours is None and common.lack(name) and project.is_whole(*place):
            cause, fix = f"{name}: [hours] is missing.", 'Add hours: "24/7" or what is true.'
            project.problem("missing-hours", (*place, "hours"), cause, fix)


def check_service(
    project: Project, place: Place, name: str, service: ServiceDocument, known: Names
) -> None:
    """Note a number nobody can say, a stand-in that is none, and routes nobody can dial."""
    if service.number is not None and not is_spoken_number(service.number):
        cause = f"{name}: [{service.number}] is not a telephone number."
        probably = meant(service.number)
        fix = f'Write "{probably}".' if is_spoken_number(probably) else _GROUPED
        project.problem("number-not-speakable", (*place, "number"), cause, fix)
    if service.otherwise is not None and known.lack(service.otherwise):
        cause = f"{name}: otherwise: [{service.otherwise}] is no service."
        fix = nearest(service.otherwise, known.known)
        project.problem("unknown-service", (*place, "otherwise"), cause, fix)
    for index, route in enumerate(service.routes):
        if not is_route(route.to):
            fix = _route_fix(route.to)
            spot = (*place, "routes", index)
            fault = address_fault(route.to)
            cause = f"[{route.to}] cannot be dialled{f': {fault}' if fault else ''}."
            project.problem("route-not-diallable", spot, cause, fix)


def _route_fix(route: str) -> str:
    """Return how a route that cannot be dialled is probably meant, or how routes are written."""
    digits = compact(meant(dialled(without_trunk_zero(route))))
    digits = f"+47{digits}" if len(digits) == _NATIONAL else digits
    probably = f"+{digits[2:]}" if digits.startswith("00") else digits
    if is_route(probably):
        return f'Write "{probably}".'
    return 'Write +47 and eight digits, or a trunk: "sip:113@${SIP_TRUNK}".'


def check_entrances(project: Project) -> None:
    """Note numbers that residents cannot call, or that lead to two places."""
    owner: dict[str, str] = {}
    languages = project.languages()
    for key, document in project.municipalities.items():
        for index, entry in enumerate(document.numbers):
            place = (f"municipalities/{key}", "numbers", index)
            number = compact(entry.number)
            if not is_called_number(number):
                cause = f"[{entry.number}] is not a number residents can call."
                fix = "Write it with its country code: +47 and eight digits."
                probably = meant(entry.number).removeprefix("00")
                for written in (probably, f"+{probably}", f"+47 {probably}"):
                    if is_called_number(written) and len(compact(written)) > _NATIONAL + 2:
                        fix = f'Write "{written}".'
                        break
                project.problem("number-not-callable", place, cause, fix)
            if number in owner:
                cause = f"[{entry.number}] already belongs to {owner[number]}."
                fix = "A number can lead to one municipality only."
                project.problem("duplicate-number", place, cause, fix)
            owner.setdefault(number, document.name)
            if entry.language is not None and languages.lack(entry.language):
                cause = f"[{entry.language}] is not among the languages of config/hotline.yaml."
                fix = nearest_language(project, entry.language, languages.known)
                project.problem("unknown-language", place, cause, fix)
            elif entry.language and document.languages and entry.language not in document.languages:
                cause = f"[{entry.language}] is not among the languages of {document.name}."
                fix = "Add it to [languages] there, or take it out here."
                project.problem("unknown-language", place, cause, fix)


def check_otherwise(project: Project) -> None:
    """Note services whose ``otherwise`` leads back to themselves, once for each circle."""
    for municipality in project.municipalities:
        services = project.services_of(municipality)
        for name in services:
            # A place stands in for none, which is told where it is written.
            circle = [] if directory_of(name) else _circle(name, services)
            places = {n: project.own(municipality, ("services", n, "otherwise")) for n in circle}
            # Where a municipality closes a circle, its own line is the one to mend.
            if circle and name == min(circle, key=lambda n: (places[n][0] == "services", n)):
                cause = f"{name}: otherwise leads in a circle: {' → '.join([*circle, name])}."
                fix = "End it with a staffed service."
                project.problem("otherwise-in-a-circle", places[name], cause, fix)


def _circle(name: str, services: Mapping[str, ServiceDocument]) -> list[str]:
    """Return the services that lead from one back to itself; none if it does not come back."""
    seen, current = [name], services[name].otherwise
    while current in services and current not in seen:
        seen.append(str(current))
        current = services[str(current)].otherwise
    return seen if current == name else []


def check_led_to(project: Project, hotline: HotlineDocument) -> None:
    """Warn of services of the files themselves that are neither rung nor told of."""
    for place in unled(project, hotline):
        name = place[-1]
        cause = f"{name}: nothing leads to this service, and no sentence tells its number."
        fix = f"Write [transfer {name}] in a menu or {{{name}.number}} in a sentence, or remove it."
        project.warn("service-not-used", place, cause, fix)


def unled(project: Project, hotline: HotlineDocument) -> list[Place]:
    """Return the places of services that callers never come to, ask the hours of, or hear of."""
    used = {key: _used(project, hotline, key) for key in project.municipalities}
    anywhere = frozenset[str]().union(*used.values())
    common = [
        ("services", name)
        for name in project.services
        if name not in anywhere and project.files["services"].says(name)
    ]
    own = [
        (f"municipalities/{key}", "services", name)
        for key, document in project.municipalities.items()
        for name in document.services
        if name not in used[key] and name not in project.services
    ]
    return [*common, *own]


def _used(project: Project, hotline: HotlineDocument, municipality: str) -> frozenset[str]:
    """Return the services that a municipality's menus, doors and sentences name."""
    cases = [*written_cases(project, hotline, municipality)]
    asked = (condition.partition(" ")[2] for _, options in cases for condition in options)
    doors = (name for _, name in urgent_doors(hotline))
    spoken = {usage.prompt for usage in usages(project, hotline, municipality, coming=True)}
    texts = (
        text
        for book in project.offered().values()
        for name in spoken & book.prompts.keys()
        for text in (book.prompts[name].text, book.prompts[name].without or "")
    )
    told = (name.partition(".")[0] for text in texts for name in placeholders(text))
    served = (hotline.emergency_service, hotline.urgent_service)
    led = transfers(project, municipality, cases)
    return frozenset((*led, *asked, *doors, *told, *served))
