"""The numbers and countries to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.model import Hotline
from ivr.studio.pages.names import language_name
from ivr.studio.pages.numbers import HOME, number
from ivr.studio.pages.words import UiLanguage, all_words


@dataclass(frozen=True, slots=True)
class Option:
    """One of several to choose from: the value that is sent, and its name."""

    value: str
    name: str


def numbers(hotline: Hotline, ui: UiLanguage) -> list[Option]:
    """Return the numbers that can be called, each with whose it is and its language."""
    found = []
    for called, entrance in hotline.entrances.items():
        whose = hotline.municipalities[entrance.municipality].name
        language = language_name(entrance.language or "", ui, hotline)
        about = f"{whose}, {language}" if language else whose
        found.append(Option(called, f"{number(called)} – {about}"))
    return found


def countries(hotline: Hotline, ui: UiLanguage) -> list[Option]:
    """Return the countries that a caller may be from, by their names; home first, unknown last.

    Those are the ones to which a language of the hotline belongs.
    """
    words = all_words()
    codes = {code.removeprefix("+") for code in hotline.own_language_first} - {HOME}
    named = []
    for code in codes:
        name = words.get(f"phone.country_{code}", {}).get(ui, "")
        named.append(Option(code, f"{name} (+{code})" if name else f"+{code}"))
    home = Option(HOME, f"{words[f'phone.country_{HOME}'][ui]} (+{HOME})")
    unknown = Option("", words["phone.country_unknown"][ui])
    return [home, *sorted(named, key=lambda option: option.name), unknown]
