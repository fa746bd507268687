"""What a hotline is, once read: frozen values that every other room looks at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ivr.model.destinations import Go
from ivr.model.hours import Hours
from ivr.model.wording import Wording


@dataclass(frozen=True, slots=True)
class Choice:
    """One key of a step: the prompt that offers it (none when quiet), and where it leads."""

    key: str
    say: str | None
    go: Go


@dataclass(frozen=True, slots=True)
class Step:
    """One menu or message: ``say``, then each choice's offer, then ``after``.

    ``on_silence`` is where the first silence leads at once; ``wait_seconds`` overrides the
    hotline's own. ``topic`` is what the callee is told a call put through from here is about.
    """

    name: str
    say: tuple[str, ...]
    choices: Mapping[str, Choice]
    after: tuple[str, ...]
    on_silence: Go | None
    wait_seconds: int | None
    topic: str | None


@dataclass(frozen=True, slots=True)
class Route:
    """One way to reach a service: an E.164 number or a SIP address."""

    target: str

    @property
    def is_sip(self) -> bool:
        """Whether the target is reached over a SIP trunk."""
        return self.target.startswith(("sip:", "sips:"))


@dataclass(frozen=True, slots=True)
class Service:
    """A service callers are told about; ``routes`` holds the live ones only, in order.

    ``ring_seconds`` is how long each route rings before the next is tried.
    """

    name: str
    number: str | None
    address: str | None
    hours: Hours
    routes: tuple[Route, ...]
    otherwise: str | None
    ring_seconds: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that changes from year to year; spoken up to and including ``expires``."""

    name: str
    value: int
    unit: str
    year: int
    source: str
    checked: dt.date
    expires: dt.date
    unsure: str | None


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds a caller may wait, on a language's own number and on a shared one.

    ``line`` is where config/budgets.yaml says so.
    """

    own_number: float
    shared_number: float
    line: int


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """The engine and voice a catalogue asks for; the rate is in words a minute."""

    engine: str
    voice: str
    words_per_minute: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sentence of the catalogue, ready to be worded.

    ``expires`` is the first expiry among the facts in it; ``without`` is spoken after that.
    """

    key: str
    text: Wording
    without: Wording | None
    expires: dt.date | None

    def wording(self, today: dt.date) -> Wording:
        """Return the wording that is true today."""
        if self.expires is not None and today > self.expires and self.without is not None:
            return self.without
        return self.text

    def wordings(self) -> tuple[Wording, ...]:
        """Return every wording that may ever be spoken."""
        return (self.text,) if self.without is None else (self.text, self.without)


@dataclass(frozen=True, slots=True)
class Language:
    """A language callers can choose, with its words for keys and digits.

    ``unspoken`` are the prompts that cannot be heard in it, for want of a clip.
    """

    code: str
    name: str
    voice: VoiceChoice
    key_words: Mapping[str, str]
    unspoken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality's own menu, services and prompts (by language, then key)."""

    key: str
    name: str
    steps: Mapping[str, Step]
    services: Mapping[str, Service]
    prompts: Mapping[str, Mapping[str, Prompt]]


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

    def is_heard(self, municipality: str, now: dt.datetime) -> bool:
        """Tell whether callers to a municipality hear it now."""
        here = self.municipalities is None or municipality in self.municipalities
        return here and self.begins <= now < self.ends


@dataclass(frozen=True, slots=True)
class Hotline:
    """Everything the conversation needs to know; ``wait_seconds`` is the wait after a prompt.

    ``attempts`` and ``language_attempts`` count how often a menu is heard before silence
    or wrong keys lead on by themselves. ``emergency_step``, ``emergency_service`` and
    ``urgent_service`` say where 113's instruction is, and whose words are 113's and 116 117's.
    ``urgent_person`` is, by topic, who takes the place of ``person`` where life may be at stake.
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
    urgent_person: Mapping[str, Go]
    on_silence: Go
    municipalities: Mapping[str, Municipality]
    entrances: Mapping[str, Entrance]
    facts: Mapping[str, Fact]
    budgets: Mapping[str, Budget]
    announcements: tuple[Announcement, ...] = ()

    def entrance(self, called: str) -> Entrance:
        """Return where a called number leads; an unknown one leads to the default municipality."""
        return self.entrances.get(called, Entrance(self.default_municipality, None))

    def person_for(self, topic: str) -> Go:
        """Return where key 0, and silence in the end, lead a caller who asked about a topic."""
        return self.urgent_person.get(topic, self.person)
