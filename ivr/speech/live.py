"""Languages that the carrier can read aloud itself while a call is on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LIVE_VOICES: Final[Mapping[str, str]] = {
    "nb": "nb-NO",
    "en": "en-GB",
    "uk": "uk-UA",
    "ar": "ar-XA",
    "pl": "pl-PL",
    "ru": "ru-RU",
    "lt": "lt-LT",
    "tr": "tr-TR",
    "vi": "vi-VN",
}
"""The carrier's language for ``<Say>`` by ours, from Twilio's list of text-to-speech voices; a
language that is not here is heard in clips or not at all."""
