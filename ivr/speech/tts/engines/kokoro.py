"""The natural voice: Kokoro-82M, whose model comes in packages; phonemes by espeak-ng.

The packages are the extra ``natural``; how each language is spoken is told by
``ivr/speech/tts/kokoro/voices.toml``.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from ivr.model.length import LONGEST_S
from ivr.speech.dsp.sound import Speech, joined
from ivr.speech.dsp.targets import NORMAL, PACING
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.emphasis import Emphasis
from ivr.speech.tts.engines import installed_version
from ivr.speech.tts.espeak_ng.spelling import SPELLING_VERSION, sentences
from ivr.speech.tts.kokoro import MODEL_PACKAGES, RUNTIME
from ivr.speech.tts.kokoro.voices import kokoro_voice, kokoro_voices
from ivr.speech.tts.offers import Offer, OfferedVoice
from ivr.speech.tts.voice import Voice

_MOST_FASTER: Final = 1.2
"""What would last longer than a listener remembers is said that much faster at most."""
_A_LITTLE: Final = 1.02
_TRIES: Final = 4
"""A phoneme lasts a whole number of 25 ms: sounds follow the speed in steps."""
_INSTALL: Final = ".venv/bin/pip install -e '.[audio,natural]'"
_LICENCE: Final = "Apache-2.0"
_SOUND: Final = ("espeakng-loader", *MODEL_PACKAGES)
"""The packages whose version changes the sound."""


def _offered(language: str) -> OfferedVoice:
    may = "use it, change it, pass it on, also with the clips"
    note = "" if language == "en" else "Learnt from other languages: it has a foreign accent."
    return OfferedVoice(language, _LICENCE, may, 92, _INSTALL, note)


class KokoroEngine:
    """Speaks ten languages with one model, about 1.5 seconds of speech per second and core.

    Example:
        >>> KokoroEngine().synthesise("Hei.", Voice("kokoro", "nb")).rate
        24000
    """

    name = "kokoro"
    at_once = None
    stretches = True
    offer = Offer(
        "Apache-2.0; phonemes by espeak-ng, GPL-3.0+",
        {language: (_offered(language),) for language in kokoro_voices()},
    )

    def fingerprint(self, voice: Voice) -> str:
        """Name the packages, the spelling and everything of the voice that changes the sound.

        Raises:
            EngineDownError: A package is not installed.
            SpeechError: There is no such voice.
        """
        made_of = kokoro_voice(voice.name).fingerprint()
        versions = " ".join(_version(package) for package in _SOUND)
        # It must be there and is not named: another version of it makes no clip anew.
        if find_spec(RUNTIME) is None:
            raise _missing(f"{RUNTIME} is not installed")
        rate = f"{voice.words_per_minute}wpm"
        return f"kokoro {versions} spelling {SPELLING_VERSION} {made_of} {rate} in {LONGEST_S} s"

    def emphasis(self, voice: Voice) -> Emphasis:
        """Tell what a voice sets apart by pauses.

        Raises:
            SpeechError: There is no such voice.
        """
        return kokoro_voice(voice.name).emphasis

    def synthesise(self, text: str, voice: Voice) -> Speech:
        """Speak a text.

        Raises:
            SpeechError: There is no such voice, or it can read nothing in the text.
            EngineDownError: A package is not installed.
        """
        from ivr.speech.tts.kokoro.model import RATE_HZ, kokoro
        from ivr.speech.tts.kokoro.phonemes import phonemes
        from ivr.speech.tts.kokoro.vocabulary import numbered

        chosen = kokoro_voice(voice.name)
        styles, speed = chosen.blend(), chosen.speed(voice.words_per_minute)
        spelt = [phonemes(one, chosen.espeak, chosen.put_right) for one in sentences(text)]
        said = [numbered(one) for one in spelt if any(letter.isalpha() for letter in one)]
        if not said:
            raise SpeechError(
                "nothing-to-say",
                f"kokoro voice {voice.name!r} can read nothing in the text",
                "check that the text is in the language and script of the voice",
            )

        def at(speed: float) -> Speech:
            return joined([kokoro().speak(tokens, styles, speed) for tokens in said], RATE_HZ)

        pauses_s = PACING[NORMAL].pause_s * (len(said) - 1)
        most = speed * _MOST_FASTER
        speech = at(speed)
        for _ in range(_TRIES):
            longer = (_lasts_s(speech) - pauses_s) / (LONGEST_S - pauses_s)
            if longer <= 1:
                break
            speed = min(speed * longer * _A_LITTLE, most)
            speech = at(speed)
        return speech


def _lasts_s(speech: Speech) -> float:
    """Return seconds from the first sound to the last, once silences are what mastering makes."""
    from ivr.speech.dsp.mastering import master, measure

    if speech.seconds <= LONGEST_S:  # its silences only become shorter
        return speech.seconds
    return measure(master(speech)).seconds - PACING[NORMAL].pause_s


def _version(package: str) -> str:
    try:
        return installed_version(package)
    except EngineDownError as error:
        raise _missing(error.cause) from None


def _missing(cause: str) -> EngineDownError:
    return EngineDownError("engine-down", cause, "run: pip install 'ivr[audio,natural]'")


ENGINE: Final = KokoroEngine()
