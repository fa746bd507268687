"""A flood from one number, a call without end, a service that is full: nobody meets silence."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pytest
from flask import Flask

from ivr.journal import Event, Kind, NoJournal
from ivr.phone import parse
from ivr.phone.twiml import verbs as twiml
from ivr.refusals import Refusals
from ivr.serving.assembly import Assembly
from ivr.web.limits.callers import WINDOW_S, Callers
from ivr.web.limits.places import Places
from tests.support.hand import FORM, Hand
from tests.support.hotline import BASE_URL, MORNING
from tests.support.limited import LONGEST_S, MOST, assembled, limited, webhook
from tests.support.ringing import CALLER

POLISH: Final = "+4700000002"
POLE: Final = "+48500000000"
ANSWERED: Final = int(MORNING.timestamp())
MAIN: Final = "/voice/turn?m=asker&at=step&l=nb&n=main"
GUIDANCE: Final = "/voice/turn?m=asker&at=announce&l=nb&n=guidance&t=fees"
RUNG: Final = "/voice/turn?m=asker&at=dial&l=nb&n=guidance&t=fees"
FULL: Final = "instruction"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return limited(tmp_path_factory)


@pytest.fixture(scope="module")
def assembly(project: Path) -> Assembly:
    return assembled(project)


class Clock:
    """A clock that a test puts forward."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> dt.datetime:
        return self.now

    def later(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hand(assembly: Assembly, clock: Clock) -> Hand:
    return Hand(webhook(assembly, clock))


def said(app: Flask, body: bytes) -> list[tuple[str, str]]:
    """Language and words of an answer, from the clips it plays."""
    client, found = app.test_client(), []
    for verb in parse(body).verbs:
        if isinstance(verb, twiml.Play):
            with client.get(verb.url.removeprefix(BASE_URL)) as clip:
                found.append(
                    (clip.headers["Content-Language"], unquote(clip.headers["X-Transcript"]))
                )
    return found


def ring(hand: Hand, call: int, form: Mapping[str, str] | None = None) -> bytes:
    response = hand.post("/voice", FORM | {"CallSid": f"CA{call:032d}"} | {**(form or {})})
    assert response.status_code == 200
    body: bytes = response.data
    return body


def is_ended(body: bytes) -> bool:
    return parse(body).verbs[-1] == twiml.Hangup()


def ended(
    hand: Hand, calls: int, form: Mapping[str, str] | None = None, first: int = 1
) -> list[bool]:
    """Tell of so many calls whether they are ended instead of answered."""
    return [is_ended(ring(hand, first + n, form)) for n in range(calls)]


def counts(hand: Hand) -> dict[str, int]:
    refusals: Refusals = hand.app.extensions["refusals"]
    return {kind: n for kind, n in refusals.counts.items() if n}


def test_one_call_too_many_hears_where_to_get_help_and_is_over(hand: Hand) -> None:
    assert ended(hand, MOST) == [False] * MOST
    body = ring(hand, 99)
    [(language, words)] = said(hand.app, body)
    assert language == "nb"
    assert words.startswith("Vi må avslutte her.")
    assert "en en tre" in words
    assert is_ended(body)
    assert ended(hand, 2, {"From": "+4700000098"}) == [False, False], "a neighbour is answered"


@pytest.mark.parametrize(
    ("form", "language", "words"),
    [
        pytest.param({"To": POLISH}, "pl", "Musimy kończyć.", id="the-numbers"),
        pytest.param({"From": POLE}, "pl", "Musimy kończyć.", id="the-callers"),
        pytest.param({"From": POLE, "To": "+4700000009"}, "pl", "Musimy", id="unlisted"),
    ],
)
def test_it_is_said_in_the_language_of_the_number_or_the_callers(
    hand: Hand, form: dict[str, str], language: str, words: str
) -> None:
    ended(hand, MOST, form)
    [(code, text)] = said(hand.app, ring(hand, 99, form))
    assert code == language
    assert text.startswith(words)


def test_a_call_that_is_asked_for_again_is_counted_once_and_answered_alike(hand: Hand) -> None:
    assert [is_ended(ring(hand, 1)) for _ in range(3 * MOST)] == [False] * 3 * MOST
    assert ended(hand, MOST) == [False] * MOST
    assert is_ended(ring(hand, 99))
    assert is_ended(ring(hand, 99))
    assert not is_ended(ring(hand, MOST)), "the last one that was answered, asked for again"


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"From": "anonymous"}, id="anonymous"),
        pytest.param({"From": "+266696687", "FromCountry": "LS"}, id="withheld"),
        pytest.param({"From": ""}, id="missing"),
        pytest.param({"From": "sip:ward@pbx.example"}, id="sip"),
        pytest.param({"Probe": "yes"}, id="probe"),
        pytest.param({"CallSid": ""}, id="nameless"),
    ],
)
def test_who_has_no_number_is_never_one_of_many(hand: Hand, form: dict[str, str]) -> None:
    assert ended(hand, 3 * MOST, form) == [False] * 3 * MOST


def test_after_ten_minutes_all_is_forgotten(hand: Hand, clock: Clock) -> None:
    assert ended(hand, MOST + 1)[-1]
    clock.later(WINDOW_S)
    assert ended(hand, MOST, first=100) == [False] * MOST


def test_nobody_can_be_silenced_by_requests_that_are_not_the_carriers(hand: Hand) -> None:
    forger = Hand(hand.app, token="another")
    for n in range(3 * MOST):
        assert forger.post("/voice", CallSid=f"CA{n:032d}").status_code == 403
    assert ended(hand, MOST, first=100) == [False] * MOST


def test_a_flood_leaves_a_counter_and_one_line_that_names_nobody(
    hand: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "ivr")
    ended(hand, MOST + 7)
    [line] = [record.getMessage() for record in caplog.records if record.name == "ivr"]
    assert "calls_from_one_number" in line
    assert CALLER[3:] not in line
    assert counts(hand) == {"flood": 7}


def test_a_flood_of_numbers_makes_no_count_larger_than_it_is() -> None:
    """The memory is bounded: what gives way is counted anew, and nobody is counted as another."""
    callers = Callers()
    for n in range(70_000):
        assert callers.ordinal(f"+47{n:08d}", f"CA{n}", 1000.0) == 1
    assert callers.ordinal("+4700000000", "CA-again", 1000.0) <= 2


def test_a_key_or_silence_after_the_longest_call_ends_it(hand: Hand, clock: Clock) -> None:
    clock.later(LONGEST_S)
    at = f"{MAIN}&b={ANSWERED}"
    assert not is_ended(hand.post(at, Digits="3").data)
    clock.later(1)
    for digits in ("3", "#", ""):
        body = hand.post(at, Digits=digits).data
        [(language, words)] = said(hand.app, body)
        assert (language, is_ended(body)) == ("nb", True)
        assert words.startswith("Vi må avslutte her.")
    assert counts(hand) == {"long-call": 3}


def test_a_language_without_the_words_says_the_apology(hand: Hand, clock: Clock) -> None:
    clock.later(LONGEST_S + 1)
    body = hand.post(f"{MAIN.replace('l=nb', 'l=en')}&b={ANSWERED}", Digits="3").data
    [(language, words)] = said(hand.app, body)
    assert (language, is_ended(body)) == ("en", True)
    assert words.startswith("Sorry, call one one six")


@pytest.mark.parametrize(
    ("at", "digits"),
    [
        pytest.param("at=step&l=nb&n=main", "1", id="on-the-way-to-113"),
        pytest.param("at=step&l=nb&n=emergency&t=emergency", "#", id="in-the-emergency-step"),
        pytest.param("at=step&l=nb&n=emergency&t=emergency", "", id="silent-there"),
        pytest.param("at=step&l=nb&n=waiting", "", id="silence-that-rings-the-out-of-hours-door"),
        pytest.param("at=announce&l=nb&n=out_of_hours", "", id="announced"),
        pytest.param("at=instruction&l=nb&n=ambulance", "", id="told-to-dial"),
        pytest.param("at=instruction&l=nb&n=guidance", "", id="on-the-way-to-the-stand-in"),
    ],
)
def test_nobody_who_may_be_in_danger_is_cut_off(assembly: Assembly, at: str, digits: str) -> None:
    """At night, when the person behind key 0 is the out-of-hours doctor."""
    night = MORNING.replace(hour=23)
    late = Hand(webhook(assembly, lambda: night + dt.timedelta(hours=5)))
    body = late.post(f"/voice/turn?m=asker&{at}&b={int(night.timestamp())}", Digits=digits).data
    assert not is_ended(body)
    assert counts(late) == {}


@pytest.mark.parametrize(
    ("at", "form"),
    [
        pytest.param(RUNG, {"DialCallStatus": "busy"}, id="the-end-of-a-transfer"),
        pytest.param(MAIN, {"Digits": "3", "begun": ""}, id="begun-before-addresses-told"),
        pytest.param(MAIN, {"Digits": "3", "begun": "1"}, id="no-call-lasts-for-years"),
    ],
)
def test_what_is_no_call_without_end_goes_on(
    hand: Hand, clock: Clock, at: str, form: dict[str, str]
) -> None:
    clock.later(LONGEST_S + 1)
    begun = form.pop("begun", str(ANSWERED))
    assert not is_ended(hand.post(f"{at}&b={begun}" if begun else at, FORM | form).data)


@pytest.mark.parametrize(
    ("service", "limit"),
    [
        ("guidance", 7200),
        ("ambulance", 14_400),
        ("out_of_hours", 14_400),
        pytest.param("guidance&t=emergency", 14_400, id="who-may-be-in-danger"),
    ],
)
def test_a_talk_has_a_limit_at_an_office_alone(hand: Hand, service: str, limit: int) -> None:
    body = hand.post(f"/voice/turn?m=asker&at=announce&l=nb&n={service}").data
    [dial] = parse(body).verbs
    assert isinstance(dial, twiml.Dial)
    assert dial.time_limit == limit
    assert (b"timeLimit" in body) is (limit == 7200)


def through(hand: Hand, call: str, at: str = GUIDANCE, **form: str) -> bool:
    """Tell whether a call is put through; a full service is told as one that is busy."""
    body = hand.post(at, FORM | {"CallSid": call} | form).data
    verb = parse(body).verbs[-1]
    if isinstance(verb, twiml.Dial):
        return True
    assert f"at={FULL}&amp;l=nb&amp;n=guidance".encode() in body
    assert said_first(hand, body).startswith("Ring to tre")
    return False


def said_first(hand: Hand, body: bytes) -> str:
    gather = parse(body).verbs[0]
    assert isinstance(gather, twiml.Gather)
    first = gather.prompts[0]
    assert isinstance(first, twiml.Play)
    with hand.app.test_client().get(first.url.removeprefix(BASE_URL)) as clip:
        return unquote(clip.headers["X-Transcript"])


def test_a_full_service_is_heard_as_a_busy_one(hand: Hand) -> None:
    assert through(hand, "CA1")
    assert through(hand, "CA2")
    assert not through(hand, "CA3")
    assert through(hand, "CA1"), "asked for again, it keeps its place"
    assert counts(hand) == {"full-service": 1}


@pytest.mark.parametrize(
    ("address", "form"),
    [
        pytest.param(RUNG, {"DialCallStatus": "completed"}, id="the-end-of-the-transfer"),
        pytest.param("/voice/status", {"CallStatus": "completed"}, id="the-end-of-the-call"),
    ],
)
def test_a_place_is_given_back(hand: Hand, address: str, form: dict[str, str]) -> None:
    assert [through(hand, call) for call in ("CA1", "CA2", "CA3")] == [True, True, False]
    hand.post(address, FORM | {"CallSid": "CA1"} | form)
    assert [through(hand, call) for call in ("CA3", "CA4")] == [True, False]


def test_the_next_route_is_the_same_place(hand: Hand) -> None:
    assert [through(hand, call) for call in ("CA1", "CA2")] == [True, True]
    assert through(hand, "CA1", RUNG, DialCallStatus="busy")
    assert not through(hand, "CA3")


def test_a_place_that_nobody_gives_back_is_free_when_the_talk_must_be_over(
    hand: Hand, clock: Clock
) -> None:
    assert [through(hand, call) for call in ("CA1", "CA2")] == [True, True]
    clock.later(7200)
    assert not through(hand, "CA3")
    clock.later(30 + 60)
    assert through(hand, "CA3")


def test_test_calls_and_callers_who_are_gone_take_no_place(hand: Hand) -> None:
    for n in range(5):
        assert through(hand, f"CA{n}", Probe="yes")
        assert through(hand, f"CA{n}", RUNG, DialCallStatus="busy", CallStatus="completed")
    assert [through(hand, call) for call in ("CA6", "CA7", "CA8")] == [True, True, False]


def test_a_door_for_danger_is_never_full(hand: Hand) -> None:
    for n in range(150):
        body = hand.post("/voice/turn?m=asker&at=announce&l=nb&n=ambulance", CallSid=f"CA{n}").data
        assert isinstance(parse(body).verbs[-1], twiml.Dial)


def test_an_office_is_never_full_for_who_may_be_in_danger(hand: Hand) -> None:
    """Such as one that is rung because no door of their topic is open."""
    danger = GUIDANCE.replace("t=fees", "t=emergency")
    assert [through(hand, call, danger) for call in ("CA1", "CA2", "CA3")] == [True] * 3
    assert [through(hand, call) for call in ("CA4", "CA5", "CA6")] == [True, True, False]


def test_a_service_has_as_many_places_as_it_can_have(assembly: Assembly) -> None:
    places = Places()
    places.know(assembly.hotline)
    guidance = assembly.hotline.municipalities["asker"].services["guidance"]
    assert [places.take(guidance, f"CA{n}", 0.0, 60.0) for n in range(3)] == [True, True, False]
    places.leave("CA7")
    assert not places.take(guidance, "CA3", 59.0, 90.0)
    assert places.take(guidance, "CA3", 60.0, 90.0)


class Kept(NoJournal):
    """A journal that remembers what it is given."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def record(self, _call: str, _now: dt.datetime, *events: Event, probe: bool = False) -> None:
        assert not probe
        self.events += events


@pytest.fixture
def kept() -> Kept:
    return Kept()


def told(events: list[Event]) -> list[tuple[str, str, str]]:
    return [(event.kind.value, event.name or event.key, event.outcome) for event in events]


def test_the_journal_tells_a_full_service_from_a_busy_one(assembly: Assembly, kept: Kept) -> None:
    hand = Hand(webhook(assembly, opened=lambda: kept))
    for call in ("CA1", "CA2"):
        assert through(hand, call)
    kept.events.clear()
    assert not through(hand, "CA3")
    assert told(kept.events) == [
        ("silence", "guidance", ""),
        ("transfer", "guidance", "full"),
        ("reached", "guidance", ""),
    ]


def test_the_journal_tells_what_a_limit_ended(assembly: Assembly, kept: Kept) -> None:
    hand = Hand(webhook(assembly, opened=lambda: kept))
    ended(hand, MOST)
    kept.events.clear()
    ring(hand, 99)
    hand.post(f"{MAIN}&b={ANSWERED - LONGEST_S - 1}", Digits="3")
    assert [(event.kind, event.outcome) for event in kept.events] == [
        (Kind.ANSWERED, ""),
        (Kind.ENDED, "limit"),
        (Kind.KEY, ""),
        (Kind.ENDED, "limit"),
    ]
