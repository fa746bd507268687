"""Every promise holds: in the small hotline whole, in the shipped one language by language."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ivr.call import Announcing, AtStep, Dialling, InLanguageMenu, Instructing, Spoken, Turn
from ivr.definition import Loaded, load
from ivr.proof import PROMISES, Lengths, Proof, prove_scenario, scenarios
from ivr.proof.case import Case, next_state, promise_of
from ivr.proof.explore import FAILURES, KEYS, OUTCOMES, Graph, explore
from ivr.proof.prove import UNLISTED, unreached
from ivr.proof.workers import prove_site
from ivr.serving.assembly import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLES = {"SIP_TRUNK": "trunk.example"}
MORNING = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def proof(small: Path) -> Proof:
    return prove_site(Site(small, VARIABLES), MORNING, jobs=1)


@pytest.fixture(scope="module")
def graphs(small_loaded: Loaded) -> list[Graph]:
    return [explore(scenario) for scenario in scenarios(small_loaded.hotline, MORNING)]


def test_every_promise_holds_in_the_shipped_hotline(shipped: Path) -> None:
    """In two of its languages; `ivr check` proves them all."""
    hotline = load(shipped, VARIABLES).hotline
    *_, last = (code for code in hotline.languages if code != hotline.fallback_language)
    offered = (hotline.fallback_language, last)
    proof = prove_site(Site(shipped, VARIABLES, languages=offered), MORNING, jobs=1)
    assert [str(one) for one in proof.counterexamples] == []
    assert proof.scenarios > len(hotline.entrances)
    spoken = {language for places in proof.steps.values() for _, language in places}
    assert spoken - {""} == set(offered)


def test_every_promise_holds_in_the_small_hotline(proof: Proof) -> None:
    assert [str(one) for one in proof.counterexamples] == []


def test_every_combination_is_visited(proof: Proof, small_loaded: Loaded) -> None:
    """Each number of each municipality, the one that nobody lists too, at each moment."""
    visited = list(scenarios(small_loaded.hotline, MORNING))
    assert proof.scenarios == sum(len(scenario.numbers) for scenario in visited)
    numbers = {number for scenario in visited for number in scenario.numbers}
    assert numbers == {*small_loaded.hotline.entrances, UNLISTED}
    assert {scenario.municipality.key for scenario in visited} == {"asker", "halden"}
    open_ = {scenario.moment.open for scenario in visited if scenario.municipality.key == "halden"}
    assert {"guidance" in services for services in open_} == {True, False}
    assert any("doctor" in services and "guidance" not in services for services in open_)


def test_every_key_silence_and_outcome_is_tried_in_every_state(graphs: list[Graph]) -> None:
    for graph in graphs:
        assert graph.edges
        for state, following in graph.edges.items():
            wanted = {"answered", *FAILURES} if isinstance(state, Dialling) else {*KEYS, "-"}
            assert set(following) == wanted
    assert set(OUTCOMES) == {"answered", "busy", "no-answer", "failed"}


def test_every_language_step_attempt_and_place_is_among_the_states(
    graphs: list[Graph], small_loaded: Loaded
) -> None:
    hotline = small_loaded.hotline
    states = {state for graph in graphs for state in graph.edges}
    assert {state.language for state in states} == {"", *hotline.languages}
    places = {AtStep, Announcing, Dialling, InLanguageMenu, Instructing}
    assert {type(state) for state in states} == places
    fees = {state.attempt for state in states if isinstance(state, AtStep) and state.step == "fees"}
    assert fees == set(range(1, hotline.attempts + 1))
    dialled = {
        state.route
        for state in states
        if isinstance(state, Dialling) and state.service == "guidance"
    }
    assert dialled == {1, 2}


def test_the_shortest_way_to_a_state_leads_there(graphs: list[Graph]) -> None:
    graph = graphs[0]
    trace = graph.trace(Instructing("asker", "pl", "ambulance", topic="emergency"))
    assert trace.inputs[:1] != ("2",), "the Polish number needs no key for the language"
    assert trace.inputs == ("1", "0", "0", "busy")


def test_as_many_processes_as_one_like_find_the_same(small: Path, proof: Proof) -> None:
    done: list[tuple[int, int]] = []
    both = prove_site(
        Site(small, VARIABLES), MORNING, jobs=2, progress=lambda *now: done.append(now)
    )
    assert (both.scenarios, both.states, both.turns) == (proof.scenarios, proof.states, proof.turns)
    assert both.steps == proof.steps
    assert done[-1][0] == done[-1][1] == len(done)


def test_a_step_must_be_reached_in_every_language(small_loaded: Loaded, proof: Proof) -> None:
    known = {key: set(places) for key, places in proof.steps.items()}
    assert list(unreached(small_loaded.hotline, Proof(steps=known), MORNING)) == []
    known["halden"].remove(("fees", "pl"))
    [counterexample] = unreached(small_loaded.hotline, Proof(steps=known), MORNING)
    assert "Halden reaches the step fees in pl" in counterexample.what
    assert counterexample.called == "+4700000011"


def test_a_language_that_lacks_a_clip_is_proved_as_it_is_served(
    small_loaded: Loaded, small_lengths: Lengths
) -> None:
    """The turn is heard in Norwegian as a whole, and every other in Polish as before."""
    lacking = ("pl", "Zadzwoń teraz do lekarza.")

    def can_be_heard(spoken: Spoken) -> bool:
        return (spoken.language, spoken.text) != lacking

    scenario = next(scenarios(small_loaded.hotline, MORNING, can_be_heard))
    graph = explore(scenario)
    heard = {one.language for turn in graph.first for one in turn.spoken if says_open(turn, "pl")}
    assert heard == {"nb"}
    assert prove_scenario(scenario, small_lengths).counterexamples == []


def says_open(turn: Turn, language: str) -> bool:
    state = next_state(turn)
    here = isinstance(state, AtStep) and (state.step, state.language) == ("doctor_open", language)
    return here and turn.spoken[0].prompt == "doctor.open"


def test_promises_have_names_of_their_own() -> None:
    names = [promise_of(promise) for promise in PROMISES]
    assert len(set(names)) == len(names)
    for promise in PROMISES:
        assert (promise.__doc__ or "").partition("\n")[0].endswith(".")


def test_a_promise_is_named_after_its_property() -> None:
    def nobody_waits(_: Case) -> Iterator[object]:
        yield from ()

    assert promise_of(nobody_waits) == "nobody waits"  # type: ignore[arg-type] # only its name counts
