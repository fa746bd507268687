"""Whether opening hours can be read, and mean over two years what their editor expects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from ivr.definition.documents import ServiceDocument
from ivr.definition.opening_hours import (
    BadHours,
    Surprise,
    has_holidays,
    hint,
    in_notation,
    read_hours,
    respelt,
    rules_of,
    surprises,
    unreckonable,
)
from ivr.definition.project import Place, Project

_ZONE: Final = ZoneInfo("Europe/Oslo")
_COUNTRY: Final = "NO"
"""Whose holidays count while config/hotline.yaml does not say it."""


def check_hours(project: Project) -> None:
    """Note hours that cannot be read, or mean something else than they seem to."""
    _check_services(project, ("services",), project.services)
    for key, document in project.municipalities.items():
        _check_services(project, (f"municipalities/{key}", "services"), document.services)


def _check_services(
    project: Project, prefix: Place, services: Mapping[str, ServiceDocument]
) -> None:
    for name, service in services.items():
        if service.hours is not None:
            check_hours_of(project, (*prefix, name, "hours"), name, service.hours)


def check_hours_of(project: Project, place: Place, name: str, hours: str) -> None:
    """Note what is wrong with the hours of a service at a place.

    A spelling is mended before its meaning is judged.
    """
    given = project.hotline.country if project.hotline else ""
    country = given if has_holidays(given) else _COUNTRY
    right = respelt(hours)
    found = surprises(right.text if right else hours, project.today, country)
    mistakes = tuple(one for one in found if not one.is_warning)
    try:
        read_hours(hours, _ZONE, country)
    except BadHours as error:
        # What no calendar tells is the cause, and no spelling mends it.
        impossible = tuple(unreckonable(rules_of(in_notation(hours))))
        if not impossible:
            fix = hint(hours) or "They are written like [Mo-Fr 08:00-15:30; PH off] or [24/7]."
            fix = fix if right is None else right.fix
            closed = [one.fix for one in mistakes if one.code == "hours-never-open"]
            fix = closed[0] if right and right.text and closed else fix
            project.problem("hours-not-understood", place, f"{name}: {error}", fix)
        _tell(project, place, name, impossible)
        return
    if right is None:
        _tell(project, place, name, found)
    elif mistakes:
        _tell(project, place, name, mistakes)
    else:
        project.warn("hours-spelling", place, f"{name}: {right.cause}", right.fix)


def _tell(project: Project, place: Place, name: str, found: Iterable[Surprise]) -> None:
    for one in found:
        note = project.warn if one.is_warning else project.problem
        note(one.code, place, f"{name}: {one.cause}", one.fix)
