"""What callers hear on days with hours of their own, door by door."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.studio.context import Studio
from ivr.studio.editing.asked import Asked
from ivr.studio.hours.closed import Closed
from ivr.studio.hours.written import HERE, hours_at, spots_of


@dataclass(frozen=True, slots=True)
class Effect:
    """One door on such a day.

    ``otherwise`` is the door that callers are led to while it is shut, ``closed`` what they hear
    first, in a ``language``; each may be empty. ``hours`` is the text as it will be, in ``files``.
    """

    service: str
    otherwise: str
    closed: str
    language: str
    hours: str
    files: tuple[str, ...]


def effects(studio: Studio, asked: Asked, wanted: Closed) -> tuple[Effect, ...]:
    """Return what is heard at each door, in the order of the form."""
    return tuple(_effect(studio, asked, wanted, name) for name in wanted.services)


def _effect(studio: Studio, asked: Asked, wanted: Closed, name: str) -> Effect:
    language = asked.hotline.fallback_language
    prompt = asked.municipality.prompts[language].get(f"service.{name}.closed")
    spots = spots_of(studio, asked, name, HERE if wanted.is_here else "")
    return Effect(
        name,
        asked.service(name).otherwise or "",
        prompt.wording(wanted.first).template if prompt else "",
        language,
        wanted.over(hours_at(studio, asked, spots[0], name)),
        tuple(spot.file for spot in spots),
    )
