"""One call at one moment: the hotline, the caller's choices, and the time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from ivr.call.state import State
from ivr.call.turn import Spoken
from ivr.model import Hotline
from ivr.model.hotline import Municipality
from ivr.model.menu import Destination, Go
from ivr.model.services import Service


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a turn depends on; ``now`` is an aware time, given by whoever asks.

    ``voice`` is the language spoken instead of the caller's, where that lacks a prompt.
    """

    hotline: Hotline
    state: State
    now: dt.datetime
    voice: str = ""

    @property
    def municipality(self) -> Municipality:
        """The municipality whose number was called."""
        return self.hotline.municipalities[self.state.municipality]

    @property
    def language(self) -> str:
        """The language chosen, or the one for callers who have not chosen."""
        return self.voice or self.state.language or self.hotline.fallback_language

    @property
    def person(self) -> Go:
        """Where key 0, and silence in the end, lead: never from 113 to another door."""
        hotline, state = self.hotline, self.state
        if state.place == "instruction" and state.name == hotline.emergency_service:
            return Go((), Destination("transfer", state.name))
        return hotline.person_for(state.topic)

    def service(self, name: str) -> Service:
        """Return a service as this municipality has it."""
        return self.municipality.services[name]

    def is_open(self, name: str) -> bool:
        """Tell whether a service is open now."""
        return self.service(name).hours.is_open(self.now)

    def resolve(self, go: Go) -> Destination:
        """Return where a ``go`` leads at this moment."""
        for service, destination in go.cases:
            if self.is_open(service):
                return destination
        return go.otherwise

    def say(self, *prompts: str) -> tuple[Spoken, ...]:
        """Return prompts in the caller's language."""
        return tuple(self.word(prompt) for prompt in prompts)

    def word(self, prompt: str, key: str = "", language: str = "") -> Spoken:
        """Return one prompt as it is true today, naming a key if it offers one."""
        code = language or self.language
        today = self.now.astimezone(self.hotline.timezone).date()
        wording = self.municipality.prompts[code][prompt].wording(today)
        key_word = self.hotline.languages[code].key_words.get(key, "")
        return Spoken(prompt, code, wording.with_key(key_word))

    def at(self, **change: object) -> State:
        """Return the state with changes, all counters back at their start."""
        fresh = replace(self.state, count=1, page=0)
        return replace(fresh, **change)  # type: ignore[arg-type] # dataclass fields, named by callers here
