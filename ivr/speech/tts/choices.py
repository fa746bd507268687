"""The voices a language can have: what speaks here and now, and how well it was understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ivr.model.prompts import VoiceChoice
from ivr.speech.errors import SpeechError
from ivr.speech.tts.engines import Engine, engine, engine_names
from ivr.speech.tts.measured import Measured, measured
from ivr.speech.tts.offers import Offer, OfferedVoice
from ivr.speech.tts.voice import Voice

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
        taken: Whether the catalogue names it now, as the best voice.
        meanwhile: Whether the catalogue names it now, to speak until the best one has.
        takes_long: Whether its clips take so long that another should speak until then.
        here: Whether it speaks on this machine, now.
        why: Why it does not, and the nearest fix; empty when it does.
        figures: How well it was understood; None where nobody measured it.
    """

    engine: str
    voice: OfferedVoice
    licence: str
    taken: bool
    meanwhile: bool
    takes_long: bool
    here: Here
    why: str = ""
    figures: Measured | None = None

    @property
    def mark(self) -> str:
        """The sign of what the catalogue has it do: best voice, quick one, or nothing."""
        return "*" if self.taken else "+" if self.meanwhile else ""

    def speech(self, now: VoiceChoice) -> str:
        """Return the line of a catalogue that takes this voice, at the rate of the one it has now.

        Example:
            >>> irina = OfferedVoice("irina", "LGPL-2.1+", "all", 21)
            >>> choice = Choice("rhvoice", irina, "LGPL-2.1+", False, False, False, "installed")
            >>> choice.speech(VoiceChoice("espeak", "ru", 122))
            'speech: {engine: rhvoice, voice: irina, words_per_minute: 122}'
        """
        quick = self._quick(now)
        until = "" if quick is None else f", meanwhile: {{{_named(quick)}}}"
        best = _named(VoiceChoice(self.engine, self.voice.name, now.words_per_minute))
        return f"speech: {{{best}{until}}}"

    def _quick(self, now: VoiceChoice) -> VoiceChoice | None:
        """Return who speaks until this voice has: whoever does now, or a quick voice of now."""
        if self.taken:
            return now.meanwhile
        if not self.takes_long:
            return None
        return now if now.meanwhile is None and _is_quick(now.engine) else now.meanwhile


@dataclass
class Choices:
    """The choices there are; an engine on the internet is asked for once, and only when needed.

    Example:
        >>> [choice.engine for choice in Choices().of("ti", VoiceChoice("espeak", "ti", 194))]
        ['espeak']
        >>> Choices().of("so", VoiceChoice("none", "none", 172))
        []
    """

    _reached: dict[str, bool] = field(default_factory=dict)

    def of(self, language: str, now: VoiceChoice) -> list[Choice]:
        """Return the voices of a language, the one best understood first, unmeasured ones last.

        ``now`` is what the catalogue says; its voices are listed even where no engine offers them.
        """
        found = [
            self._choice(speaker, language, offer, voice, now)
            for speaker, offer in offers()
            for voice in _with_taken(speaker.name, offer.voices.get(language, ()), now)
        ]
        return sorted(found, key=lambda one: one.figures.cer if one.figures else 100)

    def _choice(
        self,
        speaker: Engine,
        language: str,
        offer: Offer,
        voice: OfferedVoice,
        now: VoiceChoice,
    ) -> Choice:
        here, why = self._here(speaker, voice.name)
        return Choice(
            speaker.name,
            voice,
            offer.licence,
            _is(now, speaker.name, voice.name),
            _is(now.meanwhile, speaker.name, voice.name),
            speaker.stretches,
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
    name: str, voices: tuple[OfferedVoice, ...], now: VoiceChoice
) -> tuple[OfferedVoice, ...]:
    """Add the catalogue's own choices where the engine does not tell of them."""
    known = {voice.name for voice in voices}
    taken = [one.voice for one in (now, now.meanwhile) if one is not None and one.engine == name]
    added = (voice for voice in dict.fromkeys(taken) if voice not in known)
    return (*voices, *(OfferedVoice(voice, UNKNOWN, UNKNOWN, 0) for voice in added))


def _is(one: VoiceChoice | None, engine: str, voice: str) -> bool:
    return one is not None and (one.engine, one.voice) == (engine, voice)


def _is_quick(name: str) -> bool:
    return name in engine_names() and not engine(name).stretches


def _named(one: VoiceChoice) -> str:
    return f"engine: {one.engine}, voice: {one.voice}, words_per_minute: {one.words_per_minute}"
