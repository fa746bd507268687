"""What callers hear otherwise by a change, in Norwegian and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ivr.definition.differences import Difference
from ivr.serving.publishing.changes import in_short
from ivr.studio.changes.draft import Told

NORWEGIAN: Final[Mapping[str, str]] = {
    "texts": "tekster",
    "numbers": "numre",
    "hours": "åpningstider",
    "keys": "taster",
    "figures": "tall",
    "steps": "trinn",
    "places": "steder",
    "elsewhere": "annet",
    "nothing": "ingenting",
    "in": "{} på {}",
    "more": "{} til",
    "and": " og {} til",
    "announcements": "varsler",
}


def heard_otherwise(found: Sequence[Difference]) -> tuple[Told, ...]:
    """Return the lines that tell differences, each in both languages.

    >>> one = Difference("services", ("guidance", "hours"), "24/7", None)
    >>> heard_otherwise([one])[0].nb
    'åpningstider: guidance hours: 24/7 -> ingenting'
    """
    return tuple(map(Told, in_short(found, NORWEGIAN), in_short(found)))
