"""Whether the numbers that callers are told exist, and are those of whom they are said to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ivr.definition.checks.telephone.owners import its_own, not_its_own
from ivr.definition.documents import HotlineDocument, ServiceDocument
from ivr.definition.numbering import Plan, Reading
from ivr.definition.project import Place, Project
from ivr.model.directories import directory_of
from ivr.model.phone_numbers import compact, dialled, is_called_number, is_spoken_number

COMPARE: Final = "Compare it with its source."
"""What is left to do where nothing near is known."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A country's numbering plan, and the hotline's own numbers: as written, by their digits.

    ``wrong`` are the places of spoken numbers that are sure to be wrong: what is dialled is not
    held against them.
    """

    plan: Plan
    own: Mapping[str, str]
    wrong: set[Place] = field(default_factory=set)

    @classmethod
    def of(cls, project: Project, plan: Plan) -> Numbers:
        """Return the numbers that residents of every municipality call."""
        entries = [entry for one in project.municipalities.values() for entry in one.numbers]
        callable_ = [entry.number for entry in entries if is_called_number(entry.number)]
        readings = ((number, plan.read(number)) for number in callable_)
        # A number that is somebody else's, or nobody's, is told of where it stands.
        own = (number for number, reading in readings if not (reading.fault or reading.known))
        return cls(plan, {compact(number)[1:]: number for number in own})

    def own_number(self, heard: str) -> str:
        """Return which of the hotline's own numbers a dialled one comes to; empty if none."""
        found = sorted(self.own.keys() & self.plan.readings(heard))
        return self.own[found[0]] if found else ""

    def read(self, number: str) -> Reading:
        """Return what can be told of a number."""
        return self.plan.read(number)


def check_spoken_numbers(project: Project, hotline: HotlineDocument, numbers: Numbers) -> None:
    """Note numbers that nobody has, or that are somebody else's, wherever they are written."""
    numbers.wrong.update(_check_roles(project, hotline, numbers.plan))
    for place, name, service in written_services(project):
        speakable = service.number is not None and is_spoken_number(service.number)
        if speakable and place not in numbers.wrong:
            _check_number(project, place, name, service, numbers)
    _check_twice(project, numbers.plan)
    _check_called(project, numbers)


def written_services(project: Project) -> Iterator[tuple[Place, str, ServiceDocument]]:
    """Yield the place of every number, with its service: with the routes and urgency it has."""
    for name, service in project.services.items():
        yield ("services", name, "number"), name, service
    for key, document in project.municipalities.items():
        merged = project.services_of(key)
        for name, service in document.services.items():
            same = {"routes": merged[name].routes, "urgency": merged[name].urgency}
            whole = service.model_copy(update=same)
            yield (f"municipalities/{key}", "services", name, "number"), name, whole
        for name, service in project.listed(key).services.items():
            yield project.own(key, ("services", name, "number")), name, service


def _check_roles(project: Project, hotline: HotlineDocument, plan: Plan) -> Iterator[Place]:
    """Note an emergency service without the country's number; yield the places it is told of."""
    for municipality in project.municipalities:
        services = project.services_of(municipality)
        roles = ("emergency_service", plan.ambulance), ("urgent_service", plan.urgent)
        for role, wanted in roles:
            name = getattr(hotline, role)
            number = services[name].number if name in services else None
            if number is None or not is_spoken_number(number):
                continue
            reading = plan.read(number)
            right = reading.digits == wanted if wanted else plan.is_emergency(reading.digits)
            if right or (not wanted and role == "urgent_service"):
                continue
            place = project.own(municipality, ("services", name, "number"))
            owner = plan.read(wanted).known if wanted else None
            whose = owner.owner if owner else f"an emergency number in {plan.name}"
            is_not = f"[{owner.number}], the number of {whose} in {plan.name}" if owner else whose
            cause = f"{name}: [{number}] is not {is_not}, and {name} is [{role}] in hotline.yaml."
            fix = f'Write "{owner.number}".' if owner else _meant(reading)
            project.problem("wrong-emergency-number", place, cause, fix)
            yield place


def _check_number(
    project: Project, place: Place, name: str, service: ServiceDocument, numbers: Numbers
) -> None:
    number, reading = str(service.number), numbers.read(str(service.number))
    if directory_of(name):
        # What a place is called says nothing of its number, and no number that the whole country
        # knows is a place's: neither judged as one, nor advised.
        if reading.known or numbers.plan.is_emergency(reading.digits):
            owner = reading.known.owner if reading.known else "an emergency service"
            cause = f"{name}: [{number}] is the number of {owner}, not of a place."
            fix = "Write the place's own number, or lead callers there from a menu."
            project.problem("wrong-emergency-number", place, cause, fix)
            numbers.wrong.add(place)
            return
        reading = replace(reading, near=())
    reasons = {
        numbers.read(heard).digits
        for heard in (dialled(route.to) for route in service.routes if route.because)
        if heard.removeprefix("+").isdecimal()
    }
    if own := numbers.own_number(number):
        cause = f"{name}: callers are told to ring [{number}], which is this hotline ({own})."
        project.problem("route-into-hotline", place, cause, "Write the service's own number.")
    elif not directory_of(name) and (
        cause := not_its_own(name, service.urgency, reading, numbers.plan)
    ):
        fix = its_own(name, numbers.plan) or COMPARE
        project.problem("wrong-emergency-number", place, f"{name}: [{number}] {cause}.", fix)
        numbers.wrong.add(place)
    elif reading.fault and (reading.is_miscounted or reading.digits not in reasons):
        cause = f"{name}: [{number}] {reading.fault}."
        fix = _meant(reading) or _routed(service, numbers) or COMPARE
        project.problem("no-such-number", place, cause, fix)
    elif not reading.known and reading.digits not in reasons:
        _check_usual(project, place, name, number, reading)
        numbers.wrong.update([place] if reading.near else [])


def _check_usual(project: Project, place: Place, name: str, number: str, reading: Reading) -> None:
    if reading.near:
        near = reading.near[0]
        cause = f"{name}: [{number}] is one slip away from [{near.number}], {near.owner}."
        fix = f'Write "{near.number}"; or say at its route why it is right: {{to: …, because: …}}.'
        project.problem("nearly-known-number", place, cause, fix)
    elif reading.kind:
        cause = f"{name}: [{number}] is {reading.kind}; callers are told to ring it."
        fix = "Is it right? Then say so at its route: {to: …, because: …}."
        project.warn("unusual-number", place, cause, fix)


def _meant(reading: Reading) -> str:
    """Return the question whether one of the known numbers is meant; empty if none is near."""
    near = [f"[{known.number}]" for known in reading.near]
    if not near:
        return ""
    *first, last = near
    return f"Did you mean {', '.join(first)}{' or ' if first else ''}{last}?"


def _routed(service: ServiceDocument, numbers: Numbers) -> str:
    """Return the question whether the number of a route is meant; empty if there is none."""
    for route in service.routes:
        heard = dialled(route.to)
        reading = numbers.read(heard) if heard.removeprefix("+").isdecimal() else None
        if reading and not reading.fault and not route.because:
            return f"Did you mean [{numbers.plan.grouped(heard)}], which its route dials?"
    return ""


def _check_called(project: Project, numbers: Numbers) -> None:
    """Note numbers of municipalities that nobody can call, or not at the usual price."""
    for key, document in project.municipalities.items():
        for index, entry in enumerate(document.numbers):
            if not is_called_number(entry.number):
                continue
            place, reading = (f"municipalities/{key}", "numbers", index), numbers.read(entry.number)
            if reading.fault:
                cause = f"[{entry.number}] {reading.fault}, so residents cannot call it."
                project.problem("no-such-number", place, cause, _meant(reading) or COMPARE)
            elif reading.known:
                cause = f"[{entry.number}] is the number of {reading.known.owner}."
                project.problem("no-such-number", place, cause, "Write a number that you rent.")
            elif reading.kind:
                cause = f"[{entry.number}] is {reading.kind}; residents are told to call it."
                project.warn("unusual-number", place, cause, "Rent an ordinary one.")


def _check_twice(project: Project, plan: Plan) -> None:
    """Warn of two services that have one emergency number."""
    for municipality in project.municipalities:
        owner: dict[str, str] = {}
        for name, service in project.services_of(municipality).items():
            number = service.number or ""
            known = plan.read(number).known if is_spoken_number(number) else None
            # Of a place, that is a mistake already.
            if known is None or not known.is_emergency or directory_of(name):
                continue
            first = owner.setdefault(known.digits, name)
            if first != name:
                place = project.own(municipality, ("services", name, "number"))
                cause = f"{name}: [{number}] is the number of {first} already."
                project.warn("emergency-number-twice", place, cause, "Is it right for both?")
