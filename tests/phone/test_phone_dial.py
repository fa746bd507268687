"""Transfers: every way one can end, and what caller, callee and application get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.phone import (
    DialEnded,
    LegRung,
    Outcome,
    SilentCaller,
    ToneHeard,
    Transferred,
    WhisperHeard,
)
from ivr.phone.call.forking import forked

if TYPE_CHECKING:
    from ivr.phone import Ringing
    from tests.phone.conftest import Site, Telephone

TARGET = "+4723327000"
DIAL = f'<Dial action="/after" timeout="20">{TARGET}</Dial><Say>Unreachable.</Say>'


@pytest.fixture
def transfer(site: Site) -> Site:
    return site.twiml("/voice", DIAL).twiml("/after", "<Say>Goodbye.</Say>")


def test_an_answered_call_is_joined_and_then_the_action_is_asked(
    transfer: Site, phone: Telephone
) -> None:
    """Five seconds of ringing, a minute of talk, and the hotline says goodbye."""
    record = phone.call()
    (ended,) = record.dials
    (talk,) = record.of(Transferred)
    assert (talk.at, talk.end, talk.to, talk.ended_by) == (5.0, 65.0, TARGET, "callee")
    assert record.of(ToneHeard) == (ToneHeard(0.0, 5.0, "ring-back"),)
    form = transfer.last("/after").form
    assert form["DialCallStatus"] == "completed"
    assert form["DialCallDuration"] == "60"
    assert form["DialBridged"] == "true"
    assert form["DialCallSid"] == ended.call_sid != form["CallSid"]
    assert [heard.text for heard in record.heard] == ["Goodbye."]


@pytest.mark.parametrize(
    ("outcome", "seconds"), [("busy", 5.0), ("no-answer", 20.0), ("failed", 0.0)]
)
def test_an_unanswered_call_tells_the_action_why(
    transfer: Site, phone: Telephone, outcome: str, seconds: float
) -> None:
    """The application can try its next route, or say what to do."""
    record = phone.call(outcomes=[outcome])
    form = transfer.last("/after").form
    assert (form["DialCallStatus"], form["DialBridged"]) == (outcome, "false")
    assert "DialCallDuration" not in form
    assert record.dials[0].at == seconds
    assert record.of(Transferred) == ()
    assert record.heard[0].at == seconds


@pytest.mark.parametrize(("seconds", "status"), [(19.9, "completed"), (20.0, "no-answer")])
def test_an_answer_counts_before_the_time_out_and_not_at_it(
    transfer: Site, phone: Telephone, seconds: float, status: str
) -> None:
    """At the time-out the carrier gives the callee up; whoever lifts the receiver then is alone."""
    record = phone.call(outcomes=[Outcome("answered", ring_seconds=seconds)])
    assert transfer.last("/after").form["DialCallStatus"] == status
    assert len(record.of(Transferred)) == (status == "completed")


def test_the_next_route_rings_when_the_first_answers_at_its_time_out(
    site: Site, phone: Telephone
) -> None:
    """A caller is never left with somebody who has already been given up."""
    site.twiml("/voice", f'<Dial timeout="20">{TARGET}</Dial><Dial>+4722222222</Dial>')
    record = phone.call(outcomes=[Outcome("answered", ring_seconds=20), "answered"])
    assert [(dial.status, dial.bridged) for dial in record.dials] == [
        ("no-answer", False),
        ("completed", True),
    ]
    assert [talk.to for talk in record.of(Transferred)] == ["+4722222222"]


def test_a_busy_callee_is_heard_as_the_busy_tone(transfer: Site, phone: Telephone) -> None:
    """The last two of the five seconds."""
    record = phone.call(outcomes=["busy"])
    assert record.of(ToneHeard) == (ToneHeard(0.0, 3.0, "ring-back"), ToneHeard(3.0, 5.0, "busy"))
    assert transfer.paths() == ["/voice", "/after"]


def test_a_caller_who_gives_up_cancels_the_call(transfer: Site, phone: Telephone) -> None:
    """The action is told, and what it answers is not run."""
    record = phone.call(outcomes=[Outcome("canceled", 7.5)])
    form = transfer.last("/after").form
    assert (form["DialCallStatus"], form["CallStatus"]) == ("canceled", "completed")
    assert (record.reason, record.seconds) == ("caller hung up", 7.5)
    assert record.heard == ()


def test_a_caller_who_hangs_up_after_talking_ends_the_call(
    transfer: Site, phone: Telephone
) -> None:
    """The application still learns that the transfer was a success."""
    record = phone.call(outcomes=[Outcome(talk_seconds=30, ended_by="caller")])
    form = transfer.last("/after").form
    assert (form["DialCallStatus"], form["DialCallDuration"]) == ("completed", "30")
    assert (record.reason, record.seconds) == ("caller hung up", 35.0)


def test_without_an_action_the_document_runs_on(site: Site, phone: Telephone) -> None:
    """Whatever came of the transfer."""
    site.twiml("/voice", f"<Dial>{TARGET}</Dial><Say>Still here.</Say>")
    for outcome in ("answered", "busy", "failed"):
        record = phone.call(outcomes=[outcome])
        assert [heard.text for heard in record.heard] == ["Still here."]
        assert record.reason == "end of TwiML"


def test_a_call_that_ends_with_the_transfer_was_ended_by_the_callee(
    site: Site, phone: Telephone
) -> None:
    """Nothing is left to run."""
    site.twiml("/voice", f"<Dial>{TARGET}</Dial>")
    assert phone.call().reason == "callee hung up"
    assert phone.call(outcomes=["busy"]).reason == "end of TwiML"


def test_thirty_seconds_of_ringing_are_the_default(site: Site, phone: Telephone) -> None:
    """As at Twilio."""
    site.twiml("/voice", f"<Dial>{TARGET}</Dial>")
    assert phone.call(outcomes=["no-answer"]).seconds == 30.0


def test_an_answer_after_the_time_out_is_no_answer(transfer: Site, phone: Telephone) -> None:
    """The callee's telephone has stopped ringing."""
    record = phone.call(outcomes=[Outcome(ring_seconds=25)])
    assert transfer.last("/after").form["DialCallStatus"] == "no-answer"
    assert record.dials[0].at == 20.0


def test_the_time_limit_ends_the_conversation(site: Site, phone: Telephone) -> None:
    """And the caller stays with the hotline."""
    site.twiml("/voice", f'<Dial timeLimit="45">{TARGET}</Dial><Say>Time is up.</Say>')
    record = phone.call()
    (talk,) = record.of(Transferred)
    assert (talk.end - talk.at, talk.ended_by) == (45.0, "time limit")
    assert [heard.text for heard in record.heard] == ["Time is up."]


def test_the_first_of_several_to_answer_is_joined(site: Site, phone: Telephone) -> None:
    """The others stop ringing at that moment."""
    numbers = "".join(f'<Number statusCallback="/leg{n}">+472332700{n}</Number>' for n in range(3))
    site.twiml("/voice", f'<Dial action="/after">{numbers}</Dial>').twiml("/after", "")
    for n in range(3):
        site.twiml(f"/leg{n}", "")
    record = phone.call(
        outcomes=["busy", Outcome(ring_seconds=9), Outcome(ring_seconds=7, talk_seconds=10)]
    )
    assert [leg.to[-1] for leg in record.of(LegRung)] == ["0", "1", "2"]
    assert record.of(Transferred)[0].to == "+4723327002"
    assert record.dials[0] == DialEnded(
        17.0, "completed", record.of(LegRung)[2].call_sid, bridged=True
    )
    ends = [site.last(f"/leg{n}").form["CallStatus"] for n in range(3)]
    assert ends == ["busy", "canceled", "completed"]


def test_a_leg_is_reported_step_by_step(site: Site, phone: Telephone) -> None:
    """Each step once, numbered, about the callee's own leg."""
    site.twiml(
        "/voice",
        f'<Dial><Number statusCallback="/leg" statusCallbackMethod="GET" '
        f'statusCallbackEvent="initiated ringing answered completed">{TARGET}</Number></Dial>',
    ).twiml("/leg", "")
    record = phone.call()
    (leg,) = record.of(LegRung)
    queries = [seen.url.partition("?")[2] for seen in site.seen if seen.path == "/leg"]
    steps = [dict(pair.split("=") for pair in query.split("&")) for query in queries]
    assert [step["CallStatus"] for step in steps] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert [step["SequenceNumber"] for step in steps] == ["0", "1", "2", "3"]
    assert {step["CallSid"] for step in steps} == {leg.call_sid}
    assert {step["ParentCallSid"] for step in steps} == {record.call_sid}
    assert steps[3]["CallDuration"] == "60"
    assert steps[0]["Direction"] == "outbound-dial"


def test_a_leg_callback_that_fails_breaks_nothing(site: Site, phone: Telephone) -> None:
    """It is told once, of the end, and its failure is a fact in the record."""
    site.twiml("/voice", f'<Dial><Number statusCallback="/gone">{TARGET}</Number></Dial>')
    record = phone.call()
    assert site.paths() == ["/voice", "/gone"]
    assert record.reason == "callee hung up"
    assert record.faults[0].problem == "answered with HTTP status 404"


def test_the_whisper_is_heard_by_the_callee_alone(site: Site, phone: Telephone) -> None:
    """Before the two are joined; the caller hears nothing of it."""
    site.twiml("/voice", f'<Dial><Number url="/whisper?to=gp">{TARGET}</Number></Dial>')
    site.twiml("/whisper", '<Say language="nb-NO">Anrop fra helselinjen.</Say><Play>/w.wav</Play>')
    site.clip("/w.wav", 2.0, Content_Language="nb")
    record = phone.call()
    form = site.last("/whisper").form
    (leg,) = record.of(LegRung)
    assert (form["CallSid"], form["ParentCallSid"]) == (leg.call_sid, record.call_sid)
    assert (form["To"], form["From"]) == (TARGET, "+4799999999")
    assert (form["CallStatus"], form["Direction"]) == ("in-progress", "outbound-dial")
    said, played = record.of(WhisperHeard)
    assert (said.at, said.text, said.to) == (5.0, "Anrop fra helselinjen.", TARGET)
    assert (played.url, played.language) == ("http://app.example/w.wav", "nb")
    assert record.of(Transferred)[0].at == played.end
    assert record.heard == ()


def test_the_callee_can_decline_in_the_whisper(site: Site, phone: Telephone) -> None:
    """Answered, but not joined: only DialBridged says so."""
    site.twiml("/voice", f'<Dial action="/after"><Number url="/w">{TARGET}</Number></Dial>')
    site.twiml("/w", '<Gather numDigits="1" action="/w2"><Say>Press 1.</Say></Gather><Hangup/>')
    site.twiml("/w2", "").twiml("/after", "")
    record = phone.call(outcomes=[Outcome(whisper_keys="-")])
    form = site.last("/after").form
    assert (form["DialCallStatus"], form["DialBridged"]) == ("completed", "false")
    assert record.of(Transferred) == ()
    site.seen.clear()
    record = phone.call(outcomes=[Outcome(whisper_keys="1")])
    assert site.last("/w2").form["Digits"] == "1"
    assert site.last("/after").form["DialBridged"] == "true"
    assert len(record.of(Transferred)) == 1


@pytest.mark.parametrize("page", ["<Dial>+4723327000</Dial>", "<Oops/>", "<Play>/no.wav</Play>"])
def test_a_broken_whisper_is_a_failed_transfer(site: Site, phone: Telephone, page: str) -> None:
    """The fallback is for the caller's documents; the next route is for this."""
    site.twiml("/voice", f'<Dial action="/after"><Number url="/w">{TARGET}</Number></Dial>')
    site.twiml("/w", page).twiml("/after", "<Say>Another way.</Say>").twiml("/fallback", "")
    record = phone.call(carrier=phone.carrier(fallback="/fallback"))
    form = site.last("/after").form
    assert (form["DialCallStatus"], form["DialBridged"]) == ("failed", "false")
    assert [heard.text for heard in record.heard] == ["Another way."]
    assert len(record.faults) == 1
    assert "/fallback" not in site.paths()


def test_a_silent_line_during_the_whisper_rings_on_with_answer_on_bridge(
    site: Site, phone: Telephone
) -> None:
    """And the caller's own call is answered only when the two are joined."""
    site.twiml(
        "/voice",
        f'<Dial answerOnBridge="true" action="/after"><Number url="/w">{TARGET}</Number></Dial>',
    )
    site.twiml("/w", "<Say>A call from the line.</Say>").twiml("/after", "")
    record = phone.call(outcomes=["busy"])
    assert site.last("/after").form["CallStatus"] == "ringing"
    record = phone.call()
    assert site.last("/after").form["CallStatus"] == "in-progress"
    assert record.of(ToneHeard)[1] == ToneHeard(5.0, 7.0, "ring-back")


def test_the_callee_sees_the_caller_id(site: Site, phone: Telephone) -> None:
    """The caller's own number unless the document says another that it may."""
    site.twiml("/voice", f"<Dial>{TARGET}</Dial>")
    site.twiml("/voice", f'<Dial callerId="+4721000000">{TARGET}</Dial>')
    site.twiml("/voice", f'<Dial callerId="+4722222222">{TARGET}</Dial>')
    carrier = phone.carrier(numbers=("+4722222222",))
    shown = [phone.call(carrier=carrier).of(LegRung)[0].caller_id for _ in range(3)]
    assert shown == ["+4799999999", "+4721000000", "+4722222222"]


def test_a_strangers_caller_id_is_a_fault_of_the_document(site: Site, phone: Telephone) -> None:
    """Error 13214, before anybody's telephone rings."""
    site.twiml("/voice", f'<Dial callerId="+4722222222">{TARGET}</Dial>')
    record = phone.call()
    assert (record.faults[0].code, record.of(LegRung)) == (13214, ())
    assert record.reason == "application error"


def test_a_trunk_reaches_the_emergency_number(site: Site, phone: Telephone) -> None:
    """113 over SIP, and the same events."""
    site.twiml("/voice", '<Dial><Sip username="u" password="p">sip:113@trunk.example</Sip></Dial>')
    record = phone.call()
    assert record.of(LegRung)[0].to == "sip:113@trunk.example"
    assert record.of(Transferred)[0].to == "sip:113@trunk.example"
    assert "p" not in [form for request in record.requests for form in request.form.values()]


def test_a_caller_of_ones_own_decides_by_number(site: Site, phone: Telephone) -> None:
    """The protocol is open: here one door is shut and the other open."""

    class OneDoorShut(SilentCaller):
        def ring(self, ringing: Ringing) -> Outcome:
            return Outcome("busy" if ringing.to == TARGET else "answered", talk_seconds=5)

    site.twiml("/voice", f"<Dial>{TARGET}</Dial><Dial>+4722222222</Dial>")
    record = phone.call(caller=OneDoorShut())
    assert [(dial.status, dial.bridged) for dial in record.dials] == [
        ("busy", False),
        ("completed", True),
    ]


_outcomes = st.builds(
    Outcome,
    st.sampled_from(["answered", "busy", "no-answer", "failed", "canceled"]),
    st.one_of(st.none(), st.floats(0, 60)),
)


@given(st.lists(_outcomes, min_size=1, max_size=10), st.integers(1, 60))
def test_ringing_always_ends_in_one_way_within_the_time_out(
    outcomes: list[Outcome], timeout: int
) -> None:
    """At most one is joined, nobody rings longer than the caller hears it."""
    fork = forked(outcomes, timeout)
    assert 0 <= fork.seconds <= timeout
    assert len(fork.legs) == len(outcomes)
    assert fork.legs[fork.decisive].status == fork.status
    answered = [leg for leg in fork.legs if leg.status == "answered"]
    assert len(answered) == (fork.status == "answered")
    assert all(leg.seconds <= fork.seconds for leg in fork.legs)


@pytest.mark.parametrize(
    ("noun", "error"),
    [
        ("<Sip>sip:113@sip:trunk.example</Sip>", 13243),
        ("<Sip>sip:113@'trunk.example'</Sip>", 13243),
        ("<Number>113</Number>", 13224),
        ("113", 13224),
    ],
)
def test_a_callee_that_cannot_be_rung_fails_and_the_call_goes_on(
    site: Site, phone: Telephone, noun: str, error: int
) -> None:
    """As at Twilio: a warning for the operator, `failed` for the application, and nobody rings."""
    site.twiml("/voice", f'<Dial action="/after">{noun}</Dial>').twiml(
        "/after", "<Say>Sorry.</Say>"
    )
    record = phone.call(outcomes=["answered"])
    assert [fault.code for fault in record.faults] == [error]
    assert record.of(LegRung) == ()
    assert site.last("/after").form["DialCallStatus"] == "failed"
    assert [heard.text for heard in record.heard] == ["Sorry."]
    assert record.reason == "end of TwiML"


def test_the_callee_beside_one_that_cannot_be_rung_is_rung(site: Site, phone: Telephone) -> None:
    """One wrong number among several loses that leg alone."""
    nouns = "<Number>113</Number><Number>+4723327000</Number>"
    site.twiml("/voice", f"<Dial>{nouns}</Dial>")
    record = phone.call(outcomes=["answered"])
    assert [leg.to for leg in record.of(LegRung)] == ["+4723327000"]
    assert [talk.to for talk in record.of(Transferred)] == ["+4723327000"]
