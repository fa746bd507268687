"""The map says what callers get: every edge is what the call does, and every place is on it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.call import AtStep, Dialling, Digit, State, everything, resume
from ivr.map.graph import SILENCE, Map, drawn
from ivr.map.places import Place, place_of
from ivr.map.silence import unheard
from ivr.model import Hotline
from ivr.proof.case import next_state
from ivr.proof.explore import KEYS, Scenario, explore
from ivr.proof.moments import moments
from tests.map.conftest import WHIT_MONDAY, map_of
from tests.support.hotline import MORNING

NUMBERS = ["+4700000001", "+4700000002", "+4700000011"]
MOMENTS = st.integers(0, 577 * 24 * 60).map(lambda past: MORNING + dt.timedelta(minutes=past))


def led(map_: Map, state: State, key: str) -> tuple[Place, str]:
    """Where the map says a key leads now, and the language it chooses: nowhere is where one is."""
    node = map_.nodes[place_of(state)]
    ways = [edge for edge in node.leads(key) if edge.is_now and state in edge.states]
    assert len(ways) < 2, f"{node.place} {key}"
    return (ways[0].to, ways[0].language) if ways else (node.place, "")


def comes(hotline: Hotline, state: State, key: str, at: dt.datetime) -> tuple[Place, str]:
    """Where a caller comes: by a key at once, by silence when the call is somewhere else."""
    here, chosen = place_of(state), ""
    turn = resume(hotline, state, Digit(key) if key != SILENCE else unheard(state), at, everything)
    after = next_state(turn)
    for _ in range(60):
        if key != SILENCE or after is None or place_of(after) != here:
            break
        after = next_state(resume(hotline, after, unheard(after), at, everything))
    if here.kind == "languages" and after is not None and place_of(after) != here:
        chosen = after.language
    return place_of(after), chosen


def hold(map_: Map) -> None:
    """Press every key in every state of a map."""
    for node in map_.nodes.values():
        for state in node.states:
            for key in (*KEYS, SILENCE):
                found = comes(map_.asked.hotline, state, key, map_.asked.at)
                assert led(map_, state, key) == found, f"{state} {key}"


@pytest.mark.parametrize("language", ["nb", "pl"])
@pytest.mark.parametrize("called", NUMBERS)
@pytest.mark.parametrize("at", [MORNING, WHIT_MONDAY], ids=["morning", "whit-monday"])
def test_every_edge_is_what_the_call_does(
    small_hotline: Hotline, called: str, language: str, at: dt.datetime
) -> None:
    hold(map_of(small_hotline, called, language, at))


@pytest.mark.parametrize("language", ["nb", "fa"])
@pytest.mark.parametrize("at", [MORNING, WHIT_MONDAY], ids=["morning", "whit-monday"])
def test_every_edge_of_the_shipped_hotline_is_what_the_call_does(
    hotline: Hotline, language: str, at: dt.datetime
) -> None:
    hold(map_of(hotline, "+4700000011", language, at))


@given(at=MOMENTS)
def test_at_any_moment_the_map_is_what_the_call_does(
    small_hotline: Hotline, at: dt.datetime
) -> None:
    hold(map_of(small_hotline, at=at))


@pytest.mark.parametrize("called", NUMBERS)
def test_every_place_that_the_proof_visits_is_on_the_map_at_whatever_moment(
    small_hotline: Hotline, called: str
) -> None:
    municipality = small_hotline.municipalities[small_hotline.entrance(called).municipality]
    map_ = map_of(small_hotline, called)
    for moment in moments(small_hotline, municipality, MORNING):
        found = explore(Scenario(small_hotline, municipality, (called,), moment))
        assert {place_of(state) for state in found.edges} <= map_.nodes.keys()


def test_the_map_has_the_same_places_and_ways_by_day_and_by_night(
    small_map: Map, by_night: Map
) -> None:
    """What is shut is drawn too, in another colour: nothing comes and goes with the clock."""
    ways = [
        {(place, edge.key, edge.to, edge.hours) for place, node in map_.nodes.items()
         for edge in node.edges}
        for map_ in (small_map, by_night)
    ]  # fmt: skip
    assert small_map.nodes.keys() == by_night.nodes.keys()
    assert ways[0] == ways[1]


def test_every_way_that_is_shut_now_is_one_that_calls_go_at_another_moment(
    small_map: Map, by_night: Map
) -> None:
    gone = {
        (place, edge.key, edge.to)
        for map_ in (small_map, by_night)
        for place, node in map_.nodes.items()
        for edge in node.edges
        if edge.is_now
    }
    for place, node in small_map.nodes.items():
        for edge in node.edges:
            assert (place, edge.key, edge.to) in gone


def test_on_whit_monday_at_ten_in_the_evening_the_family_doctors_door_is_shut(
    by_night: Map,
) -> None:
    ways = by_night.nodes[Place("step", "main")].leads("2")
    assert [(str(way.to), way.hours, way.is_now) for way in ways] == [
        ("doctor_closed", (("doctor", False),), True),
        ("doctor_open", (("doctor", True),), False),
    ]


def test_a_key_for_an_office_that_is_closed_leads_to_who_stands_in(by_night: Map) -> None:
    ways = by_night.nodes[Place("step", "main")].leads("4")
    assert [(str(way.to), way.is_now) for way in ways] == [
        ("transfer out_of_hours", True),
        ("transfer guidance", False),
    ]
    assert "Veiledningen er stengt nå." in [one.text for one in ways[0].turn.spoken]


def test_a_number_of_a_language_begins_in_its_main_menu(small_hotline: Hotline) -> None:
    map_ = map_of(small_hotline, "+4700000002", "pl")
    assert map_.entrance == Place("step", "main")
    assert Place("languages", "0") in map_.nodes  # behind the star


def test_it_is_known_from_where_a_place_is_reached(small_map: Map) -> None:
    found = {
        (str(node.place), edge.key) for node, edge in small_map.reached_from(Place("step", "fees"))
    }
    assert found == {("main", "3")}


def test_a_step_is_heard_without_the_greeting_that_comes_before_the_first(small_map: Map) -> None:
    said = small_map.nodes[Place("step", "main")].spoken
    assert said[0].text == "Er det farlig, trykk en."
    assert not any(one.slow for one in said)


def test_a_closed_office_says_its_own_words_on_the_map(by_night: Map) -> None:
    [said] = by_night.nodes[Place("door", "guidance")].spoken
    assert said.text.startswith("Vi setter deg over til veiledning")


def test_of_other_languages_nothing_is_followed(small_map: Map) -> None:
    heard = {state.language for node in small_map.nodes.values() for state in node.states}
    assert heard == {"", "nb"}
    assert drawn(small_map.asked).nodes.keys() == small_map.nodes.keys()
    ringing = [s for n in small_map.nodes.values() for s in n.states if isinstance(s, Dialling)]
    assert ringing == []
    assert any(isinstance(s, AtStep) for s in small_map.nodes[Place("step", "main")].states)


def test_a_place_is_heard_in_the_maps_language_though_callers_without_one_come_there_sooner(
    small_hotline: Hotline,
) -> None:
    """Behind the star of the step after silence is the main menu, in no language yet."""
    polish = map_of(small_hotline, language="pl")
    for place, node in polish.nodes.items():
        if place.kind == "step" and any(state.language == "pl" for state in node.states):
            assert {one.language for one in node.spoken} == {"pl"}, place
