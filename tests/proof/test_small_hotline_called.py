"""What callers of the small hotline get through the whole stack; named by the planted faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from twilio.request_validator import RequestValidator

from ivr.phone import LegRung, ScriptedCaller, WhisperHeard

if TYPE_CHECKING:
    from tests.proof.conftest import Ringer

OSLO = ZoneInfo("Europe/Oslo")
MORNING = dt.datetime(2026, 11, 25, 10, tzinfo=OSLO)
NIGHT = dt.datetime(2026, 11, 25, 3, tzinfo=OSLO)
POLISH = "+4700000002"
URL = "https://hotline.example"


def test_who_presses_zero_is_put_through_to_whoever_is_there(small_line: Ringer) -> None:
    for at, rung in ((MORNING, "+4723327000"), (NIGHT, "sip:116117@trunk.example")):
        record = small_line.ring(ScriptedCaller("0"), at=at)
        assert [leg.to for leg in record.of(LegRung)] == [rung]
        assert record.faults == ()


def test_a_polish_caller_hears_polish_alone(small_line: Ringer) -> None:
    record = small_line.ring(ScriptedCaller("3,0", ["busy", "busy"]), at=MORNING, to=POLISH)
    assert {heard.language for heard in record.heard} == {"pl"}
    assert any("dwa trzy" in heard.text for heard in record.heard), "the number, digit by digit"
    answered = small_line.ring(ScriptedCaller("3,0"), at=MORNING, to=POLISH)
    assert {whisper.language for whisper in answered.of(WhisperHeard)} == {"nb"}


def test_a_closed_service_without_a_stand_in_is_never_rung(
    changed: Callable[..., Path], ring_of: Callable[[Path], Ringer]
) -> None:
    change = ("config/services.yaml", "  otherwise: out_of_hours\n", "")
    line = ring_of(changed(change))
    record = line.ring(ScriptedCaller("4"), at=NIGHT, to=POLISH)
    assert record.of(LegRung) == ()
    assert record.reason == "application hung up"


@pytest.mark.parametrize(
    ("at", "figure"),
    [
        (dt.datetime(2026, 12, 31, 23, 59, tzinfo=OSLO), True),
        (dt.datetime(2027, 1, 1, 0, 0, tzinfo=OSLO), False),
    ],
)
def test_a_figure_is_spoken_up_to_and_including_its_last_day(
    small_line: Ringer, at: dt.datetime, *, figure: bool
) -> None:
    record = small_line.ring(ScriptedCaller("3,x", barge_in=0.1), at=at, to=POLISH)
    assert any("3278" in heard.text for heard in record.heard) is figure


def test_only_the_carrier_is_answered(small_line: Ringer) -> None:
    client = small_line.app.test_client()
    target, form = "/voice/turn?m=asker&at=step&l=nb&n=main", {"Digits": "1", "To": POLISH}
    sign = RequestValidator("7e57" * 8).compute_signature
    signed = sign(URL + target, form)
    for headers, sent, status in (
        ({}, form, 403),
        ({"X-Twilio-Signature": "forged"}, form, 403),
        ({"X-Twilio-Signature": signed}, {**form, "Digits": "2"}, 403),
        ({"X-Twilio-Signature": signed}, form, 200),
    ):
        assert client.post(target, data=sent, headers=headers).status_code == status


def test_a_withheld_number_is_shown_as_the_one_called(small_line: Ringer) -> None:
    record = small_line.ring(ScriptedCaller("0"), at=MORNING, to=POLISH, from_="anonymous")
    assert [leg.caller_id for leg in record.of(LegRung)] == [POLISH]
    assert record.faults == ()


def test_a_failure_is_heard_as_the_apology(
    small_line: Ringer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> str:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("ivr.web.voice.resume", fails)
    record = small_line.ring(ScriptedCaller("1"), at=MORNING, to=POLISH)
    assert record.heard[-1].language == "pl"
    assert "Przepraszamy" in record.heard[-1].text
    assert all(request.purpose != "fallback" for request in record.requests), "it answers itself"
