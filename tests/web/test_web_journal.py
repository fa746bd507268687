"""What a call leaves in the journal: where it went and how it ended, and nothing of who called."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from ivr.journal import Kind, NoJournal
from ivr.model import Hotline
from ivr.phone import Outcome, ScriptedCaller
from ivr.serving.assembly import Assembly
from ivr.serving.settings import Settings
from ivr.web.takeover import successor
from ivr.web.voice import VoiceWebhook
from tests.support.hand import FORM, Hand
from tests.support.hotline import BASE_URL, MORNING, TOKEN, TRUNK, copy_of, served
from tests.support.kept import KeptJournal
from tests.support.ringing import Line

NIGHT: Final = MORNING.replace(hour=23)
POLISH: Final = "+4700000002"
FEES: Final = "/voice/turn?m=asker&at=step&l=pl&n=fees&t=fees"
DIALLING: Final = "/voice/turn?m=asker&at=dial&l=pl&n=guidance&t=fees"


@pytest.fixture
def journal() -> KeptJournal:
    return KeptJournal()


@pytest.fixture
def app(small: Path, journal: KeptJournal) -> Flask:
    return served(small, journal=journal)


@pytest.fixture
def rung(app: Flask, small_hotline: Hotline) -> Line:
    return Line(app, small_hotline)


@pytest.fixture
def own(app: Flask) -> Hand:
    return Hand(app)


THROUGH = [
    "reached at dial guidance 1 about fees in nb",
    "transfer guidance 1 answered about fees in nb",
    "ended goodbye",
    "ended hung-up",
]
TO_FEES = [
    "answered shared at languages",
    "key 1 at languages",
    "language in nb",
    "reached at step main in nb",
    "key 3 at step main in nb",
    "reached at step fees about fees in nb",
]
TO_THE_LINE = [
    *TO_FEES[:4],
    "key 4 at step main in nb",
    "reached at announce guidance in nb",
    "silence at announce guidance in nb",
    "reached at dial guidance 1 in nb",
]
"""How a call comes to the fees, and to the guidance line."""


@pytest.mark.parametrize(
    ("keys", "outcomes", "told"),
    [
        pytest.param(
            "1,3,1",
            ["answered"],
            [
                *TO_FEES,
                "key 1 at step fees about fees in nb",
                "reached at announce guidance about fees in nb",
                "silence at announce guidance about fees in nb",
                *THROUGH,
            ],
            id="through",
        ),
        pytest.param("x", [], ["answered shared at languages", "ended hung-up"], id="at-once"),
        pytest.param("1,3,x", [], [*TO_FEES, "ended hung-up"], id="in-a-step"),
        pytest.param(
            "1,3,1,x",
            [],
            [
                *TO_FEES,
                "key 1 at step fees about fees in nb",
                "reached at announce guidance about fees in nb",
                "ended hung-up",
            ],
            id="in-an-announcement",
        ),
        pytest.param(
            "1,4",
            ["canceled"],
            [*TO_THE_LINE, "transfer guidance 1 canceled in nb", "ended hung-up"],
            id="while-it-rings",
        ),
        pytest.param(
            "1,4",
            [Outcome("answered", ended_by="caller")],
            [*TO_THE_LINE, "transfer guidance 1 answered in nb", "ended hung-up"],
            id="after-a-talk",
        ),
        pytest.param(
            "1,4,-,x",
            ["busy", "no-answer"],
            [
                *TO_THE_LINE,
                "transfer guidance 1 busy in nb",
                "reached at dial guidance 2 in nb",
                "transfer guidance 2 no-answer in nb",
                "reached at instruction guidance in nb",
                "ended hung-up",
            ],
            id="in-the-instruction",
        ),
        pytest.param(
            "9,1,8,#,*,x",
            [],
            [
                "answered shared at languages",
                "wrong-key 9 at languages",
                *TO_FEES[1:4],
                "wrong-key 8 at step main in nb",
                "key # at step main in nb",
                "key * at step main in nb",
                "reached at languages",
                "ended hung-up",
            ],
            id="wrong-keys",
        ),
        pytest.param(
            "1,4,7",
            ["failed", "failed", "answered"],
            [
                *TO_THE_LINE[:6],
                "wrong-key 7 at announce guidance in nb",
                "reached at dial guidance 1 in nb",
                "transfer guidance 1 failed in nb",
                "reached at dial guidance 2 in nb",
                "transfer guidance 2 failed in nb",
                "reached at instruction guidance in nb",
                "silence at instruction guidance in nb",
                "reached at announce out_of_hours in nb",
                "silence at announce out_of_hours in nb",
                "reached at dial out_of_hours 1 in nb",
                "transfer out_of_hours 1 answered in nb",
                "ended goodbye",
                "ended hung-up",
            ],
            id="routes-that-fail",
        ),
    ],
)
def test_a_call_is_kept_place_by_place(
    rung: Line, journal: KeptJournal, keys: str, outcomes: list[str | Outcome], told: list[str]
) -> None:
    rung.call(ScriptedCaller(keys, outcomes))
    assert journal.told() == told
    assert {event.municipality for event in journal.events} == {"asker"}
    assert {one.call for one in journal.kept} == {"CA" + "1" * 32}
    assert not any(one.probe for one in journal.kept)


def test_a_silent_call_is_kept_in_no_language(rung: Line, journal: KeptJournal) -> None:
    rung.call()
    assert journal.told() == [
        "answered shared at languages",
        "silence at languages",
        "silence at languages",
        "reached at step waiting",
        "silence at step waiting",
        "reached at announce guidance",
        "silence at announce guidance",
        "reached at dial guidance 1",
        "transfer guidance 1 answered",
        "ended goodbye",
        "ended hung-up",
    ]


def test_a_closed_service_is_never_said_to_be_reached(rung: Line, journal: KeptJournal) -> None:
    rung.call(ScriptedCaller("2,2,2"), at=NIGHT)
    assert journal.told()[4:10] == [
        "key 2 at step main in en",
        "reached at step doctor_closed about doctor in en",
        "key 2 at step doctor_closed about doctor in en",
        "reached at announce out_of_hours about doctor in en",
        "silence at announce out_of_hours about doctor in en",
        "reached at dial out_of_hours 1 about doctor in en",
    ]


def test_a_number_of_a_language_is_kept_under_it(rung: Line, journal: KeptJournal) -> None:
    rung.call(ScriptedCaller("x"), to=POLISH)
    assert journal.told() == [
        "answered pl at step main in pl",
        "language in pl",
        "ended hung-up",
    ]


def test_a_language_on_the_second_page_is_kept(
    serve: Callable[..., Flask], hotline: Hotline, journal: KeptJournal
) -> None:
    Line(serve(journal=journal), hotline).call(ScriptedCaller("9,1,x"))
    first = list(hotline.languages)[8]
    assert journal.told() == [
        "answered shared at languages",
        "key 9 at languages",
        "key 1 at languages",
        f"language in {first}",
        f"reached at step main in {first}",
        "ended hung-up",
    ]


def test_another_municipality_is_kept_as_its_own(rung: Line, journal: KeptJournal) -> None:
    rung.call(ScriptedCaller("1,4"), to="+4700000011")
    assert {event.municipality for event in journal.events} == {"halden"}


def test_a_number_that_nobody_lists_is_kept_beside_the_call(
    rung: Line, journal: KeptJournal
) -> None:
    rung.call(ScriptedCaller("x"), to="+4721009999")
    assert journal.told() == ["answered shared at languages", "unknown-number", "ended hung-up"]
    assert {event.municipality for event in journal.events} == {"asker"}


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"DialCallStatus": "completed", "DialCallDuration": "61"}, "answered"),
        ({"DialCallStatus": "completed", "DialBridged": "false"}, "not-connected"),
        ({"DialCallStatus": "busy"}, "busy"),
        ({"DialCallStatus": "no-answer"}, "no-answer"),
        ({"DialCallStatus": "failed"}, "failed"),
        ({"DialCallStatus": "canceled"}, "canceled"),
        ({"DialCallStatus": "something new"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_a_caller_who_is_gone_leaves_the_end_of_a_transfer_and_nothing_after_it(
    own: Hand, journal: KeptJournal, form: dict[str, str], told: str
) -> None:
    """The carrier asks what comes next all the same, and nobody hears the answer."""
    own.post(DIALLING, FORM | form, CallStatus="completed")
    assert journal.told() == [f"transfer guidance 1 {told} about fees in pl"]


def test_somebody_who_is_there_too_short_is_no_person(
    small: Path, tmp_path: Path, journal: KeptJournal
) -> None:
    root = copy_of(small, tmp_path / "project")
    services = root / "config/services.yaml"
    text = services.read_text(encoding="utf-8")
    before = '  routes: ["+4723327000"'
    assert text.count(before) == 1
    services.write_text(text.replace(before, f"  answered_after_seconds: 10\n{before}"))
    Hand(served(root, journal=journal)).post(
        DIALLING, DialCallStatus="completed", DialCallDuration="4"
    )
    [transfer, reached] = journal.events
    assert (transfer.outcome, transfer.seconds) == ("too-short", 4)
    assert (reached.at, reached.route) == ("dial", 2)


def test_seconds_are_those_since_the_answer_and_those_of_a_talk(
    rung: Line, journal: KeptJournal
) -> None:
    talk = Outcome("answered", ring_seconds=5, talk_seconds=90)
    rung.call(ScriptedCaller("1,4", [talk]))
    seconds = {
        event.at or event.outcome: event.seconds
        for event in journal.events
        if event.seconds is not None
    }
    assert seconds["languages"] == 0
    assert 0 < seconds["step"] < seconds["announce"] < seconds["dial"]
    assert 90 <= seconds["answered"] < 100
    assert seconds["dial"] + 95 <= seconds["goodbye"] < seconds["hung-up"]


@pytest.mark.parametrize("begun", ["", "&b=", "&b=x", "&b=-5", "&b=1"])
def test_a_call_whose_answer_nobody_knows_is_kept_without_seconds(
    own: Hand, journal: KeptJournal, begun: str
) -> None:
    """It was in progress while the hotline was upgraded; what cannot be is not believed."""
    assert own.post(FEES + begun, Digits="1").status_code == 200
    [_, reached] = journal.events
    assert reached.at == "announce"
    assert reached.seconds is None


def test_an_answer_stays_the_same_from_turn_to_turn(own: Hand) -> None:
    answer = int(MORNING.timestamp()) - 30
    twiml = own.post(f"{FEES}&b={answer}", Digits="1").get_data(as_text=True)
    assert twiml.count(f"b={answer}") == 2  # in the Gather, and in what follows an empty one


def test_a_test_call_is_marked(own: Hand, journal: KeptJournal) -> None:
    own.post("/voice", Probe="yes")
    own.post(FEES, Probe="yes", Digits="1")
    own.post("/voice/status", Probe="yes", CallStatus="completed")
    own.post("/voice/fallback", Probe="yes")
    assert len(journal.kept) > 4
    assert all(one.probe for one in journal.kept)


@pytest.mark.parametrize("said", ["no", "YES", "", "1"])
def test_only_its_own_mark_makes_a_test_call(own: Hand, journal: KeptJournal, said: str) -> None:
    own.post("/voice", Probe=said)
    assert not journal.kept[0].probe


@pytest.mark.parametrize(
    ("form", "told", "seconds"),
    [
        ({"CallStatus": "completed", "CallDuration": "61"}, ["ended hung-up"], 61),
        ({"CallStatus": "completed"}, ["ended hung-up"], None),
        ({"CallStatus": "completed", "CallDuration": "many"}, ["ended hung-up"], None),
        ({"CallStatus": "busy", "CallDuration": "0"}, ["ended busy"], 0),
        ({"CallStatus": "no-answer"}, ["ended no-answer"], None),
        ({"CallStatus": "failed"}, ["ended failed"], None),
        ({"CallStatus": "canceled"}, ["ended canceled"], None),
        ({"CallStatus": "in-progress", "CallDuration": "3"}, [], None),
        ({"CallStatus": "ringing"}, [], None),
    ],
)
def test_the_carriers_report_ends_a_call(
    own: Hand, journal: KeptJournal, form: dict[str, str], told: list[str], seconds: int | None
) -> None:
    own.post("/voice/status", FORM | form, To="+4700000011")
    assert journal.told() == told
    assert all(event.seconds == seconds for event in journal.events)
    assert all(event.municipality == "halden" for event in journal.events)


@pytest.mark.parametrize(
    ("form", "told"),
    [({"ErrorCode": "11200"}, "11200"), ({}, "unknown"), ({"ErrorCode": "a name"}, "unknown")],
)
def test_the_apology_is_kept_with_the_carriers_reason(
    own: Hand, journal: KeptJournal, form: dict[str, str], told: str
) -> None:
    own.post("/voice/fallback", FORM | form)
    assert journal.told() == [f"fallback {told}"]


def test_a_turn_that_fails_is_kept_as_the_apology_that_is_heard(
    app: Flask, journal: KeptJournal
) -> None:
    assembly: Assembly = app.extensions["assembly"]
    settings = Settings(BASE_URL, (TOKEN,))
    broken = replace(assembly, hotline=replace(assembly.hotline, main_menu="gone"))
    webhook = VoiceWebhook(broken, settings, lambda: MORNING, opened=lambda: journal)
    own = Flask("own", static_folder=None)
    own.register_blueprint(webhook.blueprint())
    answer = Hand(own).post("/voice", To=POLISH)
    assert "Hangup" in answer.get_data(as_text=True)
    assert journal.told() == ["fallback turn"]


def test_a_refused_request_is_counted_and_belongs_to_no_call(
    own: Hand, journal: KeptJournal
) -> None:
    own.post("/voice", url="https://elsewhere.example/voice")
    own.send("/voice/status", b"CallSid=CA1&CallStatus=completed", None)
    assert journal.counts == {Kind.REFUSED: 2}
    assert journal.kept == []


def test_a_lost_clip_is_counted(small: Path, tmp_path: Path, journal: KeptJournal) -> None:
    root = copy_of(small, tmp_path / "project")
    own = Hand(served(root, journal=journal))
    for clip in (root / "audio" / "built").rglob("*.wav"):
        clip.unlink()
    assert own.post("/voice").status_code == 200
    assert journal.counts[Kind.LOST_CLIP] > 0
    assert set(journal.counts) == {Kind.LOST_CLIP}


def test_a_request_without_a_call_leaves_nothing(own: Hand, journal: KeptJournal) -> None:
    form = {name: text for name, text in FORM.items() if name != "CallSid"}
    assert own.post("/voice", form).status_code == 200
    assert journal.kept == []


class Broken(NoJournal):
    """A journal that keeps none of its promises."""

    def record(self, *_: object, **__: object) -> None:
        raise OSError("no space left")

    def count(self, *_: object) -> None:
        raise OSError("no space left")


@pytest.mark.parametrize("keys", ["1,3,1", "", "9,1,8,*,0"])
def test_a_journal_that_fails_changes_no_call(
    small: Path, small_hotline: Hotline, caplog: pytest.LogCaptureFixture, keys: str
) -> None:
    caplog.set_level(logging.CRITICAL)
    calls = [
        Line(served(small, journal=journal), small_hotline).call(ScriptedCaller(keys, ["busy"]))
        for journal in (None, Broken())
    ]
    assert calls[0] == calls[1]
    unsigned = Hand(served(small, journal=Broken())).send("/voice", b"", None)
    assert unsigned.status_code == 403


def test_what_takes_the_place_of_a_hotline_goes_on_with_its_journal(
    small: Path, journal: KeptJournal
) -> None:
    former = served(small, journal=journal)
    settings = Settings(BASE_URL, (TOKEN,), small, {"SIP_TRUNK": TRUNK}, emulated=True, drafts=True)
    own = Hand(successor(former, settings, lambda: MORNING))
    own.post("/voice")
    own.send("/voice", b"", None)
    assert journal.told() == ["answered shared at languages"]
    assert journal.counts == {Kind.REFUSED: 1}


def test_without_a_journal_nothing_is_kept(small: Path) -> None:
    assert served(small).extensions["journal"].status().state == "off"


@pytest.mark.parametrize("caller", ["+4700007531", "anonymous", "sip:anna7531@pbx.example"])
@pytest.mark.parametrize("keys", ["1,3,1", "2,x", "9,9,-,0"])
def test_no_event_holds_anything_of_the_caller(
    rung: Line, journal: KeptJournal, caller: str, keys: str
) -> None:
    rung.call(ScriptedCaller(keys, ["busy", "answered"]), from_=caller)
    tapped = [one.form for one in rung.wire.tapped]
    own = {"From", "Caller", "FromCountry", "CallerCountry", "CallSid", "AccountSid"}
    secrets = {form[name] for form in tapped for name in own & form.keys()} - {""}
    assert len(secrets) > 2
    assert journal.events
    for event in journal.events:
        texts = [value for value in asdict(event).values() if isinstance(value, str)]
        assert not [text for text in texts for secret in secrets if secret in text]
