"""The embedded engine: espeak-ng, from a package, with no system software."""

from __future__ import annotations

from typing import Final

from ivr.speech.dsp.sound import Speech
from ivr.speech.tts.engines import installed_version
from ivr.speech.tts.espeak_ng.manner import manner
from ivr.speech.tts.espeak_ng.spelling import SPELLING_VERSION
from ivr.speech.tts.offers import Offer, OfferedVoice
from ivr.speech.tts.voice import Voice

_LICENCE: Final = "GPL-3.0+"
_CODES: Final = ("nb", "uk", "ar", "pl", "ti", "ru", "fa", "lt", "ur", "ku", "tr", "vi")


def _offered(name: str) -> OfferedVoice:
    may = "use the clips freely; pass the program on under its own licence"
    return OfferedVoice(name, _LICENCE, may, 21)


class Espeak:
    """Speaks with espeak-ng 1.52 inside this process.

    The noise in its consonants differs a little from one run to the next, so that two builds of
    one text sound alike but are not equal byte for byte.

    Example:
        >>> Espeak().synthesise("One.", Voice("espeak", "en")).rate
        22050
    """

    name = "espeak"
    at_once = None
    stretches = False
    offer = Offer(
        _LICENCE,
        {"en": (_offered("en-gb"),), **{code: (_offered(code),) for code in _CODES}},
    )

    def fingerprint(self, voice: Voice) -> str:
        """Name the package, which holds program and voices, and every setting of the voice."""
        package = f"{installed_version('espeakng-loader')} spelling {SPELLING_VERSION}"
        how = manner(voice.name).fingerprint()
        return f"espeak {package} {voice.name} {voice.words_per_minute}wpm{how}"

    def synthesise(self, text: str, voice: Voice) -> Speech:
        """Speak a text; about 3 ms for each second of speech.

        Raises:
            SpeechError: espeak-ng has no such voice, or the voice can read nothing in the text.
            EngineDownError: The library is missing or does not start.
        """
        from ivr.speech.dsp.hiss import with_hiss
        from ivr.speech.tts.espeak_ng.library import espeak_library

        said = espeak_library().speak(text, voice)
        return with_hiss(said) if manner(voice.name).hiss else said


ENGINE: Final = Espeak()
