"""What happens to a call at one moment: the tree of its choices, who is rung, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ivr.call import (
    AtStep,
    Digit,
    InLanguageMenu,
    Instructing,
    Silence,
    State,
    Transfer,
    Turn,
    Wait,
    answer,
    everything,
    resume,
)
from ivr.model import Hotline
from ivr.model.directories import directory_of, listing_of
from ivr.model.hotline import Municipality
from ivr.model.language_menu import FIRST_PAGE, MORE_KEY, language_key
from ivr.model.menu import Choice, Go, Step
from ivr.proof.explore import INPUTS
from ivr.proof.what_if.why import how_many_open, state_of, why_heard, why_open, why_said

SHOWN = 3
"""Places or areas shown of a list: the others lead on in the same way."""

MORE = "…"
"""Stands for the keys of a list that are not shown."""

DEPTH = 4
"""Turns shown below the place where the tree begins; the menus are no deeper."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One place of the tree: what leads there, what it is, and why there and not elsewhere.

    ``notices`` are the announcements heard on the way in.
    """

    key: str
    place: str
    why: str = ""
    branches: tuple[Branch, ...] = field(default=())
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer to "what if somebody calls this number at this moment".

    ``figures`` tells the value of each that day, ``notices`` from when until when each is heard;
    ``said`` is what is heard where the tree begins.
    """

    called: str
    municipality: str
    at: dt.datetime
    hours: tuple[str, ...]
    figures: tuple[str, ...]
    notices: tuple[str, ...]
    said: tuple[str, ...]
    tree: Branch


def what_if(
    hotline: Hotline, called: str, at: dt.datetime, keys: Sequence[str] = (), language: str = ""
) -> WhatIf:
    """Return the tree for a call at an aware moment, from where some keys lead.

    Where languages are chosen, one is followed: ``language``, or the fallback's.
    """
    at = at.astimezone(hotline.timezone)
    key = hotline.entrance(called).municipality
    municipality = hotline.municipalities[key]
    turn = answer(hotline, called, at, everything)
    for pressed in keys:
        if isinstance(turn.then, Wait):
            turn = resume(hotline, turn.then.state, INPUTS[pressed], at, everything)
    telling = _Telling(hotline, municipality, at, language or hotline.fallback_language, set())
    tree = telling.branch(",".join(keys) or "answer", turn, "", DEPTH)
    services = municipality.services.values()
    alone = (why_open(service, at) for service in services if not directory_of(service.name))
    hours = (*alone, *how_many_open(municipality, at))
    figures = tuple(why_said(fact, at.date()) for fact in hotline.facts.values())
    here = [one for one in hotline.announcements if one.is_for(key)]
    notices = tuple(why_heard(one, at) for one in sorted(here, key=lambda one: one.begins))
    said = tuple(one.text for one in turn.spoken)
    return WhatIf(called, municipality.name, at, hours, figures, notices, said, tree)


@dataclass(frozen=True, slots=True)
class _Telling:
    """The tree while it is being told; a step already shown is named, not shown again."""

    hotline: Hotline
    municipality: Municipality
    at: dt.datetime
    language: str
    shown: set[str]

    def branch(self, key: str, turn: Turn, why: str, depth: int) -> Branch:
        """Return one turn with everything that can follow it."""
        then = turn.then
        if isinstance(then, Transfer):
            return Branch(key, f"rings {then.route.target}", why)
        if not isinstance(then, Wait):
            return Branch(key, "goodbye", why)
        place = _name(then.state)
        depth += isinstance(then.state, InLanguageMenu) and then.state.page > 0
        notices = tuple(self._notices(turn, then.state.municipality))
        if depth == 0 or place in self.shown:
            return Branch(key, place, why, notices=notices)
        self.shown.add(place)
        return Branch(key, place, why, tuple(self._following(then.state, depth)), notices)

    def _notices(self, turn: Turn, municipality: str) -> Iterator[str]:
        prompts = {one.prompt for one in turn.spoken}
        for notice in self.hotline.announcements:
            if notice.say in prompts and notice.is_heard(municipality, self.at):
                yield notice.name

    def _following(self, state: State, depth: int) -> Iterator[Branch]:
        for key, why in self._keys(state):
            if key == MORE:
                yield Branch(key, why)
                continue
            turn = resume(
                self.hotline, state, Digit(key) if key != "-" else Silence(), self.at, everything
            )
            label = "silence" if key == "-" else key
            yield self.branch(label, turn, why, depth - 1)

    def _keys(self, state: State) -> Iterator[tuple[str, str]]:
        if isinstance(state, InLanguageMenu):
            languages = [*self.hotline.languages_in(self.municipality.key)]
            position = languages.index(self.language)
            if position // FIRST_PAGE == state.page:
                yield language_key(position), self.hotline.languages[self.language].name
            else:
                yield MORE_KEY, "more languages"
        elif isinstance(state, AtStep):
            step = self.municipality.steps[state.step]
            spoken = state.language or self.hotline.fallback_language
            offered = step.offered(spoken) if not listing_of(step.name) else {}
            if listing_of(step.name):
                yield from self._listed(step)
            for key, choice in offered.items():
                yield key, self._why(choice.go)
            if step.on_silence is not None:
                yield "-", self._why(step.on_silence)
        else:
            service = self.municipality.services[state.service]
            yield "-", f"routes: {', '.join(r.target for r in service.routes) or 'none'}"
            return
        doors = self.hotline.urgent_doors.get(state.topic, ())
        yield "0", self._states(doors) if doors else self._why(self.hotline.person)

    def _listed(self, step: Step) -> Iterator[tuple[str, str]]:
        """Yield the first keys of a list of places, by their names, and how many more there are."""
        offered = [choice for choice in step.choices.values() if choice.named]
        for choice in offered[:SHOWN]:
            there = choice.go.otherwise.name
            is_open = f", {self._states([there])}" if directory_of(there) else ""
            yield choice.key, f"{self._name_of(choice)}{is_open}"
        more = len(offered) - len(offered[:SHOWN])
        page: Step | None = step
        while page is not None and (onward := page.choices.get(MORE_KEY)) and not onward.named:
            page = self.municipality.steps[onward.go.otherwise.name]
            more += sum(1 for choice in page.choices.values() if choice.named)
        if more:
            yield MORE, f"and {more} more"

    def _name_of(self, choice: Choice) -> str:
        names = self.municipality.prompts[self.hotline.fallback_language]
        return names[choice.named or ""].text.template

    def _why(self, go: Go) -> str:
        return self._states(name for name, _ in go.cases)

    def _states(self, names: Iterable[str]) -> str:
        services = (self.municipality.services[name] for name in names)
        return ", ".join(f"{s.name} {state_of(s, self.at)}" for s in services)


def _name(state: State) -> str:
    match state:
        case InLanguageMenu():
            return "the language menu" + (f", page {state.page + 1}" if state.page else "")
        case AtStep():
            return state.step
        case Instructing():
            return f"says the number of {state.service}"
        case _:
            return f"puts through to {state.service}"
