"""The words of a drawing: English, unless a page gives others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

ENGLISH_DAYS: Final[Mapping[str, str]] = {
    "Mo": "Mon", "Tu": "Tue", "We": "Wed", "Th": "Thu", "Fr": "Fri", "Sa": "Sat", "Su": "Sun",
    "PH": "holidays", "off": "closed", "24/7": "day and night",
}  # fmt: skip
"""How opening hours are written out, by the words of their notation."""

_WORD: Final = re.compile(r"24/7|\b[A-Za-z]{2,3}\b")


@dataclass(frozen=True, slots=True)
class Labels:
    """What a drawing says beside the names and words of the hotline.

    ``title`` takes what was asked, ``at`` is how that moment is written, as in files where it is
    empty. ``decimal`` stands in fractions. ``usual`` takes where key 0 and
    silence lead from the main menu, which is not repeated on other boxes.
    """

    title: str = "What can happen in a call: {called}, {municipality}, {language}, {at}"
    at: str = ""
    silence: str = "silence"
    shut: str = "not at this moment"
    closed: str = "closed now"
    told: str = "number told, not rung"
    offices: str = "{n} offices, {open} open"
    usual: str = "0: {zero} · silence: {silence} · # again · * main menu, unless a box says other"
    when_open: str = "when {service} is open"
    when_closed: str = "when {service} is closed"
    goodbye: str = "Goodbye"
    languages: str = "Languages"
    seconds: str = "{n} s"
    decimal: str = "."
    silent: str = "{n} silent"
    recorded: str = "{n}/{of}"
    to_look_at: str = "{n} to look at"
    approved: str = "{n}/{of}"
    callers: str = "{n}"
    few: str = "fewer than 5"
    hours: Mapping[str, str] = field(default_factory=lambda: ENGLISH_DAYS)

    def in_seconds(self, seconds: float) -> str:
        """Write a length of time.

        >>> Labels().in_seconds(7.44), Labels(decimal=",").in_seconds(12)
        ('7.4 s', '12,0 s')
        """
        return self.seconds.format(n=f"{seconds:.1f}".replace(".", self.decimal))

    def in_words(self, hours: str) -> str:
        """Write opening hours out; a word that is not known stays as it is.

        >>> Labels().in_words("Mo-Fr 08:00-15:30; PH off")
        'Mon–Fri 08:00–15:30, holidays closed'
        """
        words = _WORD.sub(lambda found: self.hours.get(found[0], found[0]), hours)
        return words.replace(";", ",").replace("-", "–")
