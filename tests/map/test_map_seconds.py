"""The seconds on the map are those of the proof: from the answer, by the real clips."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ivr.map.places import Place, place_of
from ivr.map.seconds import Times, times
from ivr.map.silence import played_out
from ivr.map.survey import survey
from ivr.proof.explore import Scenario
from ivr.proof.moments import Moment
from ivr.proof.timing.lengths import Lengths
from ivr.proof.timing.times import milestones
from ivr.proof.timing.walk import first_turn, stands, state_of
from ivr.serving.assembly import Assembly, Site, assemble
from tests.map.conftest import WHIT_MONDAY, map_of
from tests.support.hotline import MORNING, VARIABLES

SHARED = "+4700000001"


@pytest.fixture(scope="module")
def assembly(small: Path) -> Assembly:
    return assemble(Site(small, VARIABLES))


@pytest.fixture(scope="module")
def lengths(assembly: Assembly) -> Lengths:
    return Lengths.read(assembly.clips.manifest, assembly.hotline)


def scenario(assembly: Assembly, at: dt.datetime) -> Scenario:
    hotline = assembly.hotline
    moment = Moment(at, frozenset(), frozenset())
    return Scenario(hotline, hotline.municipalities["asker"], (SHARED,), moment)


@pytest.mark.parametrize("language", ["nb", "en", "pl"])
@pytest.mark.parametrize("at", [MORNING, WHIT_MONDAY], ids=["morning", "whit-monday"])
def test_a_step_is_reached_when_the_proof_says(
    assembly: Assembly, lengths: Lengths, language: str, at: dt.datetime
) -> None:
    found = times(map_of(assembly.hotline, SHARED, language, at), lengths)
    place, here = scenario(assembly, at), []
    for stand in stands(place, first_turn(place, SHARED), lengths):
        state = state_of(stand)
        if state.language == language and place_of(state).kind == "step":
            here.append(place_of(state))
            assert found.places[place_of(state)] == round(stand.start, 1), state
    assert len(here) == 4  # main, emergency, doctor, fees


def test_an_option_is_offered_when_the_proof_says(assembly: Assembly, lengths: Lengths) -> None:
    found = times(map_of(assembly.hotline, SHARED, "pl"), lengths)
    told = [
        one
        for one in milestones(scenario(assembly, MORNING), SHARED, lengths)
        if one.kind == "option" and one.language == "pl" and "directory" not in one.name
    ]
    for one in told:
        name, _, key = one.name.rpartition(" ")
        place = Place("languages", "0") if name == "languages" else Place("step", name)
        assert found.options[place, key] == one.seconds
    assert len(told) > 6


def test_what_is_shut_has_the_seconds_of_a_moment_at_which_it_is_not(
    assembly: Assembly, lengths: Lengths
) -> None:
    by_day, by_night = (
        times(map_of(assembly.hotline, at=at), lengths) for at in (MORNING, WHIT_MONDAY)
    )
    shut = Place("step", "doctor_open")
    assert by_night.places[shut] == by_day.places[shut]
    assert by_day.places.keys() == by_night.places.keys()


def test_who_presses_nothing_comes_to_the_step_for_them_when_the_languages_are_over(
    assembly: Assembly, lengths: Lengths
) -> None:
    map_ = map_of(assembly.hotline)
    found = times(map_, lengths)
    heard = [*played_out(assembly.hotline, map_.first, MORNING, assembly.can_be_heard, lengths)]
    waiting = next(one for one in heard if one.place == Place("step", "waiting"))
    assert found.places[waiting.place] == pytest.approx(waiting.seconds, abs=0.11)


def test_silence_is_played_out_to_the_end_of_the_call(assembly: Assembly, lengths: Lengths) -> None:
    map_ = map_of(assembly.hotline, at=WHIT_MONDAY)
    main = map_.nodes[Place("step", "main")]
    heard = [*played_out(assembly.hotline, main.turn, WHIT_MONDAY, assembly.can_be_heard, lengths)]
    assert [str(one.place) for one in heard][:5] == ["main", "main", "main", "waiting",
                                                     "transfer out_of_hours"]  # fmt: skip
    assert [one.rings for one in heard if one.rings] == ["sip:116117@trunk.example"]
    assert str(heard[-1].place) == "goodbye"
    assert [one.seconds for one in heard] == sorted(one.seconds for one in heard)


def test_a_project_without_clips_has_a_map_without_seconds(assembly: Assembly, small: Path) -> None:
    found = survey(assembly, small, SHARED, "nb", MORNING)
    assert found.times.are_known
    assert not Times().are_known
