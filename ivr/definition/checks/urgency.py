"""Whether nothing leads from a more urgent door to a less urgent one, as far as files can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ivr.definition.documents import HotlineDocument, ServiceDocument
from ivr.definition.project import Place, Project
from ivr.definition.usage import ALWAYS, destinations, urgent_doors
from ivr.definition.yaml.file import Names
from ivr.did_you_mean import nearest, suggested
from ivr.model.menu import Destination
from ivr.model.services import Urgency

_WORDS: Final = {Urgency.LIFE: "life", Urgency.URGENT: "urgent", Urgency.ORDINARY: "ordinary"}


def check_urgency(project: Project, hotline: HotlineDocument, services: Names) -> None:
    """Note doors that are less urgent than what they stand for, in any municipality."""
    for place, name in urgent_doors(hotline):
        if services.lack(name):
            cause = f"urgent_doors: [{name}] is no service."
            project.problem("unknown-service", place, cause, nearest(name, services.known))
    _check_emergency_step(project, hotline)
    for municipality in project.municipalities:
        found = _whole(project, municipality)
        wrong = set(_wrongly_named(project, hotline, municipality, found))
        # What hangs on a service that is told of is not judged.
        found = {name: service for name, service in found.items() if name not in wrong}
        _check_doors(project, hotline, municipality, found)
        _check_stand_ins(project, municipality, found)
        _check_at_once(project, municipality, found)
        _check_silence(project, hotline, municipality, found)


def _whole(project: Project, municipality: str) -> dict[str, ServiceDocument]:
    """Return the services that can be judged: nothing had to be left out of them."""
    own = (f"municipalities/{municipality}", "services")
    return {
        name: service
        for name, service in project.services_of(municipality).items()
        if project.is_whole("services", name) and project.is_whole(*own, name)
    }


def _wrongly_named(
    project: Project,
    hotline: HotlineDocument,
    municipality: str,
    services: Mapping[str, ServiceDocument],
) -> Iterator[str]:
    """Hold the two services whose numbers everybody hears against their names."""
    for option, least in (("emergency_service", "life"), ("urgent_service", "urgent")):
        name = getattr(hotline, option)
        service = services.get(name)
        if service is not None and service.urgency != least:
            yield name
            cause = f"{name}: it is the {option}, and its urgency is {service.urgency}."
            place = project.own(municipality, ("services", name, "urgency"))
            _once(project, "lesser-door", place, cause, f"Write [urgency: {least}].")


def _check_emergency_step(project: Project, hotline: HotlineDocument) -> None:
    """Note an emergency step whose topic leads elsewhere than to the emergency service."""
    name, service = hotline.emergency_step, hotline.emergency_service
    step = project.steps.get(name)
    if step is None or not project.is_whole("menu", name) or not project.is_whole("hotline"):
        return
    doors = hotline.urgent_doors.get(step.topic or "", [])
    fix = f"Write [{step.topic or name}: [{service}]] under [urgent_doors]."
    if not step.topic:
        cause = f"{name}: the emergency step has no topic, so nobody is rung for who is silent."
        place: Place = ("menu", name)
        fix = f"Add a [topic] that [urgent_doors] leads to {service}."
    elif not doors and any(suggested(t, [step.topic]) for t in hotline.urgent_doors):
        return  # the line is there, and its slip is told of
    elif not doors:
        cause = f"{name}: the topic {step.topic} has no line in [urgent_doors]."
        place = ("menu", name, "topic")
    elif list(doors) != [service]:
        cause = f"urgent_doors: {step.topic}: in an emergency {service} is rung, and nobody else."
        place = ("hotline", "urgent_doors", step.topic)
    else:
        return
    project.problem("lesser-door", place, cause, fix)


def _check_doors(
    project: Project,
    hotline: HotlineDocument,
    municipality: str,
    services: Mapping[str, ServiceDocument],
) -> None:
    for topic, doors in hotline.urgent_doors.items():
        if not all(name in services for name in doors):
            continue
        place: Place = ("hotline", "urgent_doors", topic)
        ranks = [_urgency(services[name]) for name in doors]
        for index, name in enumerate(doors):
            if ranks[index] is Urgency.ORDINARY:
                cause = f"urgent_doors: {topic}: {name} is an office: its urgency is ordinary."
                fix = "Name a service that helps at once, or write [urgency: urgent] for it."
                _once(project, "lesser-door", (*place, index), cause, fix)
            elif ranks[index] > ranks[0]:
                cause = f"urgent_doors: {topic}: {name} is more urgent than {doors[0]} before it."
                _once(project, "lesser-door", (*place, index), cause, f"Put {name} first.")
        # Hours that are missing are told of by themselves.
        if all(services[name].hours not in (None, ALWAYS) for name in doors):
            spot = project.own(municipality, ("services", doors[-1], "hours"))
            cause = f"urgent_doors: {topic}: nobody is there day and night."
            fix = "End the list with a service whose hours are 24/7."
            if spot[0] != "services":
                place, fix = spot, f"Write [hours: 24/7] for {doors[-1]}, or leave [hours] out."
            _once(project, "lesser-door", place, cause, fix)


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


def _check_at_once(
    project: Project, municipality: str, services: Mapping[str, ServiceDocument]
) -> None:
    """Note doors for danger at which callers would be counted, and be told that it is busy."""
    for name, service in services.items():
        if service.at_once is not None and _urgency(service) is not Urgency.ORDINARY:
            cause = f"{name}: at_once: its urgency is {service.urgency}: nobody is turned away."
            place = project.own(municipality, ("services", name, "at_once"))
            _once(project, "limit-on-danger", place, cause, "Leave [at_once] out.")


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
            topic = _topic(project, hotline, municipality, there)
            if _is_lesser(hotline, there, topic, rank, services):
                to = f"{there.kind} {there.name}".replace("step ", "").strip()
                cause = (
                    f"{name}: silence leads to [{to}]; in the topic {step.topic} nobody is led "
                    f"to less than {_WORDS[rank]}."
                )
                place = project.own(municipality, ("menu", name, "on_silence"))
                fix = f"Leave [on_silence] out: {step.topic} has doors in urgent_doors."
                _once(project, "lesser-door", place, cause, fix)


def _topic(
    project: Project, hotline: HotlineDocument, municipality: str, there: Destination
) -> str | None:
    """Return the topic a step gives a call that comes to it; none where it keeps its own."""
    step = project.menu_of(municipality).get(there.name) if there.kind == "step" else None
    if step is None:
        return None
    return "" if there.name == hotline.main_menu else step.topic


def _is_lesser(
    hotline: HotlineDocument,
    there: Destination,
    topic: str | None,
    rank: Urgency,
    services: Mapping[str, ServiceDocument],
) -> bool:
    """Tell whether a destination is less urgent than a rank, as far as it is known."""
    if there.kind == "transfer":
        return there.name in services and _urgency(services[there.name]) < rank
    if there.kind == "step":
        return topic is not None and _rank(hotline, topic, services) < rank
    return there.kind != "person"


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
