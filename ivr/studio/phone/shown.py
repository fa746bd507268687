"""Numbers and countries as the page writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ivr.model import Hotline
from ivr.model.phone_numbers import dialled
from ivr.studio.pages.names import language_name
from ivr.studio.pages.words import UiLanguage, all_words

HOME: Final = "47"
_PAIRS: Final = 8
_WHOLE_COUNTRY: Final = 6


@dataclass(frozen=True, slots=True)
class Option:
    """One of several to choose from: the value that is sent, and its name."""

    value: str
    name: str


def number(to: str) -> str:
    """Write a number, or an address at a trunk, as people read it.

    >>> number("+4723327000"), number("sip:116117@trunk.example"), number("+4633330000")
    ('+47 23 32 70 00', '116 117', '+4633330000')
    """
    digits = dialled(to)
    home = digits.removeprefix(f"+{HOME}")
    if len(home) == _PAIRS and home != digits:
        return f"+{HOME} {home[:2]} {home[2:4]} {home[4:6]} {home[6:]}"
    return f"{digits[:3]} {digits[3:]}" if len(digits) == _WHOLE_COUNTRY else digits


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
