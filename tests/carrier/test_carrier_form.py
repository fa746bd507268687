"""What comes from the carrier: keys, outcomes of transfers, callers who withhold their number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.call import DialOutcome, Digit, Silence
from ivr.carrier import caller_id, read_input
from ivr.phone import LineRules, parse


@pytest.mark.parametrize("key", "0123456789#*")
def test_every_key_of_a_telephone_is_understood(key: str) -> None:
    assert read_input({"Digits": key, "FinishedOnKey": ""}) == Digit(key)


@pytest.mark.parametrize("form", [{}, {"Digits": ""}, {"Digits": "", "msg": "Gather End"}])
def test_a_missing_and_an_empty_digit_are_both_silence(form: dict[str, str]) -> None:
    assert read_input(form) == Silence()


@pytest.mark.parametrize(
    ("status", "answered"),
    [
        ("completed", True),
        ("answered", True),
        ("busy", False),
        ("no-answer", False),
        ("failed", False),
        ("canceled", False),
        ("", False),
        ("something new", False),
    ],
)
def test_only_a_talk_is_an_answered_transfer(status: str, *, answered: bool) -> None:
    assert read_input({"DialCallStatus": status}) == DialOutcome(answered=answered)
    bridged = {"DialCallStatus": status, "DialBridged": "true"}
    assert read_input(bridged) == DialOutcome(answered=answered)
    declined = {"DialCallStatus": status, "DialBridged": "false"}
    assert read_input(declined) == DialOutcome(answered=False)


@pytest.mark.parametrize("caller", ["+4791234567", "+12025550100", "+46812345678"])
def test_an_ordinary_caller_is_shown_as_they_are(caller: str) -> None:
    assert caller_id({"From": caller, "To": "+4700000001"}) is None


@pytest.mark.parametrize(
    "caller",
    [
        "anonymous",
        "Restricted",
        "+266696687",
        "+7378742833",
        "+2562533",
        "+8656696",
        "+86282452253",
        "sip:a@b.example",
        "client:web",
        "",
        "47 91 23 45 67",
    ],
)
def test_whoever_cannot_be_shown_is_shown_as_the_number_called(caller: str) -> None:
    assert caller_id({"From": caller, "To": "+4700000001"}) == "+4700000001"


def test_with_nothing_to_show_the_carrier_decides() -> None:
    assert caller_id({"From": "anonymous", "To": "sip:hotline@trunk.example"}) is None
    assert caller_id({}) is None


@given(st.dictionaries(st.sampled_from(["Digits", "DialCallStatus", "From", "To"]), st.text()))
def test_any_form_at_all_is_read(form: dict[str, str]) -> None:
    assert isinstance(read_input(form), (Digit, Silence, DialOutcome))
    shown = caller_id(form)
    if shown is not None:
        rules = LineRules(caller_ids=frozenset({shown}))
        dial = f'<Response><Dial callerId="{shown}">+4723327000</Dial></Response>'
        assert parse(dial.encode(), rules).verbs
