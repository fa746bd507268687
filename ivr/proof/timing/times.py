"""Seconds from the answer, from real clip lengths, to everything a caller waits for.

A caller is taken to press a key the moment its option has been heard, as one does who calls
for the first time and does not wait for the rest.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, count
from typing import Literal

from ivr.call import AtStep, Digit, InLanguageMenu, Spoken, State, Turn, Wait, answer, resume
from ivr.call.language_menu import page_keys
from ivr.call.transfers import ANNOUNCED_SECONDS
from ivr.model.language_menu import MORE_KEY
from ivr.proof.case import next_state, service_of
from ivr.proof.explore import Scenario
from ivr.proof.timing.lengths import Lengths

Kind = Literal["emergency words", "own language", "dial 113", "option", "message", "person"]


@dataclass(frozen=True, slots=True)
class Milestone:
    """When one thing is heard or reached: ``seconds`` from the answer, after ``keys`` presses.

    ``name`` is an option (step and key), a step whose message is over, or a service.
    """

    kind: Kind
    name: str
    language: str
    called: str
    seconds: float
    keys: int


@dataclass(frozen=True, slots=True)
class _Stand:
    """A caller hearing a turn that begins ``start`` seconds after the answer."""

    turn: Turn
    start: float
    keys: int

    def ends(self, lengths: Lengths) -> list[tuple[Spoken, float, float]]:
        """Return every prompt of the turn with the seconds at which it begins and ends."""
        spoken = self.turn.spoken
        ends = list(accumulate((lengths.of([one]) for one in spoken), initial=self.start))
        return [(one, ends[i], ends[i + 1]) for i, one in enumerate(spoken)]


def milestones(scenario: Scenario, called: str, lengths: Lengths) -> list[Milestone]:
    """Return every milestone of calls to one of a scenario's numbers, each at its earliest."""
    found: dict[tuple[str, str, str], Milestone] = {}
    for stand in _stands(scenario, _answer(scenario, called), lengths):
        for milestone in _reached(scenario, called, stand, lengths):
            key = (milestone.kind, milestone.name, milestone.language)
            if key not in found or milestone.seconds < found[key].seconds:
                found[key] = milestone
    return list(found.values())


def _answer(scenario: Scenario, called: str) -> Turn:
    return answer(scenario.hotline, called, scenario.moment.at, scenario.can_be_heard)


def _press(scenario: Scenario, state: State, key: str) -> Turn:
    return resume(scenario.hotline, state, Digit(key), scenario.moment.at, scenario.can_be_heard)


def _stands(scenario: Scenario, start: Turn, lengths: Lengths) -> Iterator[_Stand]:
    """Yield every turn a caller comes to by pressing offered keys, the earliest first."""
    order = count()
    queue = [(0.0, next(order), _Stand(start, 0.0, 0))]
    seen: set[State] = set()
    while queue:
        _, _, stand = heapq.heappop(queue)
        then = stand.turn.then
        if not isinstance(then, Wait) or then.state in seen:
            continue
        seen.add(then.state)
        yield stand
        for key, when in _offered(scenario, stand, lengths):
            turn = _press(scenario, then.state, key)
            heapq.heappush(queue, (when, next(order), _Stand(turn, when, stand.keys + 1)))


def _offered(scenario: Scenario, stand: _Stand, lengths: Lengths) -> Iterator[tuple[str, float]]:
    """Yield the keys a turn offers, each with the moment its offer has been heard."""
    state = _state(stand)
    if isinstance(state, InLanguageMenu):
        offers = {
            key: f"language.option {code}" for key, code in page_keys(scenario.hotline, state.page)
        }
        offers[MORE_KEY] = f"language.more {scenario.hotline.fallback_language}"
    elif isinstance(state, AtStep):
        choices = scenario.municipality.steps[state.step].choices
        offers = {k: f"{c.say} {state.language}" for k, c in choices.items() if c.say}
    else:
        return
    heard = {f"{one.prompt} {one.language}": end for one, _, end in stand.ends(lengths)}
    for key, offer in offers.items():
        if offer in heard:
            yield key, heard[offer]


def _state(stand: _Stand) -> State:
    then = stand.turn.then
    assert isinstance(then, Wait)  # noqa: S101 - only waits are walked
    return then.state


def _reached(
    scenario: Scenario, called: str, stand: _Stand, lengths: Lengths
) -> Iterator[Milestone]:
    state, heard = _state(stand), stand.ends(lengths)

    def at(kind: Kind, name: str, language: str, seconds: float) -> Milestone:
        return Milestone(kind, name, language, called, round(seconds, 1), stand.keys)

    for one, begin, end in heard:
        language = one.language
        yield at("own language", language, language, begin)
        if one.prompt == "answer.emergency" and stand.keys == 0:
            yield at("emergency words", language, language, end)
        if scenario.hotline.emergency_service in _numbers(scenario, one):
            yield at("dial 113", language, language, end)
    chosen, name = {}, "languages"
    if isinstance(state, InLanguageMenu):
        chosen = dict(page_keys(scenario.hotline, state.page))
    else:
        name = state.step if isinstance(state, AtStep) else service_of(state)
    for key, when in _offered(scenario, stand, lengths):
        yield at("option", f"{name} {key}", chosen.get(key, state.language), when)
    if isinstance(state, AtStep):
        say = scenario.municipality.steps[state.step].say
        ends = [end for one, _, end in heard if one.prompt in say]
        if ends:
            yield at("message", state.step, state.language, max(ends))
        if state.step == scenario.hotline.main_menu:
            name, rung = _person(scenario, stand, lengths)
            yield replace(at("person", name, state.language, rung), keys=stand.keys + 1)


def _person(scenario: Scenario, stand: _Stand, lengths: Lengths) -> tuple[str, float]:
    """Return who is rung, and when, for a caller who hears the main menu out and presses 0."""
    state = _state(stand)
    turn = _press(scenario, state, "0")
    seconds = stand.start + lengths.of(stand.turn.spoken) + lengths.of(turn.spoken)
    name = service_of(next_state(turn))
    return name, seconds + ANNOUNCED_SECONDS


def _numbers(scenario: Scenario, spoken: Spoken) -> frozenset[str]:
    prompt = scenario.municipality.prompts[spoken.language][spoken.prompt]
    return prompt.wording(scenario.moment.at.date()).numbers
