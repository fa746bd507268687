"""The fields of a door's number: as files have them, as a form gives them, as they are saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

from ivr.definition.yaml.tree import Plain
from ivr.definition.yaml.written import Value
from ivr.studio.context import Studio
from ivr.studio.editing.asked import Asked
from ivr.studio.editing.values import Edit, Spot, stands

HERE, ALL = "here", "all"
"""For one municipality, or for every one."""

FIELDS: Final = ("number", "address", "source", "checked")
"""Those that hold one line."""

_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Fields:
    """What is written of a door; ``routes`` pair what is dialled with why, which may be empty."""

    number: str = ""
    address: str = ""
    source: str = ""
    checked: str = ""
    routes: tuple[tuple[str, str], ...] = ()


def holder(asked: Asked, service: str, where: str) -> Spot:
    """Return where a service is written, for one municipality or for all."""
    if where == ALL:
        return Spot("config/services.yaml", (service,))
    return Spot(f"config/municipalities/{asked.municipality.key}.yaml", ("services", service))


def stand(studio: Studio, asked: Asked, service: str) -> Fields:
    """Return the fields of a service as callers to a municipality have them."""
    files = studio.line.assembly.loaded.files
    found: dict[str, Plain] = {}
    for content in (
        files["services"].at((service,)),
        stands(studio.settings.root, holder(asked, service, ALL)),
        stands(studio.settings.root, holder(asked, service, HERE)),
    ):
        found |= content if isinstance(content, dict) else {}
    return as_fields(found)


def as_fields(content: dict[str, Plain]) -> Fields:
    """Return the fields that are written of a service or a place.

    >>> as_fields({"number": "116 117", "routes": ["+47116117"]}).routes
    (('+47116117', ''),)
    """
    single = {name: value for name in FIELDS if isinstance(value := content.get(name), str)}
    routes = content.get("routes")
    return Fields(**single, routes=tuple(_routes(routes if isinstance(routes, list) else [])))


def _routes(written: list[Plain]) -> Iterator[tuple[str, str]]:
    for one in written:
        if isinstance(one, dict):
            yield str(one.get("to") or ""), str(one.get("because") or "")
        elif isinstance(one, str):
            yield one, ""


def given(form: MultiDict[str, str]) -> Fields:
    """Return the fields of a form, blanks trimmed; a route without anything in it is none."""
    single = {name: " ".join(form.get(name, "").split())[:_LONGEST] for name in FIELDS}
    two = zip(form.getlist("route"), form.getlist("because"), strict=False)
    routes = tuple((to.strip()[:_LONGEST], why.strip()[:_LONGEST]) for to, why in two if to.strip())
    return Fields(**single, routes=routes)


def edits_of(studio: Studio, asked: Asked, service: str, spot: Spot, fields: Fields) -> list[Edit]:
    """Return what is to be written of a service: only what is not so already."""
    now = stand(studio, asked, service)
    found = []
    for name in FIELDS:
        value = getattr(fields, name)
        if value != getattr(now, name):
            found.append(Edit(Spot(spot.file, (*spot.path, name)), value or None))
    if fields.routes != now.routes:
        found.append(Edit(Spot(spot.file, (*spot.path, "routes")), written(fields.routes)))
    return found


def written(routes: tuple[tuple[str, str], ...]) -> Value:
    """Return routes as a file has them: one with a reason says both."""
    return [{"to": to, "because": why} if why else to for to, why in routes]
