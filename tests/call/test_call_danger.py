"""Nobody who may be in danger is led to an office line, by day or by night."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from ivr.call import (
    Announcing,
    AtStep,
    Dialling,
    DialOutcome,
    Digit,
    Silence,
    State,
    Transfer,
    Turn,
    Wait,
    everything,
    fields,
    resume,
)
from ivr.model import Hotline

OSLO = ZoneInfo("Europe/Oslo")
DAY = dt.datetime(2026, 11, 25, 10, tzinfo=OSLO)
NIGHT = dt.datetime(2026, 11, 25, 3, tzinfo=OSLO)
BUSY = DialOutcome(answered=False)

TOPICS = {
    "emergency": "ambulance",
    "poison": "poison",
    "mind": "mental_helpline",
    "birth": "out_of_hours",
    "pregnancy": "out_of_hours",
    "out_of_hours": "out_of_hours",
}
"""Topics in which somebody may be in danger, and who is rung for them where no ward is known."""

HELPERS = {"ambulance", "out_of_hours", "poison", "mental_helpline", "kirkens_sos"}
"""Who helps at once; nobody of them is an office."""


def dangerous(hotline: Hotline) -> list[str]:
    """Every step of the shipped menu whose topic is one of danger."""
    steps = hotline.municipalities["asker"].steps.values()
    found = [step.name for step in steps if step.topic in TOPICS]
    assert len(found) >= len(TOPICS)
    return found


def step(hotline: Hotline, name: str) -> State:
    topic = hotline.municipalities["asker"].steps[name].topic or ""
    return AtStep("asker", "en", name, topic=topic)


def rung(hotline: Hotline, turn: Turn, now: dt.datetime) -> str:
    """Who is rung when nothing more is pressed."""
    for _ in range(12):
        if isinstance(turn.then, Transfer):
            return fields(turn.then.state).get("n", "")
        assert isinstance(turn.then, Wait)
        turn = resume(hotline, turn.then.state, Silence(), now, everything)
    raise AssertionError("nobody is rung")


@pytest.mark.parametrize("now", [DAY, NIGHT], ids=["day", "night"])
def test_zero_rings_the_urgent_door_of_the_topic(hotline: Hotline, now: dt.datetime) -> None:
    for name in dangerous(hotline):
        state = step(hotline, name)
        turn = resume(hotline, state, Digit("0"), now, everything)
        assert rung(hotline, turn, now) == TOPICS[state.topic], name


@pytest.mark.parametrize("now", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize("heard", [Silence(), Digit("8")], ids=["silence", "wrong keys"])
def test_silence_and_wrong_keys_ring_somebody_who_helps(
    hotline: Hotline, heard: Silence | Digit, now: dt.datetime
) -> None:
    for name in dangerous(hotline):
        turn = resume(hotline, step(hotline, name), heard, now, everything)
        while isinstance(turn.then, Wait) and isinstance(turn.then.state, AtStep):
            turn = resume(hotline, turn.then.state, heard, now, everything)
        assert rung(hotline, turn, now) in HELPERS, name


@pytest.mark.parametrize("name", ["emergency", "poison", "mind", "birth", "out_of_hours"])
def test_silence_in_danger_is_not_asked_again(hotline: Hotline, name: str) -> None:
    """A retry would cost somebody who cannot press a key half a minute."""
    turn = resume(hotline, step(hotline, name), Silence(), DAY, everything)
    assert isinstance(turn.then, Wait)
    assert fields(turn.then.state)["at"] == "announce"


def test_a_closed_door_is_passed_over(hotline: Hotline) -> None:
    doors = {"mind": ("guidance", "kirkens_sos")}
    changed = replace(hotline, urgent_doors=doors)
    turn = resume(changed, step(changed, "mind"), Digit("0"), NIGHT, everything)
    assert rung(changed, turn, NIGHT) == "kirkens_sos"


def test_a_door_that_cannot_be_dialled_is_passed_over(hotline: Hotline) -> None:
    """Without a trunk nobody can be put through to Mental Helse, but to another helpline."""
    asker = hotline.municipalities["asker"]
    unreachable = replace(asker.services["mental_helpline"], routes=())
    services = {**asker.services, "mental_helpline": unreachable}
    changed = replace(hotline, municipalities={"asker": replace(asker, services=services)})
    turn = resume(changed, step(changed, "mind"), Digit("0"), DAY, everything)
    assert rung(changed, turn, DAY) == "kirkens_sos"


def test_a_door_without_a_number_is_none_even_where_nobody_can_be_dialled(
    hotline: Hotline,
) -> None:
    """No ward is known in Asker: without a trunk whoever is in labour is told 116 117."""
    asker = hotline.municipalities["asker"]
    services = {name: replace(one, routes=()) for name, one in asker.services.items()}
    changed = replace(hotline, municipalities={"asker": replace(asker, services=services)})
    turn = resume(changed, step(changed, "birth"), Digit("0"), DAY, everything)
    assert isinstance(turn.then, Wait)
    assert fields(turn.then.state).get("n") == "out_of_hours"


@pytest.mark.parametrize("now", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize("topic", ["", "youth", "doctor", "fees", "mind"])
@pytest.mark.parametrize(
    ("service", "next_"),
    [
        ("children_helpline", "mental_helpline"),
        ("mental_helpline", "kirkens_sos"),
        ("kirkens_sos", "out_of_hours"),
        ("poison", "out_of_hours"),
        ("out_of_hours", "out_of_hours"),
        ("ambulance", "ambulance"),
    ],
)
def test_zero_after_a_failed_urgent_call_rings_its_stand_in(
    hotline: Hotline, service: str, next_: str, topic: str, now: dt.datetime
) -> None:
    """Whatever the topic it was reached from: never the guidance line."""
    failed = resume(hotline, Dialling("asker", "en", service, topic=topic), BUSY, now, everything)
    assert isinstance(failed.then, Wait)
    again = resume(hotline, failed.then.state, Digit("0"), now, everything)
    assert rung(hotline, again, now) == next_


def test_zero_after_a_failed_call_to_an_office_rings_the_door_of_the_topic(
    hotline: Hotline,
) -> None:
    failed = resume(
        hotline, Dialling("halden", "en", "switchboard", topic="mind"), BUSY, DAY, everything
    )
    assert isinstance(failed.then, Wait)
    again = resume(hotline, failed.then.state, Digit("0"), DAY, everything)
    assert rung(hotline, again, DAY) == "mental_helpline"


@pytest.mark.parametrize("service", ["ambulance", "out_of_hours", "mental_helpline", "guidance"])
def test_zero_while_being_put_through_dials_at_once(hotline: Hotline, service: str) -> None:
    """Somebody who presses 0 again and again is rung for by the second press at the latest."""
    state = Announcing("asker", "en", service, topic="emergency")
    turn = resume(hotline, state, Digit("0"), DAY, everything)
    assert isinstance(turn.then, Transfer)
    assert fields(turn.then.state).get("n", "") == service


def test_zero_after_a_failed_call_to_113_rings_113_again(hotline: Hotline) -> None:
    """Also from a topic whose own door is another one."""
    turn = resume(
        hotline, Dialling("asker", "en", "ambulance", topic="poison"), BUSY, DAY, everything
    )
    assert isinstance(turn.then, Wait)
    assert fields(turn.then.state)["at"] == "instruction"
    again = resume(hotline, turn.then.state, Digit("0"), DAY, everything)
    assert rung(hotline, again, DAY) == "ambulance"


def test_another_topic_has_the_guidance_line_again(hotline: Hotline) -> None:
    """The main menu ends the topic: who asks about fees after an emergency is not put to 113."""
    main = resume(hotline, step(hotline, "emergency"), Digit("*"), DAY, everything)
    assert isinstance(main.then, Wait)
    assert (
        rung(hotline, resume(hotline, main.then.state, Digit("0"), DAY, everything), DAY)
        == "guidance"
    )


def test_nobody_in_danger_is_told_to_take_their_time(hotline: Hotline) -> None:
    """Elsewhere a caller who thinks is: the words are in the wait, which is as long."""

    def reminded(name: str) -> bool:
        turn = resume(hotline, step(hotline, name), Digit("#"), DAY, everything)
        assert isinstance(turn.then, Wait)
        return turn.then.reminder is not None

    assert [name for name in dangerous(hotline) if reminded(name)] == []
    assert reminded("main")
    assert reminded("fees")
