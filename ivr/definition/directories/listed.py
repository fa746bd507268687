"""The services and steps that a municipality's directories come to, with the lines they are of."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ivr.definition.documents import (
    ChoiceDocument,
    DirectoryDocument,
    HotlineDocument,
    ListedDocument,
    PlaceDocument,
    RouteDocument,
    ServiceDocument,
    StepDocument,
)
from ivr.definition.numbering import plan_of
from ivr.model import directories as model
from ivr.model.directories import ADDRESS, AREA, PLACE, STEPS, pages
from ivr.model.language_menu import MORE_KEY
from ivr.model.phone_numbers import is_spoken_number

Path = tuple[str | int, ...]

PRESS: Final = "directory.press"
"""What names the key of a place or an area, whose name is heard before it."""

MORE: Final = "directory.more"
"""What names the key of the next page."""

_LONGEST_NAME: Final = 40
"""Signs of a place's or an area's name in an address, which has room for 300."""

_UNDER: Final = {"æ": "ae", "ø": "o", "å": "a", "ð": "d", "þ": "th", "ß": "ss", "đ": "d", "ŋ": "n"}
"""Letters that do not come apart into a plain one and its accent."""


class NamedChoice(ChoiceDocument):
    """A choice that no editor writes: the proper name ``named`` is heard before it."""

    named: str


@dataclass(slots=True)
class Listed:
    """What the directories of one municipality come to.

    ``services`` are its places and ``steps`` the menus that list them, by names that no editor
    gives. ``written`` holds every place and directory as it is written, by where that is in the
    municipality's file, and ``names`` the proper names that are said, by prompt. Of the services
    ``by_number``, the number is dialled that callers hear.
    """

    services: dict[str, ServiceDocument] = field(default_factory=dict)
    steps: dict[str, StepDocument] = field(default_factory=dict)
    places: dict[str, tuple[model.Place, ...]] = field(default_factory=dict)
    written: dict[Path, tuple[str, ListedDocument]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    by_number: set[str] = field(default_factory=set)
    lines: dict[str, Path] = field(default_factory=dict)

    def line(self, name: str) -> Path | None:
        """Return where the place or the directory stands that a service or a step is made of."""
        if listing := model.listing_of(name):
            return ("directories", listing)
        return self.lines.get(name)


def listed(directories: Mapping[str, DirectoryDocument], hotline: HotlineDocument | None) -> Listed:
    """Return what directories come to; one without places comes to nothing."""
    found = Listed()
    for name, directory in directories.items():
        place: Path = ("directories", name)
        found.written[place] = name, directory
        if f"{name}." == STEPS:
            continue  # It is refused: its places would be taken for menus.
        services = _services(directory, name)
        for index, (service, one) in zip(directory.entries, services, strict=True):
            found.lines[service] = (*place, "places", index)
            found.written[found.lines[service]] = service, one
            found.services[service] = _service(one, directory, hotline)
            if not one.routes and found.services[service].routes:
                found.by_number.add(service)
            found.names[f"{PLACE}{service}"] = one.name
            if one.address is not None:
                found.names[f"{ADDRESS}{service}"] = one.address
        found.places[name] = tuple(_place(service, one) for service, one in services)
        if services:
            menus = _Menus(name, found)
            menus.add(services)
    return found


def _services(directory: DirectoryDocument, name: str) -> list[tuple[str, PlaceDocument]]:
    """Return the places of a directory, each with the name of its service.

    A call in progress carries that name, so it does not hang on the order of the list.
    """
    places = directory.entries.values()
    plain = [_plain(place.name) for place in places]
    taken: dict[str, PlaceDocument] = {}
    for place, short in zip(places, plain, strict=True):
        sum_of_name = zlib.crc32(place.name.encode())
        own = short if plain.count(short) == 1 else f"{short}_{sum_of_name:08x}"
        taken[_free(f"{name}.{own}", taken)] = place
    return list(taken.items())


def _free(name: str, taken: Mapping[str, object]) -> str:
    """Return a name, or the first with a number behind it that is not taken."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def _plain(name: str) -> str:
    """Return a name in plain letters and digits.

    >>> _plain("Grønlia Legesenter AS"), _plain("Č. Åsen"), _plain("健康")
    ('gronlia_legesenter_as', 'c_asen', 'x')
    """
    spelt = "".join(_UNDER.get(sign, sign) for sign in name.lower())
    bare = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "_", bare).strip("_")[:_LONGEST_NAME] or "x"


def _place(service: str, one: PlaceDocument) -> model.Place:
    routes = tuple(route.to for route in one.routes)
    name, area, address = (_said(text) for text in (one.name, one.area, one.address))
    return model.Place(service, name or one.name, one.number, area, address, routes)


def _said(text: str | None) -> str | None:
    """Return a name as it is spoken, whatever spaces and lines it is written with."""
    return None if text is None else " ".join(text.split())


def _service(
    place: PlaceDocument, directory: DirectoryDocument, hotline: HotlineDocument | None
) -> ServiceDocument:
    urgent = hotline.urgent_service if hotline is not None else None
    said = {name: getattr(directory, name) for name in ListedDocument.model_fields}
    said |= {name: value for name in ListedDocument.model_fields
             if (value := getattr(place, name)) is not None}  # fmt: skip
    said["otherwise"] = said["otherwise"] or urgent or None
    said |= {"number": place.number, "address": place.address}
    said["routes"] = place.routes or _by_number(place.number, hotline)
    return ServiceDocument(**{name: value for name, value in said.items() if value is not None})


def _by_number(number: str, hotline: HotlineDocument | None) -> list[RouteDocument]:
    """Return the route that dials a number; none where that needs a trunk, or is no number."""
    plan = plan_of(hotline.country) if hotline is not None else None
    if plan is None or not is_spoken_number(number):
        return []
    digits = plan.read(number).digits
    return [RouteDocument(to=plan.international(digits))] if plan.is_long(digits) else []


@dataclass(slots=True)
class _Menus:
    """The menus of one directory, while they are made."""

    directory: str
    found: Listed

    def add(self, services: Sequence[tuple[str, PlaceDocument]]) -> None:
        """Make the menus of all places: by area where one page does not hold them.

        A place of no area stands beside the areas, after them.
        """
        areas = dict.fromkeys(one.area for _, one in services if one.area)
        step = f"{STEPS}{self.directory}"
        if len(areas) < 2 or len(list(pages(services))) == 1:  # noqa: PLR2004 - one divides nothing
            self._pages(step, [self._place(service) for service, _ in services])
            return
        taken: dict[str, str] = {}
        for area in areas:
            taken[_free(f"in_{_plain(area)}", taken)] = area
        inside = [self._area(step, slug, area) for slug, area in taken.items()]
        self._pages(step, [*inside, *(self._place(s) for s, one in services if not one.area)])
        for slug, area in taken.items():
            within = [self._place(service) for service, one in services if one.area == area]
            self._pages(f"{step}.{slug}", within)

    def _place(self, service: str) -> tuple[str, str]:
        return f"{PLACE}{service}", f"transfer {service}"

    def _area(self, step: str, slug: str, area: str) -> tuple[str, str]:
        prompt = f"{AREA}{self.directory}.{slug}"
        self.found.names[prompt] = area
        return prompt, f"{step}.{slug}"

    def _pages(self, step: str, offers: Sequence[tuple[str, str]]) -> None:
        """Make the steps that offer names, each with where it leads, page by page."""
        all_pages = list(pages(offers))
        for number, page in enumerate(all_pages, 1):
            choices: dict[str, ChoiceDocument | None] = {
                str(key): NamedChoice(say=PRESS, go={"else": go}, named=named)
                for key, (named, go) in enumerate(page, 1)
            }
            if number < len(all_pages):
                more = {"else": f"{step}.{number + 1}"}
                choices[MORE_KEY] = ChoiceDocument(say=MORE, go=more)
            name = step if number == 1 else f"{step}.{number}"
            self.found.steps[name] = StepDocument(choices=choices)


def digits_of(found: Listed) -> Iterator[str]:
    """Yield the signs of numbers that must be sayable: all digits, and a plus that stands in one.

    >>> list(digits_of(Listed()))
    []
    """
    if found.services:
        yield from "0123456789"
    if any("+" in (service.number or "") for service in found.services.values()):
        yield "+"
