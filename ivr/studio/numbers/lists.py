"""The lists of places of a municipality: those there are, and those that a menu leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ivr.definition.yaml.tree import Plain
from ivr.studio.context import Studio
from ivr.studio.editing.asked import Asked
from ivr.studio.editing.values import Spot, stands

_LEADS: Final = "directory "


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of places as the municipality's file has it, each by where it stands in the list.

    ``hours`` are those of all places that say none of their own.
    """

    name: str
    hours: str
    places: tuple[dict[str, Plain], ...]


def spot_of(municipality: str, *path: str | int) -> Spot:
    """Return a place below the lists of a municipality's file."""
    return Spot(f"config/municipalities/{municipality}.yaml", ("directories", *path))


def lists_that_can_be(studio: Studio, asked: Asked) -> tuple[Listing, ...]:
    """Return the lists of a municipality, and empty ones that a menu leads to already."""
    found = stands(studio.settings.root, spot_of(asked.municipality.key))
    written = found if isinstance(found, dict) else {}
    files = studio.line.assembly.loaded.files
    led = (
        name
        for file in ("menu", f"municipalities/{asked.municipality.key}")
        for name in _led_to(files[file].content)
    )
    return tuple(_listing(name, written.get(name)) for name in dict.fromkeys((*written, *led)))


def _listing(name: str, content: Plain) -> Listing:
    known = content if isinstance(content, dict) else {}
    hours, places = known.get("hours"), known.get("places")
    entries = places if isinstance(places, list) else []
    whole = tuple(one if isinstance(one, dict) else {} for one in entries)
    return Listing(name, hours if isinstance(hours, str) else "", whole)


def _led_to(content: Plain) -> Iterator[str]:
    if isinstance(content, str) and content.startswith(_LEADS):
        yield content.removeprefix(_LEADS).strip()
    elif isinstance(content, dict):
        for one in content.values():
            yield from _led_to(one)
    elif isinstance(content, list):
        for one in content:
            yield from _led_to(one)
