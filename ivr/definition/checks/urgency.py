"""Whether nothing leads from a more urgent door to a less urgent one, as far as files can tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.definition.documents import HotlineDocument, ServiceDocument
from ivr.definition.project import Place, Project
from ivr.definition.usage import ALWAYS, destinations, urgent_doors
from ivr.definition.yaml.file import Names
from ivr.did_you_mean import nearest
from ivr.model.services import Urgency

_WORDS: Final = {Urgency.LIFE: "life", Urgency.URGENT: "urgent", Urgency.ORDINARY: "ordinary"}


def check_urgency(project: Project, hotline: HotlineDocument, services: Names) -> None:
    """Note doors that are less urgent than what they stand for, in any municipality."""
    for place, name in urgent_doors(hotline):
        if services.lack(name):
            cause = f"urgent_doors: [{name}] is no service."
            project.problem("unknown-service", place, cause, nearest(name, services.known))
    _check_named(project, hotline)
    for municipality in project.municipalities:
        found = _whole(project, municipality)
        _check_doors(project, hotline, found)
        _check_stand_ins(project, municipality, found)
        _check_silence(project, hotline, municipality, found)


def _whole(project: Project, municipality: str) -> Mapping[str, ServiceDocument]:
    """Return the services that can be judged: nothing had to be left out of them."""
    own = (f"municipalities/{municipality}", "services")
    return {
        name: service
        for name, service in project.services_of(municipality).items()
        if project.is_whole("services", name) and project.is_whole(*own, name)
    }


def _check_named(project: Project, hotline: HotlineDocument) -> None:
    """Hold the two services whose numbers everybody hears against their names."""
    for option, least in (("emergency_service", "life"), ("urgent_service", "urgent")):
        name = getattr(hotline, option)
        service = project.services.get(name)
        if service is not None and service.urgency != least and project.is_whole("services", name):
            cause = f"{name}: it is the {option}, and its urgency is {service.urgency}."
            place = ("services", name, "urgency")
            project.problem("lesser-door", place, cause, f"Write [urgency: {least}].")


def _check_doors(
    project: Project, hotline: HotlineDocument, services: Mapping[str, ServiceDocument]
) -> None:
    for topic, doors in hotline.urgent_doors.items():
        known = [name for name in doors if name in services]
        for index, name in enumerate(doors):
            if name in services and _urgency(services[name]) is Urgency.ORDINARY:
                cause = f"urgent_doors: {topic}: {name} is an office: its urgency is ordinary."
                fix = "Name a service that helps at once, or write [urgency: urgent] for it."
                _once(project, "lesser-door", ("hotline", "urgent_doors", topic, index), cause, fix)
        # Hours that are missing are told of by themselves.
        if known == doors and all(services[n].hours not in (None, ALWAYS) for n in doors):
            cause = f"urgent_doors: {topic}: nobody is there day and night."
            fix = "End the list with a service whose hours are 24/7."
            _once(project, "lesser-door", ("hotline", "urgent_doors", topic), cause, fix)


def _check_stand_ins(
    project: Project, municipality: str, services: Mapping[str, ServiceDocument]
) -> None:
    for name, service in services.items():
        stand_in = services.get(service.otherwise or "")
        if stand_in is not None and _urgency(stand_in) < _urgency(service):
            cause = (
                f"{name}: otherwise: {service.otherwise} is {stand_in.urgency}, and {name} is "
                f"{service.urgency}: callers would be led to a less urgent door."
            )
            place = project.own(municipality, ("services", name, "otherwise"))
            fix = "Name a service that is as urgent, or leave [otherwise] out."
            _once(project, "lesser-door", place, cause, fix)


def _check_silence(
    project: Project,
    hotline: HotlineDocument,
    municipality: str,
    services: Mapping[str, ServiceDocument],
) -> None:
    """Hold what silence leads to at once against the doors of the step's topic."""
    for name, step in project.menu_of(municipality).items():
        rank = _rank(hotline, step.topic or "", services)
        if step.on_silence is None or rank is Urgency.ORDINARY:
            continue
        for _, there in destinations([((), step.on_silence)]):
            service = services.get(there.name) if there.kind == "transfer" else None
            if service is not None and _urgency(service) < rank:
                cause = (
                    f"{name}: silence leads to {there.name}, which is {service.urgency}; "
                    f"in the topic {step.topic} nobody is led to less than {_WORDS[rank]}."
                )
                place = project.own(municipality, ("menu", name, "on_silence"))
                fix = f"Leave [on_silence] out: {step.topic} has doors in urgent_doors."
                _once(project, "lesser-door", place, cause, fix)


def _rank(hotline: HotlineDocument, topic: str, services: Mapping[str, ServiceDocument]) -> Urgency:
    doors = [_urgency(services[d]) for d in hotline.urgent_doors.get(topic, ()) if d in services]
    return max(doors, default=Urgency.ORDINARY)


def _urgency(service: ServiceDocument) -> Urgency:
    return Urgency[service.urgency.upper()]


def _once(project: Project, code: str, place: Place, cause: str, fix: str) -> None:
    """Note what several municipalities have in common a single time."""
    if (place, cause) not in project.seen:
        project.seen.add((place, cause))
        project.problem(code, place, cause, fix)
