"""Wordings to begin with: usual notices, in Norwegian and English, to be changed as need be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

USUAL: Final[Mapping[str, Mapping[str, str]]] = {
    "measles": {
        "nb": "Det er meslinger i kommunen. Har du feber og utslett, bli hjemme og ring legen "
        "før du kommer.",
        "en": "There is measles in the municipality. If you have a fever and a rash, stay at home "
        "and call the doctor before you come.",
    },
    "whooping_cough": {
        "nb": "Det er kikhoste i kommunen. Hoster en baby mye, eller strever den med å puste, "
        "ring legevakten på {out_of_hours.number}.",
        "en": "There is whooping cough in the municipality. If a baby coughs a lot, or "
        "struggles to breathe, call the out-of-hours medical service, legevakt, on "
        "{out_of_hours.number}.",
    },
    "water": {
        "nb": "Vannet i kommunen er ikke trygt. Kok det før du drikker det eller lager mat.",
        "en": "The water in the municipality is not safe. Boil it before you drink it or cook "
        "with it.",
    },
    "telephone": {
        "nb": "Det er feil på telefonen hos legen i dag. Kan det ikke vente, ring legevakten på "
        "{out_of_hours.number}.",
        "en": "The doctor's telephone is out of order today. If it cannot wait, call the "
        "out-of-hours medical service, legevakt, on {out_of_hours.number}.",
    },
}
"""Each by its word in words/notices.toml, as ``usual_NAME``."""
