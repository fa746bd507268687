"""Which places of a directory are followed in which language, and which are alike to one that is.

What a call to a place says and does depends on its hours, its stand-in, on how it is rung and on
whether it has an address; its name, number and address only fill it in. Three hundred offices in
sixteen languages are so few places of each kind in each, and every place in the fallback language.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from ivr.call import Announcing, Dialling, Instructing, State
from ivr.model import Hotline
from ivr.model.directories import directory_of
from ivr.model.hotline import Municipality
from ivr.model.services import Service


def examples(municipality: Municipality) -> frozenset[str]:
    """Return one place of each kind."""
    found: dict[Hashable, str] = {}
    for service in places_of(municipality).values():
        found.setdefault(kind_of(service), service.name)
    return frozenset(found.values())


def places_of(municipality: Municipality) -> Mapping[str, Service]:
    """Return the services that are places of a directory."""
    services = municipality.services.items()
    return {name: service for name, service in services if directory_of(name)}


def kind_of(place: Service) -> Hashable:
    """Return what decides on a call to a place, beside its name, number and address."""
    return (
        directory_of(place.name),
        place.hours.text,
        tuple(route.is_sip for route in place.routes),
        place.otherwise,
        place.ring_seconds,
        place.answered_after_seconds,
        place.accept,
        place.address is not None,
    )


def is_followed(hotline: Hotline, state: State, followed: frozenset[str]) -> bool:
    """Tell whether what comes of a state is looked at, and not that of one alike in its place.

    ``followed`` are the `examples` of its municipality.
    """
    if not isinstance(state, Announcing | Dialling | Instructing):
        return True
    in_all = state.language == hotline.fallback_language or not directory_of(state.service)
    return in_all or state.service in followed
