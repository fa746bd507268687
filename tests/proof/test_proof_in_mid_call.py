"""The hours change while somebody is on the line: those calls are proved, and can be rung."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ivr.call import AtStep, fields
from ivr.definition import Loaded
from ivr.phone import LegRung
from ivr.proof import Lengths, Proof, prove_scenario, scenarios
from ivr.proof.explore import Scenario, explore
from ivr.proof.mid_call import dated, explore_mid_call
from ivr.proof.workers import on_trial
from ivr.serving.assembly import Site

if TYPE_CHECKING:
    from tests.proof.conftest import Ringer

START = dt.datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Oslo"))
VARIABLES = {"SIP_TRUNK": "trunk.example"}
FOUND_OUT = "    1: {say: doctor.find_out, go: transfer guidance}\n"
LED_BACK = (
    "    1: {say: doctor.find_out, go: {open doctor: transfer guidance, else: doctor_open}}\n"
)
"""Sound at every moment, but for who hears of an open doctor and presses 1 after it closed."""


def closed(loaded: Loaded) -> Scenario:
    """The first scenario in which the doctor and guidance have just closed."""
    found = scenarios(loaded.hotline, START)
    return next(s for s in found if s.changes and "doctor" not in s.moment.open)


def test_a_state_of_office_hours_goes_on_after_they_end(
    small_loaded: Loaded, small_lengths: Lengths
) -> None:
    scenario = closed(small_loaded)
    alone, graph = explore(scenario), explore_mid_call(scenario, small_lengths)
    names = {(fields(state)["at"], fields(state).get("n")) for state in graph.mid_call}
    assert {("step", "doctor_open"), ("announce", "guidance"), ("dial", "guidance")} <= names
    assert graph.mid_call.isdisjoint(alone.edges)
    assert set(graph.edges) >= set(alone.edges) | graph.mid_call


def test_a_fault_of_the_minute_in_which_an_office_closes_is_found_and_can_be_rung(
    changed: Callable[..., Path], ring_of: Callable[[Path], Ringer], tmp_path: Path
) -> None:
    root = changed(("config/menu.yaml", FOUND_OUT, LED_BACK))
    proof = Proof()
    _, found, lengths = on_trial(Site(root, VARIABLES), START)
    for scenario in found:
        proof.add(prove_scenario(scenario, lengths))
    assert {counterexample.promise for counterexample in proof.counterexamples} == {
        "no key does nothing"
    }
    first = proof.counterexamples[0]
    assert (first.at.hour, first.at.minute) == (15, 29)
    record = ring_of(root).replay(first, tmp_path)
    offer = [heard for heard in record.heard if heard.text.startswith("Ring fastlegen")]
    offer = offer or [h for h in record.heard if "lekarza" in h.text or "your doctor now" in h.text]
    assert len(offer) >= 2, "the open doctor is heard again, when it has closed"
    assert record.of(LegRung) == () or record.of(LegRung)[0].to.startswith("sip:116117")


def test_the_change_falls_into_the_words_of_the_state(
    small_loaded: Loaded, small_lengths: Lengths, small_line: Ringer
) -> None:
    scenario = closed(small_loaded)
    [change, *_] = scenario.changes
    before = explore(
        Scenario(scenario.hotline, scenario.municipality, scenario.numbers, change.before)
    )
    state = next(s for s in before.edges if s == AtStep("asker", "en", "doctor_open", "doctor"))
    trace = dated(before, state, change.at, small_lengths)
    from ivr.phone import ScriptedCaller

    record = small_line.ring(ScriptedCaller([*trace.inputs, "*"]), at=trace.at, to=trace.called)
    said = next(heard for heard in record.heard if "your doctor now" in heard.text)
    begun, pressed = (
        record.started + dt.timedelta(seconds=s) for s in (said.at, record.heard[-1].at)
    )
    assert begun < change.at < pressed


def test_whoever_is_being_put_through_when_an_office_closes_is_still_put_through(
    small_loaded: Loaded, small_lengths: Lengths
) -> None:
    assert prove_scenario(closed(small_loaded), small_lengths).counterexamples == []
