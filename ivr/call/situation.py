"""One call at one moment: the hotline, the caller's choices, and the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ivr.call.state import State
from ivr.call.turn import CanBeHeard, Line, Reply, Spoken, Turn, Wait
from ivr.model import Hotline
from ivr.model.hotline import Municipality
from ivr.model.menu import Destination, Go
from ivr.model.services import Service


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a turn depends on; ``now`` is an aware time, given by whoever asks.

    ``chosen`` is the language the caller has chosen, empty before that; ``first`` the one whose
    line is heard before the others when there is still a choice, if any.
    """

    hotline: Hotline
    now: dt.datetime
    key: str
    chosen: str = ""
    topic: str = ""
    first: str = ""

    @classmethod
    def of(cls, hotline: Hotline, state: State, now: dt.datetime) -> Situation:
        """Return what a call in a state depends on."""
        return cls(hotline, now, state.municipality, state.language, state.topic)

    @property
    def municipality(self) -> Municipality:
        """The municipality whose number was called."""
        return self.hotline.municipalities[self.key]

    @property
    def language(self) -> str:
        """The language chosen, or the one for callers who have not chosen."""
        return self.chosen or self.hotline.fallback_language

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that callers to this number can choose, in the order of their keys."""
        return tuple(self.hotline.languages_in(self.key))

    @property
    def answer(self) -> tuple[str, ...]:
        """The languages of the first words."""
        return self.hotline.answer_in(self.key)

    @property
    def announced(self) -> Iterator[Line]:
        """What is announced these days; a language that cannot say it goes on without."""
        for announcement in self.hotline.announcements:
            if announcement.is_heard(self.key, self.now):
                yield Line(announcement.say, optional=True)

    def service(self, name: str) -> Service:
        """Return a service as this municipality has it."""
        return self.municipality.services[name]

    def is_open(self, name: str) -> bool:
        """Tell whether a service is open now."""
        return self.service(name).hours.is_open(self.now)

    def door(self, topic: str) -> str | None:
        """Return who is rung for a topic where somebody may be in danger, None for another.

        Of its doors that are open it is the first that can be dialled, else the first. One whose
        number is not known is none that this municipality has.
        """
        named = self.hotline.urgent_doors.get(topic, ())
        doors = [name for name in named if self.service(name).number]
        opened = [name for name in doors if self.is_open(name)]
        dialled = [name for name in opened if self.service(name).routes]
        return next(iter((*dialled, *opened, *doors)), None)

    def resolve(self, go: Go) -> Destination:
        """Return where a ``go`` leads at this moment."""
        for service, destination in go.cases:
            if self.is_open(service):
                return destination
        return go.otherwise

    def turn(self, reply: Reply, can_be_heard: CanBeHeard, *, slow: bool = False) -> Turn:
        """Return a reply in words; what is said meanwhile is in the same language or left out."""
        then, meanwhile = reply.then, reply.meanwhile
        if meanwhile is None or not isinstance(then, Wait):
            return Turn(self.spoken(reply.lines, can_be_heard, slow=slow), then)
        said = self.spoken((*reply.lines, meanwhile), can_be_heard, slow=slow)
        if not said or said[-1].prompt != meanwhile.prompt:
            return Turn(said, then)
        return Turn(said[:-1], replace(then, reminder=said[-1]))

    def spoken(
        self, lines: tuple[Line, ...], can_be_heard: CanBeHeard, *, slow: bool = False
    ) -> tuple[Spoken, ...]:
        """Return lines in words: in the caller's language, or all in the fallback's.

        A turn that the caller's language cannot say in full is heard in the fallback language,
        never in two; what has no sound even there is left out, so that a key can be pressed.
        """
        said = list(self._worded(lines, self.language, slow=slow))
        if not all(can_be_heard(one) for line, one in said if _is_needed(line)):
            said = list(self._worded(lines, self.hotline.fallback_language, slow=slow))
        return tuple(one for _, one in said if can_be_heard(one))

    def _worded(
        self, lines: Iterable[Line], language: str, *, slow: bool
    ) -> Iterator[tuple[Line, Spoken]]:
        """Yield lines as they are true today, with the keys they name."""
        today = self.now.astimezone(self.hotline.timezone).date()
        for line in lines:
            code = line.language or language
            prompt = self.municipality.prompts[code].get(line.prompt)
            if prompt is None and line.optional:
                continue
            if prompt is None:
                raise KeyError(f"{code} has no prompt {line.prompt}")
            word = self.hotline.languages[code].key_words.get(line.key, "")
            text = prompt.wording(today).with_key(word)
            yield line, Spoken(line.prompt, code, text, slow)


def _is_needed(line: Line) -> bool:
    """Tell whether a line decides the language of its turn."""
    return not line.language and not line.optional
