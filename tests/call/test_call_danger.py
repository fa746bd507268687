"""Nobody who may be in danger is led to an office line, by day or by night."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ivr.call import (
    Announcing,
    AtStep,
    Dialling,
    DialOutcome,
    Digit,
    Goodbye,
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

DOORS = {
    "emergency": {"ambulance"},
    "emergency_signs": {"ambulance"},
    "emergency_signs_more": {"ambulance"},
    "poison": {"poison"},
    "mind": {"mental_helpline"},
    "mind_friend": {"mental_helpline"},
    "mind_care": {"mental_helpline"},
    "out_of_hours": {"out_of_hours"},
    "out_of_hours_when": {"out_of_hours"},
    "out_of_hours_ready": {"out_of_hours"},
    "out_of_hours_place": {"out_of_hours"},
    "pregnancy": {"out_of_hours"},
    "pregnancy_care": {"out_of_hours"},
    "birth": {"out_of_hours"},
}
"""Steps in which somebody may be in danger, and who is rung for them."""


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
@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("heard", [Digit("0"), Silence()], ids=["zero", "silence"])
def test_zero_and_silence_ring_the_urgent_door_of_the_topic(
    hotline: Hotline, name: str, heard: Digit | Silence, now: dt.datetime
) -> None:
    assert (
        rung(hotline, resume(hotline, step(hotline, name), heard, now, everything), now)
        in DOORS[name]
    )


@pytest.mark.parametrize("now", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize("name", DOORS)
def test_wrong_keys_ring_the_urgent_door_of_the_topic(
    hotline: Hotline, name: str, now: dt.datetime
) -> None:
    turn = resume(hotline, step(hotline, name), Digit("8"), now, everything)
    while isinstance(turn.then, Wait) and fields(turn.then.state).get("n", "") in DOORS:
        turn = resume(hotline, turn.then.state, Digit("8"), now, everything)
    assert rung(hotline, turn, now) in DOORS[name]


@pytest.mark.parametrize("name", ["emergency", "poison", "mind", "birth", "out_of_hours"])
def test_silence_in_danger_is_not_asked_again(hotline: Hotline, name: str) -> None:
    """A retry would cost somebody who cannot press a key half a minute."""
    turn = resume(hotline, step(hotline, name), Silence(), DAY, everything)
    assert isinstance(turn.then, Wait)
    assert fields(turn.then.state)["at"] == "announce"


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
    assert not isinstance(main.then, Goodbye)
