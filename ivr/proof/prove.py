"""The proof: every scenario explored, every promise held against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from ivr.call import AtStep, CanBeHeard, everything
from ivr.model import Hotline
from ivr.proof.case import Case, Promise, promise_of, steps_to_reach
from ivr.proof.counterexample import Counterexample
from ivr.proof.explore import Graph, Scenario
from ivr.proof.mid_call import explore_mid_call
from ivr.proof.moments import calendar
from ivr.proof.places import step_places
from ivr.proof.promises.always import (
    a_person_is_near,
    dialling_113_is_understood,
    emergency_is_near,
    ends_in_goodbye,
    figures_are_current,
    never_silent,
    one_language,
    takes_every_input,
    whatever_is_said_is_heard,
)
from ivr.proof.promises.directories import a_name_rings_its_number, every_place_is_offered
from ivr.proof.promises.keys import (
    attempts_are_counted,
    constants_mean_the_same,
    keys_lead_where_they_should,
    no_goodbye_to_a_key,
    no_key_does_nothing,
    offers_name_their_keys,
)
from ivr.proof.promises.languages import languages_name_themselves, own_language_comes_first
from ivr.proof.promises.memory import calls_end, the_caller_is_remembered
from ivr.proof.promises.silence import (
    silence_ends_well,
    silent_callers_are_put_through,
    wrong_keys_lead_to_a_person,
)
from ivr.proof.promises.transfers import (
    failure_is_spoken,
    the_callee_is_told,
    transfers_are_allowed,
    transfers_are_announced,
)
from ivr.proof.promises.urgency import (
    no_lesser_door,
    no_limit_in_danger,
    silence_in_danger_rings_the_door,
)
from ivr.proof.promises.wire import speaks_strict_twiml, survives_the_wire
from ivr.proof.timing.lengths import Lengths

PROMISES: Final[tuple[Promise, ...]] = (
    takes_every_input,
    never_silent,
    emergency_is_near,
    dialling_113_is_understood,
    a_person_is_near,
    silence_ends_well,
    silent_callers_are_put_through,
    wrong_keys_lead_to_a_person,
    no_lesser_door,
    silence_in_danger_rings_the_door,
    no_limit_in_danger,
    calls_end,
    ends_in_goodbye,
    no_goodbye_to_a_key,
    keys_lead_where_they_should,
    offers_name_their_keys,
    languages_name_themselves,
    own_language_comes_first,
    constants_mean_the_same,
    no_key_does_nothing,
    attempts_are_counted,
    the_caller_is_remembered,
    one_language,
    whatever_is_said_is_heard,
    figures_are_current,
    transfers_are_allowed,
    transfers_are_announced,
    failure_is_spoken,
    the_callee_is_told,
    every_place_is_offered,
    a_name_rings_its_number,
    survives_the_wire,
    speaks_strict_twiml,
)

EVERY_STEP: Final = "every step is reached"

UNLISTED: Final = "+4700000000"
"""A called number that no municipality lists, and no telephone can have."""

MOST_SHOWN: Final = 20
"""Counter-examples of a promise kept for one scenario: the first show the fault as well as all."""

Steps = dict[str, set[tuple[str, str]]]
"""The steps reached, each with the language it was reached in, by municipality."""


@dataclass(slots=True)
class Proof:
    """What was visited and what was found; ``scenarios`` counts numbers and moments."""

    scenarios: int = 0
    states: int = 0
    turns: int = 0
    counterexamples: list[Counterexample] = field(default_factory=list)
    steps: Steps = field(default_factory=dict)

    def add(self, other: Proof) -> None:
        """Take in what another part of the proof has visited."""
        self.scenarios += other.scenarios
        self.states += other.states
        self.turns += other.turns
        self.counterexamples += other.counterexamples
        for municipality, steps in other.steps.items():
            self.steps.setdefault(municipality, set()).update(steps)


def scenarios(
    hotline: Hotline, start: dt.datetime, can_be_heard: CanBeHeard = everything
) -> Iterator[Scenario]:
    """Yield the numbers of every municipality at every distinct moment from ``start`` on."""
    for key, municipality in hotline.municipalities.items():
        numbers = numbers_of(hotline, key)
        if not numbers:
            continue
        found = calendar(hotline, municipality, start)
        for moment in found.moments:
            changes = tuple(change for change in found.changes if change.after == moment)
            yield Scenario(hotline, municipality, numbers, moment, changes, can_be_heard)


def numbers_of(hotline: Hotline, municipality: str) -> tuple[str, ...]:
    """Return the numbers that lead to a municipality; the default has one that nobody lists."""
    entrances = hotline.entrances.items()
    listed = [number for number, entrance in entrances if entrance.municipality == municipality]
    unlisted = [UNLISTED] if municipality == hotline.default_municipality else []
    return (*listed, *unlisted)


def prove_scenario(scenario: Scenario, lengths: Lengths) -> Proof:
    """Explore one scenario and hold every promise against it."""
    graph = explore_mid_call(scenario, lengths)
    case = Case(graph, lengths)
    turns = sum(len(following) for following in graph.edges.values())
    proof = Proof(len(scenario.numbers), len(graph.edges), turns + len(graph.answers))
    for promise in PROMISES:
        proof.counterexamples += _broken(promise, case)
    proof.steps[scenario.municipality.key] = _steps(graph)
    return proof


def unreached(hotline: Hotline, proof: Proof, start: dt.datetime) -> Iterator[Counterexample]:
    """Yield a counterexample for every step that no call reaches in a language that offers it."""
    for key, reached in proof.steps.items():
        municipality = hotline.municipalities[key]
        offered = {
            code: steps_to_reach(hotline, municipality, code) for code in hotline.languages_in(key)
        }
        for name in sorted(municipality.steps):
            wanted = [code for code, steps in offered.items() if name in steps]
            missing = [code for code in wanted if (name, code) not in reached]
            if missing or not wanted:
                spoken = "any language" if len(missing) == len(wanted) else missing[0]
                what = f"no call in {municipality.name} reaches the step {name} in {spoken}"
                at = start.astimezone(hotline.timezone)
                places = step_places(key, name)
                yield Counterexample(EVERY_STEP, what, numbers_of(hotline, key)[0], at, (), places)


def prove(hotline: Hotline, lengths: Lengths, start: dt.datetime) -> Proof:
    """Prove a hotline in this process; see `ivr.proof.workers` for all cores."""
    proof = Proof()
    for scenario in scenarios(hotline, start):
        proof.add(prove_scenario(scenario, lengths))
    proof.counterexamples += unreached(hotline, proof, start)
    return proof


def _steps(graph: Graph) -> set[tuple[str, str]]:
    return {(state.step, state.language) for state in graph.edges if isinstance(state, AtStep)}


def _broken(promise: Promise, case: Case) -> list[Counterexample]:
    """Return the first counter-examples of a promise; one that cannot be judged does not hold."""
    name = promise_of(promise)
    try:
        return _first(name, promise(case))
    except Exception as error:  # noqa: BLE001 - a call has gone where nothing is; others show how
        scenario = case.graph.scenario
        what = f"a call leads to what is not there ({type(error).__name__}: {error})"
        return [Counterexample(name, what, scenario.numbers[0], scenario.moment.at, (), ())]


def _first(promise: str, counterexamples: Iterable[Counterexample]) -> list[Counterexample]:
    shown = zip(counterexamples, range(MOST_SHOWN), strict=False)
    return [replace(counterexample, promise=promise) for counterexample, _ in shown]
