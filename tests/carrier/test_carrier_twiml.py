"""What goes to the carrier: turns as TwiML in the portable subset."""

from __future__ import annotations

import pytest

from ivr.call import AtStep, Dialling, Goodbye, Spoken, Transfer, Turn, Wait
from ivr.carrier import Addresses, spoken_twiml, turn_twiml
from ivr.model.services import Route
from ivr.phone import TwimlError, parse
from ivr.phone.twiml import verbs as twiml

ADDRESSES = Addresses("https://hotline.example")
STATE = AtStep("asker", "pl", "fees", topic="fees")
HERE = "https://hotline.example/voice/turn?m=asker&at=step&l=pl&n=fees&t=fees"
RINGING = Dialling("asker", "pl", "guidance", topic="fees")
RUNG = "https://hotline.example/voice/turn?m=asker&at=dial&l=pl&n=guidance&t=fees"
WORDS = (Spoken("fees.here", "pl", "Ile to kosztuje."), Spoken("fees.ask", "pl", "A & B <ł>"))


def clip_url(spoken: Spoken) -> str:
    return f"https://hotline.example/audio/{spoken.language}/{spoken.prompt}.wav?a=1&b=2"


PLAYED = tuple(twiml.Play(clip_url(spoken)) for spoken in WORDS)


def verbs(turn: Turn, caller_id: str | None = None) -> tuple[twiml.Verb, ...]:
    return parse(turn_twiml(turn, ADDRESSES, clip_url, caller_id).encode()).verbs


def test_a_wait_listens_for_one_key_while_the_prompts_play() -> None:
    gather, redirect = verbs(Turn(WORDS, Wait(STATE, 8)))
    assert gather == twiml.Gather(
        prompts=PLAYED,
        action=HERE,
        method="POST",
        timeout=8,
        num_digits=1,
        finish_on_key="",
        action_on_empty_result=True,
    )
    assert redirect == twiml.Redirect(HERE, "POST")


@pytest.mark.parametrize("target", ["+4723327000", "sip:113@trunk.example"])
def test_a_transfer_rings_one_route_and_comes_back(target: str) -> None:
    [dial] = verbs(Turn((), Transfer(RINGING, Route(target), 60)))
    assert isinstance(dial, twiml.Dial)
    [callee] = dial.callees
    assert isinstance(callee, twiml.Sip if target.startswith("sip") else twiml.Number)
    assert (callee.target, callee.method) == (target, "POST")
    assert callee.url == RUNG.replace("/turn", "/whisper")
    assert (dial.action, dial.method, dial.timeout) == (RUNG, "POST", 60)
    assert dial.caller_id is None


def test_a_withheld_number_is_replaced_by_the_one_called() -> None:
    turn = Turn((), Transfer(RINGING, Route("+4723327000"), 30))
    [dial] = verbs(turn, caller_id="+4700000001")
    assert isinstance(dial, twiml.Dial)
    assert dial.caller_id == "+4700000001"


def test_a_goodbye_is_heard_before_the_line_is_cut() -> None:
    assert verbs(Turn(WORDS, Goodbye())) == (*PLAYED, twiml.Hangup())


def test_a_whisper_says_its_words_and_lets_the_two_be_joined() -> None:
    said = parse(spoken_twiml(WORDS, clip_url, hang_up=False).encode()).verbs
    assert said == PLAYED
    assert parse(spoken_twiml((), clip_url, hang_up=False).encode()).verbs == ()


def test_a_turn_of_a_hundred_prompts_is_still_small_enough() -> None:
    body = turn_twiml(Turn(WORDS * 50, Wait(STATE, 8)), ADDRESSES, clip_url).encode()
    assert len(body) < 64 * 1024
    with pytest.raises(TwimlError):
        parse(body + b" " * 64 * 1024)


def test_a_state_with_strange_names_survives_its_address() -> None:
    state = AtStep("å&=?#", "nb", "a b/c%", topic="ж")
    address = ADDRESSES.turn(state)
    assert address.isascii()
    assert not set(" #") & set(address)
