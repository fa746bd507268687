"""What a hotline is, once read: frozen values that every other room looks at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from ivr.model.alarms import Alarms
from ivr.model.directories import Place
from ivr.model.figures import Fact
from ivr.model.menu import Go, Step
from ivr.model.prompts import Language, Prompt
from ivr.model.services import Service


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds a caller may wait, on a language's own number and on a shared one.

    ``file`` and ``line`` are where that is said.
    """

    own_number: float
    shared_number: float
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality's own menu, services and prompts (by language, then key).

    ``languages`` are those that callers can choose there; None is all of the hotline's.
    Places of ``directories`` are among the services, the menus that list them among the steps.
    """

    key: str
    name: str
    steps: Mapping[str, Step]
    services: Mapping[str, Service]
    prompts: Mapping[str, Mapping[str, Prompt]]
    languages: frozenset[str] | None = None
    directories: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where a called number leads: a municipality, perhaps already in a language."""

    municipality: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Announcement:
    """A prompt heard after the language choice from ``begins`` until before ``ends`` (aware).

    ``municipalities`` are the keys of those where it is heard; None is all.
    """

    name: str
    say: str
    begins: dt.datetime
    ends: dt.datetime
    municipalities: frozenset[str] | None

    def is_for(self, municipality: str) -> bool:
        """Tell whether it is one of a municipality's."""
        return self.municipalities is None or municipality in self.municipalities

    def is_heard(self, municipality: str, now: dt.datetime) -> bool:
        """Tell whether callers to a municipality hear it now."""
        return self.is_for(municipality) and self.begins <= now < self.ends


@dataclass(frozen=True, slots=True)
class Hotline:
    """Everything the conversation needs to know; ``wait_seconds`` is the wait after a prompt.

    ``attempts`` and ``language_attempts`` count how often a menu is heard before silence
    or wrong keys lead on by themselves. ``emergency_step``, ``emergency_service`` and
    ``urgent_service`` say where 113's instruction is, and whose words are 113's and 116 117's.
    ``urgent_doors`` are, by topic, the services that take the place of ``person`` where somebody
    may be in danger, in the order in which they are tried. ``own_language_first`` is, by the
    beginning of a caller's number, the language whose line that caller hears first. ``room_tone``
    tells whether waits are filled with it. ``alarms`` are for those who run it.
    ``calls_from_one_number`` are answered in ten minutes; a call may last for
    ``longest_call_minutes``, a talk with an office for ``longest_talk_minutes``. 0 is no limit.
    """

    timezone: ZoneInfo
    languages: Mapping[str, Language]
    fallback_language: str
    whisper_language: str
    answer: tuple[str, ...]
    default_municipality: str
    wait_seconds: int
    attempts: int
    language_attempts: int
    main_menu: str
    emergency_step: str
    emergency_service: str
    urgent_service: str
    person: Go
    urgent_doors: Mapping[str, tuple[str, ...]]
    on_silence: Go
    municipalities: Mapping[str, Municipality]
    entrances: Mapping[str, Entrance]
    facts: Mapping[str, Fact]
    budgets: Mapping[str, Budget]
    announcements: tuple[Announcement, ...] = ()
    own_language_first: Mapping[str, str] = field(default_factory=dict)
    room_tone: bool = True
    alarms: Alarms = field(default_factory=Alarms)
    calls_from_one_number: int = 0
    longest_call_minutes: int = 0
    longest_talk_minutes: int = 0

    def entrance(self, called: str) -> Entrance:
        """Return where a called number leads; an unknown one leads to the default municipality."""
        return self.entrances.get(called, Entrance(self.default_municipality, None))

    def languages_in(self, municipality: str) -> dict[str, Language]:
        """Return the languages that callers to a municipality can choose, in their order."""
        here = self.municipalities[municipality].languages
        every = self.languages.items()
        return {code: language for code, language in every if here is None or code in here}

    def answer_in(self, municipality: str) -> tuple[str, ...]:
        """Return the languages of a municipality's first words: at least the fallback speaks."""
        here = self.languages_in(municipality)
        return tuple(code for code in self.answer if code in here) or (self.fallback_language,)

    def language_of(self, caller: str) -> str:
        """Return the language that belongs to the country of a caller's number, or nothing."""
        codes = (code for code in self.own_language_first if caller.startswith(code))
        language = self.own_language_first.get(max(codes, key=len, default=""), "")
        return language if language in self.languages else ""
