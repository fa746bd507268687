"""Where the hours of a door are written, and what they are there."""

from __future__ import annotations

from typing import Final

from ivr.studio.context import Studio
from ivr.studio.editing.asked import Asked
from ivr.studio.editing.values import Spot, stands

HERE, ALL = "here", "all"
"""For one municipality, or for every one."""

_COMMON: Final = "config/services.yaml"


def common_spot(service: str) -> Spot:
    """Return where a service has its hours for every municipality that has none of its own."""
    return Spot(_COMMON, (service, "hours"))


def own_spot(municipality: str, service: str) -> Spot:
    """Return where a municipality has its own hours of a service, or would have them."""
    return Spot(f"config/municipalities/{municipality}.yaml", ("services", service, "hours"))


def has_own(studio: Studio, municipality: str, service: str) -> bool:
    """Tell whether a municipality has hours of its own for a service."""
    return stands(studio.settings.root, own_spot(municipality, service)) is not None


def has_common(studio: Studio, service: str) -> bool:
    """Tell whether a service has hours that hold for every municipality."""
    return studio.line.assembly.loaded.files["services"].holds(service, "hours")


def spots_of(studio: Studio, asked: Asked, service: str, where: str = "") -> tuple[Spot, ...]:
    """Return every place that says the hours of a service, for one municipality or for all.

    For all, those of municipalities with hours of their own are among them.
    """
    if where == HERE or not has_common(studio, service):
        return (own_spot(asked.municipality.key, service),)
    every = asked.hotline.municipalities
    own = (own_spot(key, service) for key in every if has_own(studio, key, service))
    return common_spot(service), *own


def hours_at(studio: Studio, asked: Asked, spot: Spot, service: str) -> str:
    """Return what stands at a place; where a file says nothing yet, what holds there."""
    found = stands(studio.settings.root, spot)
    if found is None and spot == common_spot(service):
        found = studio.line.assembly.loaded.files["services"].at((service, "hours"))
    return found if isinstance(found, str) else asked.service(service).hours.text
