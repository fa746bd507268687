"""Languages that the carrier can read aloud itself while a call is on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LiveVoice:
    """A voice of the carrier: its language and its name, as ``<Say>`` wants them."""

    language: str
    name: str


LIVE_VOICES: Final[Mapping[str, LiveVoice]] = {
    "nb": LiveVoice("nb-NO", "Polly.Liv"),
    "en": LiveVoice("en-GB", "Polly.Amy"),
    "uk": LiveVoice("uk-UA", "Google.uk-UA-Wavenet-A"),
    "ar": LiveVoice("ar-XA", "Google.ar-XA-Wavenet-A"),
    "pl": LiveVoice("pl-PL", "Polly.Ewa"),
    "ru": LiveVoice("ru-RU", "Polly.Tatyana"),
    "tr": LiveVoice("tr-TR", "Polly.Filiz"),
    "vi": LiveVoice("vi-VN", "Google.vi-VN-Wavenet-A"),
}
"""By our language codes, from Twilio's list of text-to-speech voices.

A language that is not here is heard in clips or not at all, and so is Lithuanian, whose one voice
nobody has tried. The voice is named because without one Twilio takes a voice that may not know the
language, and a wrong pair can fail the verb.
"""
