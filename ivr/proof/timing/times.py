"""Seconds by the clock, from real clip lengths and waits, to everything a caller waits for.

A caller is taken to press a key the moment its option has been heard, as one does who calls
for the first time and does not wait for the rest; or to press nothing at all.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, count
from typing import Final, Literal

from ivr.call import (
    AtStep,
    Digit,
    InLanguageMenu,
    Input,
    Instructing,
    Silence,
    Spoken,
    State,
    Turn,
    Wait,
    answer,
    resume,
)
from ivr.call.language_menu import page_keys
from ivr.call.transfers import ANNOUNCED_SECONDS
from ivr.model.directories import NAMES, STEPS, directory_of, listing_of
from ivr.model.language_menu import MORE_KEY
from ivr.proof.case import next_state, service_of
from ivr.proof.explore import Scenario
from ivr.proof.timing.lengths import Lengths

Kind = Literal[
    "emergency words",
    "own language",
    "dial 113",
    "option",
    "message",
    "person",
    "silent",
    "silent in danger",
    "directory",
]

MOST_TURNS: Final = 20
"""Turns of a silent caller until somebody is rung; a circle is found by the promises."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """When one thing is heard or reached: ``seconds`` from the answer, after ``keys`` presses.

    ``name`` is an option (step and key), a step whose message is over, a service or a directory
    whose last place has been offered. ``waits`` is how much of the seconds nothing is played. A
    step where somebody may be in danger and who presses nothing, and a directory, are reckoned
    from their own first word.
    """

    kind: Kind
    name: str
    language: str
    called: str
    seconds: float
    keys: int
    waits: float = 0.0

    @property
    def clips(self) -> float:
        """The seconds in which something is played."""
        return round(self.seconds - self.waits, 1)


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
    first = _answer(scenario, called)
    unheard = _until_rung(scenario, called, _Stand(first, 0.0, 0), lengths)
    found = {(unheard.kind, unheard.name, unheard.language): unheard}
    for stand in _stands(scenario, first, lengths):
        danger = _rings_in_danger(scenario, _state(stand))
        silent = [_until_rung(scenario, called, stand, lengths)] if danger else []
        listed = _listed(scenario, called, stand, lengths)
        for milestone in (*_reached(scenario, called, stand, lengths), *silent, *listed):
            key = (milestone.kind, milestone.name, milestone.language)
            if key not in found or milestone.seconds < found[key].seconds:
                found[key] = milestone
    return list(found.values())


def _answer(scenario: Scenario, called: str) -> Turn:
    return answer(scenario.hotline, called, scenario.moment.at, scenario.can_be_heard)


def _press(scenario: Scenario, state: State, input: Input) -> Turn:
    return resume(scenario.hotline, state, input, scenario.moment.at, scenario.can_be_heard)


def _stands(
    scenario: Scenario, start: Turn, lengths: Lengths, within: str = ""
) -> Iterator[_Stand]:
    """Yield every turn a caller comes to by pressing offered keys, the earliest first.

    But for a place in a directory: nothing is heard there sooner than anywhere else. ``within`` a
    directory, only its own pages are come to.
    """
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
            if not _is_walked(scenario, then.state, key, within):
                continue
            turn = _press(scenario, then.state, Digit(key))
            heapq.heappush(queue, (when, next(order), _Stand(turn, when, stand.keys + 1)))


def _is_walked(scenario: Scenario, state: State, key: str, within: str) -> bool:
    if not isinstance(state, AtStep):
        return True
    there = scenario.municipality.steps[state.step].choices[key].go.otherwise
    if within:
        return listing_of(there.name) == within
    return there.kind != "transfer" or not directory_of(there.name)


def _listed(
    scenario: Scenario, called: str, stand: _Stand, lengths: Lengths
) -> Iterator[Milestone]:
    """Yield when a directory's last place has been offered, if a turn begins one."""
    state = _state(stand)
    listing = listing_of(state.step) if isinstance(state, AtStep) else ""
    if not isinstance(state, AtStep) or state.step != f"{STEPS}{listing}":
        return
    last, keys = 0.0, 0
    for page in _stands(scenario, stand.turn, lengths, listing):
        for _, when in _offered(scenario, page, lengths):
            last, keys = max((last, keys), (when, page.keys))
    yield Milestone("directory", listing, state.language, called, round(last, 1), keys)


def _offered(scenario: Scenario, stand: _Stand, lengths: Lengths) -> Iterator[tuple[str, float]]:
    """Yield the keys a turn offers, each with the moment its offer has been heard."""
    state = _state(stand)
    if isinstance(state, InLanguageMenu):
        languages = _languages(scenario)
        page = dict(page_keys(languages, state.page))
        offers = {key: ("language.option", code) for key, code in page.items()}
        # Whoever is named last on the way to another page waits longest for the key.
        elsewhere = [code for code in languages if code not in page.values()]
        if elsewhere:
            offers[MORE_KEY] = ("language.short", elsewhere[-1])
    elif isinstance(state, AtStep):
        language = state.language or scenario.hotline.fallback_language
        choices = scenario.municipality.steps[state.step].offered(language)
        offers = {key: (one.say, state.language) for key, one in choices.items() if one.say}
    else:
        return
    # Places are all offered in the same words, each with the key that is heard in its turn.
    heard = [((one.prompt, one.language), end) for one, _, end in stand.ends(lengths)]
    for key, offer in offers.items():
        spot = next((place for place, (said, _) in enumerate(heard) if said == offer), None)
        if spot is not None:
            yield key, heard[spot][1]
            heard = heard[spot + 1 :]


def _languages(scenario: Scenario) -> list[str]:
    return [*scenario.hotline.languages_in(scenario.municipality.key)]


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
        if one.prompt.startswith(NAMES):
            continue
        yield at("own language", language, language, begin)
        if one.prompt == "answer.emergency" and stand.keys == 0:
            yield at("emergency words", language, language, end)
        if scenario.hotline.emergency_service in _numbers(scenario, one):
            yield at("dial 113", language, language, end)
    chosen, name = {}, "languages"
    if isinstance(state, InLanguageMenu):
        chosen = dict(page_keys(_languages(scenario), state.page))
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
            person = at("person", name, state.language, rung)
            yield replace(person, keys=stand.keys + 1, waits=float(ANNOUNCED_SECONDS))


def _person(scenario: Scenario, stand: _Stand, lengths: Lengths) -> tuple[str, float]:
    """Return who is rung, and when, for a caller who hears the main menu out and presses 0."""
    state = _state(stand)
    turn = _press(scenario, state, Digit("0"))
    seconds = stand.start + lengths.of(stand.turn.spoken) + lengths.of(turn.spoken)
    name = service_of(next_state(turn))
    return name, seconds + ANNOUNCED_SECONDS


def _rings_in_danger(scenario: Scenario, state: State) -> bool:
    """Tell whether a telephone can ring for who is silent where somebody may be in danger.

    A door that cannot be dialled for want of a trunk is told of by `ivr check` by itself.
    """
    doors = scenario.hotline.urgent_doors.get(state.topic, ())
    services, at = scenario.municipality.services, scenario.moment.at
    opened = [services[name] for name in doors if services[name].hours.is_open(at)]
    known = [service for service in opened if service.number]
    return isinstance(state, AtStep) and bool(known) and bool(known[0].routes)


def _until_rung(scenario: Scenario, called: str, stand: _Stand, lengths: Lengths) -> Milestone:
    """Return when one who presses nothing from a turn on is rung for, or told a number.

    From the answer it is named by who is rung, from a step by the step.
    """
    turn, clips, waits = stand.turn, 0.0, 0
    for _ in range(MOST_TURNS):
        if isinstance(turn.then, Wait) and isinstance(turn.then.state, Instructing):
            break
        clips += lengths.of(turn.spoken)
        if not isinstance(turn.then, Wait):
            break
        waits += turn.then.seconds
        turn = _press(scenario, turn.then.state, Silence())
    kind: Kind = "silent in danger" if stand.keys else "silent"
    state, rung = _state(stand), service_of(next_state(turn))
    name = state.step if stand.keys and isinstance(state, AtStep) else rung
    language = state.language or scenario.hotline.fallback_language
    seconds = round(clips + waits, 1)
    return Milestone(kind, name, language, called, seconds, stand.keys, float(waits))


def _numbers(scenario: Scenario, spoken: Spoken) -> frozenset[str]:
    prompt = scenario.municipality.prompts[spoken.language][spoken.prompt]
    return prompt.wording(scenario.moment.at.date()).numbers
