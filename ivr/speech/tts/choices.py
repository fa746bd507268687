"""The voices a language can have: what speaks here and now, and how well it was understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ivr.speech.errors import SpeechError
from ivr.speech.tts.engines import Engine, engine, engine_names
from ivr.speech.tts.measured import Measured, measured
from ivr.speech.tts.offers import Offer, OfferedVoice
from ivr.speech.tts.voice import NO_ENGINE, Voice

Here = Literal["installed", "not installed", "reachable", "no internet"]
"""Whether a voice speaks on this machine, now."""

UNKNOWN: Final = "not known here"


@dataclass(frozen=True, slots=True)
class Choice:
    """One voice that a language can have.

    Attributes:
        engine: Name in the engine registry.
        voice: The voice as its engine tells of it.
        licence: Under which terms the engine's program comes.
        taken: Whether the catalogue names it now.
        here: Whether it speaks on this machine, now.
        why: Why it does not, and the nearest fix; empty when it does.
        figures: How well it was understood; None where nobody measured it.
    """

    engine: str
    voice: OfferedVoice
    licence: str
    taken: bool
    here: Here
    why: str = ""
    figures: Measured | None = None

    def speech(self, words_per_minute: int) -> str:
        """Return the line of a catalogue that takes this voice.

        Example:
            >>> voice = OfferedVoice("irina", "LGPL-2.1+", "all", 21)
            >>> Choice("rhvoice", voice, "LGPL-2.1+", False, "installed").speech(122)
            'speech: {engine: rhvoice, voice: irina, words_per_minute: 122}'
        """
        named = f"engine: {self.engine}, voice: {self.voice.name}"
        return f"speech: {{{named}, words_per_minute: {words_per_minute}}}"


@dataclass
class Choices:
    """The choices there are; an engine on the internet is asked for once, and only when needed.

    Example:
        >>> [choice.engine for choice in Choices().of("ti", ("espeak", "ti"))]
        ['espeak']
        >>> Choices().of("so", ("none", "none"))
        []
    """

    _reached: dict[str, bool] = field(default_factory=dict)

    def of(self, language: str, taken: tuple[str, str]) -> list[Choice]:
        """Return the voices of a language, the one best understood first, unmeasured ones last.

        ``taken`` is the catalogue's engine and voice; it is listed even where no engine offers it.
        """
        found = [
            self._choice(speaker, language, offer, voice, taken)
            for speaker, offer in offers()
            for voice in _with_taken(speaker.name, offer.voices.get(language, ()), taken)
        ]
        return sorted(found, key=lambda one: one.figures.cer if one.figures else 100)

    def _choice(
        self,
        speaker: Engine,
        language: str,
        offer: Offer,
        voice: OfferedVoice,
        taken: tuple[str, str],
    ) -> Choice:
        here, why = self._here(speaker, voice.name)
        return Choice(
            speaker.name,
            voice,
            offer.licence,
            (speaker.name, voice.name) == taken,
            here,
            why,
            measured(language, speaker.name, voice.name),
        )

    def _here(self, speaker: Engine, voice: str) -> tuple[Here, str]:
        try:
            speaker.fingerprint(Voice(speaker.name, voice))
        except SpeechError as error:
            return "not installed", str(error)
        reachable = getattr(speaker, "reachable", None)
        if reachable is None:
            return "installed", ""
        if speaker.name not in self._reached:
            self._reached[speaker.name] = reachable()
        if self._reached[speaker.name]:
            return "reachable", ""
        return "no internet", "no internet: the service cannot be reached from here"


def offers() -> Iterator[tuple[Engine, Offer]]:
    """Give every engine that tells of its voices, and what it tells.

    Example:
        >>> [speaker.name for speaker, _ in offers()]
        ['espeak', 'gtts', 'kokoro', 'piper', 'rhvoice']
    """
    for name in engine_names():
        speaker = engine(name)
        offer: Offer | None = getattr(speaker, "offer", None)
        if offer is not None:
            yield speaker, offer


def languages_offered() -> Mapping[str, list[tuple[Engine, Offer, OfferedVoice]]]:
    """Return every voice that an engine tells of, by language.

    Example:
        >>> "ti" in languages_offered(), "so" in languages_offered()
        (True, False)
    """
    found: dict[str, list[tuple[Engine, Offer, OfferedVoice]]] = {}
    for speaker, offer in offers():
        for language, voices in offer.voices.items():
            found.setdefault(language, []).extend((speaker, offer, voice) for voice in voices)
    return found


def _with_taken(
    name: str, voices: tuple[OfferedVoice, ...], taken: tuple[str, str]
) -> tuple[OfferedVoice, ...]:
    """Add the catalogue's own choice where the engine does not tell of it."""
    chosen, voice = taken
    if chosen != name or chosen == NO_ENGINE or any(one.name == voice for one in voices):
        return voices
    return (*voices, OfferedVoice(voice, UNKNOWN, UNKNOWN, 0))
