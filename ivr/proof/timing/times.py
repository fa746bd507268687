"""Seconds by the clock, from real clip lengths and waits, to everything a caller waits for.

A caller is taken to press a key the moment its option has been heard, as one does who calls
for the first time and does not wait for the rest; or to press nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from ivr.call import AtStep, Digit, InLanguageMenu, Instructing, Silence, Spoken, State, Wait
from ivr.call.language_menu import page_keys
from ivr.call.transfers import ANNOUNCED_SECONDS
from ivr.model.directories import NAMES, STEPS, listing_of
from ivr.proof.case import next_state, service_of
from ivr.proof.explore import Scenario
from ivr.proof.timing.lengths import Lengths
from ivr.proof.timing.walk import Stand, first_turn, languages_in, offered, press, stands, state_of

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


def milestones(scenario: Scenario, called: str, lengths: Lengths) -> list[Milestone]:
    """Return every milestone of calls to one of a scenario's numbers, each at its earliest."""
    first = first_turn(scenario, called)
    unheard = _until_rung(scenario, called, Stand(first, 0.0, 0), lengths)
    found = {(unheard.kind, unheard.name, unheard.language): unheard}
    for stand in stands(scenario, first, lengths):
        danger = _rings_in_danger(scenario, state_of(stand))
        silent = [_until_rung(scenario, called, stand, lengths)] if danger else []
        listed = _listed(scenario, called, stand, lengths)
        for milestone in (*_reached(scenario, called, stand, lengths), *silent, *listed):
            key = (milestone.kind, milestone.name, milestone.language)
            if key not in found or milestone.seconds < found[key].seconds:
                found[key] = milestone
    return list(found.values())


def _listed(scenario: Scenario, called: str, stand: Stand, lengths: Lengths) -> Iterator[Milestone]:
    """Yield when a directory's last place has been offered, if a turn begins one."""
    state = state_of(stand)
    listing = listing_of(state.step) if isinstance(state, AtStep) else ""
    if not isinstance(state, AtStep) or state.step != f"{STEPS}{listing}":
        return
    last, keys = 0.0, 0
    for page in stands(scenario, stand.turn, lengths, listing):
        for _, when in offered(scenario, page, lengths):
            last, keys = max((last, keys), (when, page.keys))
    yield Milestone("directory", listing, state.language, called, round(last, 1), keys)


def _reached(
    scenario: Scenario, called: str, stand: Stand, lengths: Lengths
) -> Iterator[Milestone]:
    state = state_of(stand)
    # A proper name is of no language that anybody has chosen.
    heard = [said for said in stand.ends(lengths) if not said[0].prompt.startswith(NAMES)]

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
        chosen = dict(page_keys(languages_in(scenario), state.page))
    else:
        name = state.step if isinstance(state, AtStep) else service_of(state)
    for key, when in offered(scenario, stand, lengths):
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


def _person(scenario: Scenario, stand: Stand, lengths: Lengths) -> tuple[str, float]:
    """Return who is rung, and when, for a caller who hears the main menu out and presses 0."""
    state = state_of(stand)
    turn = press(scenario, state, Digit("0"))
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


def _until_rung(scenario: Scenario, called: str, stand: Stand, lengths: Lengths) -> Milestone:
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
        turn = press(scenario, turn.then.state, Silence())
    kind: Kind = "silent in danger" if stand.keys else "silent"
    state, rung = state_of(stand), service_of(next_state(turn))
    name = state.step if stand.keys and isinstance(state, AtStep) else rung
    language = state.language or scenario.hotline.fallback_language
    seconds = round(clips + waits, 1)
    return Milestone(kind, name, language, called, seconds, stand.keys, float(waits))


def _numbers(scenario: Scenario, spoken: Spoken) -> frozenset[str]:
    prompt = scenario.municipality.prompts[spoken.language][spoken.prompt]
    return prompt.wording(scenario.moment.at.date()).numbers
