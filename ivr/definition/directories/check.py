"""Whether the directories of a municipality can be listed, said and rung, and lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr.definition.checks.hours import check_hours_of
from ivr.definition.checks.services import SERVICE_NAME, check_service
from ivr.definition.directories.said import check_said_of, heard_as
from ivr.definition.documents import (
    DirectoryDocument,
    HotlineDocument,
    ListedDocument,
    PlaceDocument,
    ServiceDocument,
)
from ivr.definition.project import Place, Project
from ivr.definition.signs import plain_digits
from ivr.definition.usage import destinations, written_cases
from ivr.definition.yaml.file import Names
from ivr.did_you_mean import nearest, suggested
from ivr.model.directories import STEPS, listing_of


def check_directories(project: Project, municipality: str, services: Names) -> None:
    """Note what is wrong with the places of a municipality, each on its own line.

    ``services`` are those that it has.
    """
    file = f"municipalities/{municipality}"
    for path, (name, document) in project.listed(municipality).written.items():
        _check_listed(project, (file, *path), name, document, services)


def _check_listed(
    project: Project, place: Place, name: str, document: ListedDocument, services: Names
) -> None:
    """Judge what a place, or a directory, says itself."""
    as_service = ServiceDocument(otherwise=document.otherwise)
    if isinstance(document, PlaceDocument):
        given = {"number": document.number, "routes": document.routes}
        as_service = as_service.model_copy(update=given)
    check_service(project, place, name, as_service, services)
    if document.hours is not None:
        check_hours_of(project, (*place, "hours"), name, document.hours)
    if isinstance(document, PlaceDocument):
        check_said_of(project, place, name, document)
    elif isinstance(document, DirectoryDocument):
        _check_directory(project, place, name, document)


def _check_directory(
    project: Project, place: Place, name: str, document: DirectoryDocument
) -> None:
    if not SERVICE_NAME.fullmatch(name) or f"{name}." == STEPS:
        cause = f"A directory cannot be called [{name}]."
        fix = "Use another word, of letters, digits, _ and -."
        project.problem("name-not-allowed", place, cause, fix)
    _check_twice(project, place, name, document)
    for index, one in document.entries.items():
        whole = project.is_whole(*place, "places", index, "hours")
        if one.hours is None and document.hours is None and whole:
            cause = f"{name}: [{one.name}] has no hours."
            fix = f'Add hours: "Mo-Fr 08:00-15:30; PH off" here, or once for all of {name}.'
            project.problem("missing-hours", (*place, "places", index), cause, fix)
    _check_areas(project, place, name, document)


def _check_twice(project: Project, place: Place, name: str, document: DirectoryDocument) -> None:
    """Note names that sound alike, and, once for each, numbers that several places have."""
    first: dict[str, int] = {}
    sharing: dict[str, list[int]] = {}
    for index, one in document.entries.items():
        spot = (*place, "places", index)
        heard = heard_as(one.name)
        if heard and heard in first:
            line = _line(project, place, first[heard])
            cause = f"{name}: [{one.name}] is on line {line} already: callers hear one name twice."
            project.problem("duplicate-place", spot, cause, "Add what tells them apart.")
        first.setdefault(heard, index)
        sharing.setdefault(plain_digits(one.number), []).append(index)
    for owner, *others in sharing.values():
        if others:
            one, line = document.entries[others[0]], _line(project, place, owner)
            many = len(others) - 1
            more = f" {many} more {'have' if many > 1 else 'has'} it too." if many else ""
            cause = f"{name}: [{one.name}] has the number of line {line}, [{one.number}].{more}"
            fix = "Compare them with their source; if they are answered in one place, leave it."
            project.warn("number-twice", (*place, "places", others[0], "number"), cause, fix)


def _line(project: Project, place: Place, index: int) -> int:
    return project.files[str(place[0])].line((*place[1:], "places", index))


def _check_areas(project: Project, place: Place, name: str, document: DirectoryDocument) -> None:
    first: dict[str, tuple[str, int]] = {}
    told: set[str] = set()
    for index, one in document.entries.items():
        if one.area is None:
            continue
        area, since = first.setdefault(heard_as(one.area), (one.area, index))
        if one.area not in (area, *told):
            told.add(one.area)
            line = _line(project, place, since)
            cause = f"{name}: area [{one.area}] sounds like [{area}] on line {line}."
            fix = f"Write [{area}] in both, or add what tells them apart."
            project.problem("duplicate-area", (*place, "places", index, "area"), cause, fix)
    without = [index for index, one in document.entries.items() if not one.area]
    if first and without:
        nameless, more = document.entries[without[0]].name, len(without) - 1
        who = f"[{nameless}] and {more} more have" if more else f"[{nameless}] has"
        cause = f"{name}: {who} no area, and so a place beside the areas, behind them."
        spot = (*place, "places", without[0])
        project.warn("place-without-area", spot, cause, "Add [area: …], as the others have.")


def check_ways(project: Project, hotline: HotlineDocument) -> None:
    """Note directories that nothing leads to, and destinations that are no directory anywhere."""
    led = {key: dict(_led_to(project, hotline, key)) for key in project.municipalities}
    names = {name for places in led.values() for name in places.values()}
    spare = {name for key in led for name in _lists(project, key)} - names
    told: dict[Place, str] = {}
    for municipality, places in led.items():
        for place, name in places.items():
            if place not in told:
                told[place] = _misnamed(project, place, name, municipality, spare)
    for municipality, places in led.items():
        here = _lists(project, municipality)
        # A way may stand where a file cannot be read.
        whole = project.is_whole("menu") and project.is_whole(
            f"municipalities/{municipality}", "steps"
        )
        for name in sorted(here - {*places.values(), *told.values()}) if whole else ():
            cause = f"{name}: no menu leads to this directory."
            near = suggested(name, {*places.values()} - here)
            fix = f"Did you mean [{near}]?" if near else f"Lead to it: [go: directory {name}]."
            spot = (f"municipalities/{municipality}", "directories", name)
            project.problem("directory-not-offered", spot, cause, fix)
        _check_nowhere(project, municipality, places)


def _lists(project: Project, municipality: str) -> frozenset[str]:
    return project.names(f"municipalities/{municipality}", "directories").known


def _led_to(
    project: Project, hotline: HotlineDocument, municipality: str
) -> Iterator[tuple[Place, str]]:
    """Yield every place in the files that leads to a directory, with its name."""
    for place, go in destinations(written_cases(project, hotline, municipality)):
        listing = listing_of(go.name) if go.kind == "step" else ""
        if listing and "directories" not in place[:2]:
            yield place, listing


def _misnamed(project: Project, place: Place, name: str, municipality: str, spare: set[str]) -> str:
    """Note a destination that names no directory; return which one it means, if that is clear.

    The common menu may lead to one that no municipality has written yet. A municipality's own
    menu leads to those it has.
    """
    everywhere = {one for key in project.municipalities for one in _lists(project, key)}
    is_own = "/" in str(place[0])
    lists = _lists(project, municipality)
    complete = project.names(f"municipalities/{municipality}", "directories").complete
    if not is_own and not project.files["menu"].says(*place[1:-1]):
        return ""  # Of what is shipped, the editor's own line is the one to mend.
    near = suggested(name, lists if is_own else spare)
    if name in (lists if is_own else everywhere) or not complete or not (is_own or near):
        return ""
    cause = f"[directory {name}]: there is no such directory."
    fix = f"Did you mean [{near}]?" if near else nearest(name, lists)
    fix = fix or f"Write it under [directories: {name}:]."
    project.seen.add((place[:-1], "unknown-directory"))
    project.problem("unknown-directory", place, cause, fix)
    return near


def _check_nowhere(project: Project, municipality: str, led: Mapping[Place, str]) -> None:
    """Note what leads to a directory that is empty here, and cannot be left out."""
    steps = project.listed(municipality).steps
    left_out = {("menu", step, "choices", key) for step, key, _ in project.left_out(municipality)}
    places = {project.own(municipality, (*one, "go")) for one in left_out}
    for place, name in led.items():
        whole = project.is_whole(f"municipalities/{municipality}", "directories", name)
        if f"{STEPS}{name}" in steps or place[:-1] in places or not whole:
            continue
        local = project.municipalities[municipality].name
        cause = f"[directory {name}] has no places in {local}, and this cannot be left out there."
        fix = "Lead to it from a choice of its own, without hours: {say: …, go: directory …}."
        project.problem("directory-not-known-here", place, cause, fix)
