"""Whether a place's name, area and address can be said as they are written."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ivr.definition.checks.sayable import check_text
from ivr.definition.documents import PlaceDocument
from ivr.definition.project import Place, Project
from ivr.model.length import expected_seconds

LONGEST_S: Final = 6
"""Seconds that a name, an area or an address takes at most: callers hear nine in a row."""

_RATE: Final = 150
"""Words a minute, where the fallback language has no catalogue that says its own."""


def heard_as(name: str) -> str:
    """Return what is heard of a name: its words, whatever case, blanks and points they have.

    >>> heard_as("St.  Hanshaugen"), heard_as("«Sol»"), heard_as("...")
    ('st hanshaugen', 'sol', '')
    """
    return " ".join(re.findall(r"\w+", name.casefold()))


def check_said_of(project: Project, place: Place, service: str, document: PlaceDocument) -> None:
    """Note what no voice can say of a place as it is written, or no caller can hold."""
    code = project.hotline.fallback_language if project.hotline else ""
    book = project.catalogues.get(code)
    rate = book.speech.words_per_minute if book else _RATE
    alphabets = _alphabets(book.name) if book else frozenset[str]()
    for option in ("name", "area", "address"):
        text = getattr(document, option) or ""
        spot, label = (*place, option), f"{service}: [{option}]"
        check_text(project, spot, label, text, None)
        seconds = expected_seconds(text, rate)
        if seconds > LONGEST_S:
            cause = f"{label} takes about {seconds:.0f} seconds; callers hear nine in a row."
            fix = f"Shorten it to what callers need: {LONGEST_S} seconds are the most."
            project.problem("text-too-long", spot, cause, fix)
        if text and not heard_as(text):
            cause = f"{label} [{text}] has no word in it."
            project.problem("nothing-to-say", spot, cause, "Write what callers are to hear.")
        if "{" in text or "}" in text:
            cause = f"{label} [{text}] has a brace, and nothing is filled in there."
            project.problem("sign-not-sayable", spot, cause, "Write what it says in words.")
        if (foreign := _alphabets(text) - alphabets) and alphabets:
            cause = f"{label} [{text}] is in letters ({', '.join(sorted(foreign)).lower()}) that "
            cause += f"the voice of {code} cannot read."
            fix = "Write it as it stands in that language."
            project.problem("name-in-other-letters", spot, cause, fix)


def _alphabets(text: str) -> frozenset[str]:
    letters = (sign for sign in text if unicodedata.category(sign) in ("Lu", "Ll", "Lo"))
    return frozenset(unicodedata.name(sign, "").split(" ")[0] for sign in letters)
