"""What doors and languages are called, where the pages know them; else as the files have it."""

from __future__ import annotations

from ivr.model.directories import directory_of
from ivr.model.hotline import Hotline, Municipality
from ivr.studio.pages.words import UiLanguage, all_words, ui_language, word
from ivr.studio.people.roles import HERE


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


def language_name(code: str, ui: UiLanguage | None = None, hotline: Hotline | None = None) -> str:
    """Return what a language is called on a page, else what it calls itself, else its code.

    >>> language_name("pl", "nb"), language_name("pl", "en"), language_name("xx", "nb")
    ('polsk', 'Polish', 'xx')
    """
    words = all_words().get(f"languages.{code}")
    if words:
        return words[ui or ui_language()]
    known = hotline.languages.get(code) if hotline else None
    return known.name if known else code


def person_name(who: str) -> str:
    """Return what somebody is called on a page, where nobody signs in too."""
    return word("people.here") if who == HERE.name else who
