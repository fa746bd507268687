"""Transfers: which routes ring, what a caller hears when nobody answers, what a callee hears."""

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
    Goodbye,
    Instructing,
    Silence,
    State,
    Transfer,
    Turn,
    Wait,
    everything,
    resume,
    whisper,
)
from ivr.definition.opening_hours import read_hours
from ivr.model import Hotline
from ivr.model.prompts import Prompt, Wording
from ivr.model.services import Route, Service

OSLO = ZoneInfo("Europe/Oslo")
DAY = dt.datetime(2026, 11, 25, 10, tzinfo=OSLO)
NIGHT = dt.datetime(2026, 11, 25, 3, tzinfo=OSLO)
BUSY = DialOutcome(answered=False)


def with_service(hotline: Hotline, service: Service) -> Hotline:
    """The hotline with one service more, or one changed, in every municipality."""
    return replace(
        hotline,
        municipalities={
            name: replace(
                municipality,
                services={**municipality.services, service.name: service},
                prompts={
                    code: {**book, **words(service.name)}
                    for code, book in municipality.prompts.items()
                },
            )
            for name, municipality in hotline.municipalities.items()
        },
    )


def words(name: str) -> dict[str, Prompt]:
    """The prompts that a service which never closes, or has no stand-in, must have."""
    return {
        key: Prompt(key, Wording(f"[{key}]"), None)
        for key in (f"service.{name}.announce", f"service.{name}.instruction")
    }


def library(hours: str = "24/7", routes: int = 2, otherwise: str | None = None) -> Service:
    targets = tuple(Route(f"+472300000{route}") for route in range(routes))
    read = read_hours(hours, OSLO, "NO")
    return Service("library", "23 00 00 00", None, read, targets, otherwise, 20)


def after(hotline: Hotline, state: State, *heard: Digit | Silence | DialOutcome) -> Turn:
    turn = resume(hotline, state, heard[0], DAY, everything)
    for one in heard[1:]:
        assert not isinstance(turn.then, Goodbye)
        turn = resume(hotline, turn.then.state, one, DAY, everything)
    return turn


def said(turn: Turn) -> list[str]:
    return [spoken.prompt for spoken in turn.spoken]


ANNOUNCED = Announcing("asker", "en", "library")


def test_routes_are_tried_in_order_then_the_number_is_told(hotline: Hotline) -> None:
    hotline = with_service(hotline, library())
    first = after(hotline, ANNOUNCED, Silence())
    second = after(hotline, ANNOUNCED, Silence(), BUSY)
    assert isinstance(first.then, Transfer)
    assert isinstance(second.then, Transfer)
    assert (first.then.route, second.then.route) == library().routes
    assert first.then.ring_seconds == 20
    failed = after(hotline, ANNOUNCED, Silence(), BUSY, BUSY)
    assert said(failed) == ["service.library.instruction"]


def test_silence_after_the_instruction_hears_it_once_more_and_then_goodbye(
    hotline: Hotline,
) -> None:
    hotline = with_service(hotline, library(routes=1))
    again = after(hotline, ANNOUNCED, Silence(), BUSY, Silence())
    assert said(again) == ["service.library.instruction"]
    assert said(after(hotline, ANNOUNCED, Silence(), BUSY, Silence(), Silence())) == ["goodbye"]


def test_who_presses_keys_after_the_instruction_is_never_hung_up_on(hotline: Hotline) -> None:
    hotline = with_service(hotline, library(routes=1))
    keys = [Digit(key) for key in "123456789#19"]
    turn = after(hotline, ANNOUNCED, Silence(), BUSY, *keys)
    assert said(turn) == ["service.library.instruction"]
    assert isinstance(turn.then, Wait)


def test_a_stand_in_takes_over_after_the_instruction(hotline: Hotline) -> None:
    hotline = with_service(hotline, library(routes=1, otherwise=hotline.urgent_service))
    turn = after(hotline, ANNOUNCED, Silence(), BUSY, Silence())
    assert said(turn) == [f"service.{hotline.urgent_service}.announce"]


def test_a_closed_service_without_a_stand_in_is_told_as_a_number(hotline: Hotline) -> None:
    """It needs no wording of its own: the call goes on, and the caller knows whom to ring."""
    hotline = with_service(hotline, library(hours="Mo-Fr 12:00-13:00"))
    turn = after(hotline, ANNOUNCED, Digit("#"))
    assert said(turn) == ["service.library.instruction"]
    assert isinstance(turn.then, Wait)


def test_a_service_without_a_live_route_is_told_as_a_number(hotline: Hotline) -> None:
    hotline = with_service(hotline, library(routes=0))
    assert said(after(hotline, ANNOUNCED, Digit("#"))) == ["service.library.instruction"]
    assert said(after(hotline, ANNOUNCED, Silence())) == ["service.library.instruction"]


@pytest.mark.parametrize("key", "123456789")
def test_any_other_key_in_the_announcement_connects_at_once(hotline: Hotline, key: str) -> None:
    turn = after(with_service(hotline, library()), ANNOUNCED, Digit(key))
    assert isinstance(turn.then, Transfer)


def test_star_leaves_an_announcement_and_an_instruction_for_the_main_menu(
    hotline: Hotline,
) -> None:
    hotline = with_service(hotline, library(routes=1))
    for state in (ANNOUNCED, Instructing("asker", "en", "library")):
        turn = after(hotline, state, Digit("*"))
        assert isinstance(turn.then, Wait)
        assert turn.then.state == AtStep("asker", "en", hotline.main_menu)


def test_a_talk_that_is_over_ends_with_goodbye(hotline: Hotline) -> None:
    turn = after(with_service(hotline, library()), ANNOUNCED, Silence(), DialOutcome(answered=True))
    assert said(turn) == ["goodbye"]
    assert isinstance(turn.then, Goodbye)


def test_the_callee_hears_the_language_and_the_topic_in_norwegian(hotline: Hotline) -> None:
    state = Dialling("asker", "pl", "guidance", topic="fees")
    heard = whisper(hotline, state, DAY, everything)
    assert {spoken.language for spoken in heard} == {hotline.whisper_language}
    expected = ["whisper.intro", "whisper.speaks.pl", "topic.fees"]
    assert [spoken.prompt for spoken in heard] == expected


def test_the_callee_is_not_told_a_language_nobody_chose(hotline: Hotline) -> None:
    heard = whisper(hotline, Dialling("asker", "", "guidance"), NIGHT, everything)
    assert [spoken.prompt for spoken in heard] == ["whisper.intro"]
