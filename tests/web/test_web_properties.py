"""Any caller over the whole stack: signatures, TwiML, clips, transfers, whispers."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.phone import (
    Outcome,
    ScriptedCaller,
)
from tests.support.ringing import Line

keys = st.lists(st.one_of(st.sampled_from("0123456789#*"), st.just("-"), st.just("x")), max_size=12)
outcomes = st.lists(
    st.one_of(
        st.sampled_from(["answered", "busy", "no-answer", "failed", "canceled"]),
        st.just(Outcome(ended_by="caller")),
    ),
    max_size=6,
)
moments = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2030, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=ZoneInfo("Europe/Oslo"))
)
numbers = st.sampled_from(["+4700000001", "+4700000002", "+4700000011", "+4700000555"])
callers = st.sampled_from(["+4700000099", "anonymous", "+266696687", "sip:a@b.example"])
barge_ins = st.one_of(st.none(), st.sampled_from([0.0, 0.5, 4.0]))


@settings(max_examples=20)  # each a whole call; tests/proof rings three hundred more
@given(keys, outcomes, moments, numbers, callers, barge_ins)
def test_every_call_is_faultless_and_ends_in_words_unless_the_caller_hangs_up(
    line: Line,
    pressed: list[str],
    ends: list[str | Outcome],
    now: dt.datetime,
    called: str,
    from_: str,
    barge_in: float | None,
) -> None:
    caller = ScriptedCaller(pressed, ends, barge_in=barge_in)
    record = line.call(caller, to=called, from_=from_, at=now)
    assert record.reason in ("application hung up", "caller hung up")
    if record.reason == "application hung up":
        heard = record.heard[-1]
        book = line.hotline.municipalities["asker"].prompts[heard.language]
        assert heard.text == book["goodbye"].text.template
