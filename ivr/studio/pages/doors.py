"""What a door is called: its words where it is one of the shipped services, else its name."""

from __future__ import annotations

from ivr.model.directories import directory_of
from ivr.model.hotline import Municipality
from ivr.studio.pages.words import UiLanguage, all_words


def door(municipality: Municipality, service: str, language: UiLanguage) -> str:
    """Return what people call a service of a municipality, or a place of its lists.

    >>> door(Municipality("asker", "Asker", {}, {}, {}), "own_centre", "nb")
    'own centre'
    """
    for place in municipality.directories.get(directory_of(service), ()):
        if place.service == service:
            return place.name
    words = all_words().get(f"doors.{service}")
    return words[language] if words else service.replace("_", " ")
