"""Every turn as the carrier gets it: small, strict, portable, and saying what the turn says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields as attributes
from dataclasses import replace
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from ivr import carrier, phone
from ivr.call import (
    ACCEPT,
    Goodbye,
    Spoken,
    State,
    Transfer,
    Turn,
    Wait,
    everything,
    fields,
    read_state,
    whisper,
)
from ivr.phone.twiml import verbs as twiml
from ivr.proof.case import Case
from ivr.proof.counterexample import Counterexample

BASE_URL: Final = "https://hotline.example"

LONGEST_ADDRESS: Final = 300
"""Characters of an action URL: far below what any carrier cuts."""

REMEMBERED: Final = 100_000
"""Turns whose TwiML one process need not write and read again in another scenario."""

_OVERRIDES: Final = carrier.overrides_of({})
_ADDRESSES: Final = carrier.Addresses(BASE_URL, overrides=_OVERRIDES)
_REMINDER_S: Final = 1.5
"""A clip that fits into the longer waits; the arithmetic is the same with any other."""
_TONE: Final = carrier.RoomTone(
    address_of=f"{BASE_URL}/audio/tone/{{}}.wav".format, seconds_of=lambda _: _REMINDER_S
)


def survives_the_wire(case: Case) -> Iterator[Counterexample]:
    """A state comes back from its URL as it was sent."""
    for state in case.graph.edges:
        fault = _address_fault(state)
        if read_state(fields(state), case.hotline) != state or fault:
            yield case.found(fault or f"{state} comes back changed", state)


@lru_cache(maxsize=REMEMBERED)
def _address_fault(state: State) -> str:
    address = _ADDRESSES.turn(state)
    if dict(parse_qsl(urlsplit(address).query)) != fields(state):
        return f"{address} does not say where {state} is"
    return "" if address.isascii() and len(address) <= LONGEST_ADDRESS else f"{address} may be cut"


def speaks_strict_twiml(case: Case) -> Iterator[Counterexample]:
    """Every turn, and every whisper, is TwiML that the strict interpreter takes as it is meant.

    At most 64 kB, five portable verbs, every prompt inside its Gather so that keys are heard
    while it plays, and silence answered like a key.
    """
    for before, input, turn in case.graph.turns():
        fault = _turn_fault(turn, tone=case.hotline.room_tone)
        if not fault and isinstance(turn.then, Transfer):
            with suppress(Exception):  # a whisper that fails is found by another promise
                words, state = _whisper(case, turn.then.state), turn.then.state
                asks = words[-1:] and words[-1].prompt == ACCEPT
                fault = _whisper_fault(words, _ADDRESSES.whisper(state) if asks else "")
        if fault:
            yield case.found(fault, before, input, said=turn)


def _whisper(case: Case, state: State) -> tuple[Spoken, ...]:
    scenario = case.graph.scenario
    return whisper(scenario.hotline, state, scenario.moment.at, everything)


@lru_cache(maxsize=REMEMBERED)
def _turn_fault(turn: Turn, *, tone: bool) -> str:
    document = carrier.turn_twiml(turn, _ADDRESSES, clip_url, tone=_TONE if tone else None)
    return _fault(document, _meant(turn, tone=tone), is_whisper=False)


@lru_cache(maxsize=REMEMBERED)
def _whisper_fault(words: tuple[Spoken, ...], address: str) -> str:
    document = carrier.whisper_twiml(words, clip_url, address)
    meant: tuple[twiml.Verb, ...] = _plays(words)
    if address:
        seconds = carrier.ACCEPT_SECONDS
        key = twiml.Gather(
            _plays(words), action=address, timeout=seconds, num_digits=1, finish_on_key=""
        )
        meant = key, twiml.Hangup()
    return _fault(document, meant, is_whisper=True)


def _fault(document: str, meant: tuple[twiml.Verb, ...], *, is_whisper: bool) -> str:
    try:
        verbs = phone.parse(document.encode(), phone.LineRules(whisper=is_whisper)).verbs
    except phone.TwimlError as error:
        return str(error)
    if [type(verb) for verb in verbs] != [type(verb) for verb in meant]:
        names = [", ".join(type(verb).__name__ for verb in some) for some in (verbs, meant)]
        return f"it is {names[0] or 'nothing'} and should be {names[1]}"
    wrong = (_difference(is_, should) for is_, should in zip(verbs, meant, strict=True))
    return next((what for what in wrong if what), "")


def _difference(is_: twiml.Verb, should: twiml.Verb) -> str:
    for field in attributes(should):
        one, other = getattr(is_, field.name), getattr(should, field.name)
        if one != other:
            return (
                f"{type(is_).__name__} has {field.name} {one!r:.120} and should have {other!r:.120}"
            )
    return ""


def _meant(turn: Turn, *, tone: bool) -> tuple[twiml.Verb, ...]:
    """Return the only verbs that do what a turn says."""
    match turn.then:
        case Wait():
            return _wait(_plays(turn.spoken), turn.then, tone=tone)
        case Transfer():
            return (*_plays(turn.spoken), _dial(turn.then))
        case Goodbye():
            return (*_plays(turn.spoken), twiml.Hangup())


def _wait(prompts: tuple[twiml.Play, ...], wait: Wait, *, tone: bool) -> tuple[twiml.Verb, ...]:
    address = _address(carrier.TURN, wait.state)
    gather = twiml.Gather(
        (*prompts, *(_meanwhile(wait) if tone else ())),
        action=address,
        # A tone leaves the last second.
        timeout=1 if tone else wait.seconds,
        num_digits=1,
        finish_on_key="",
        action_on_empty_result=True,
    )
    return gather, twiml.Redirect(address)


def _meanwhile(wait: Wait) -> Iterator[twiml.Play]:
    """Yield what fills a wait up to its last second: tone, and the reminder where it fits in."""
    rest = 1000 * wait.seconds - 1000
    said = round(1000 * _REMINDER_S)
    if wait.reminder is not None and rest - said >= 4500:  # noqa: PLR2004 - 4 s before it, 0.5 s after
        yield twiml.Play(_TONE.address_of(4000))
        yield twiml.Play(clip_url(wait.reminder))
        rest -= 4000 + said
    yield twiml.Play(_TONE.address_of(rest))


def _dial(transfer: Transfer) -> twiml.Dial:
    noun = twiml.Sip if transfer.route.is_sip else twiml.Number
    callee = noun(transfer.route.target, url=_address(carrier.WHISPER, transfer.state))
    address = _address(carrier.TURN, transfer.state)
    dial = twiml.Dial(
        (callee,), action=address, timeout=transfer.ring_seconds, answer_on_bridge=True
    )
    talk = transfer.talk_seconds
    return dial if talk is None else replace(dial, time_limit=talk)


def _address(path: str, state: State) -> str:
    whole = _ADDRESSES.turn(state) if path == carrier.TURN else _ADDRESSES.whisper(state)
    parts = urlsplit(whole)
    absolute = f"{parts.scheme}://{parts.netloc}{parts.path}"
    # A wrong address is shown as what it should have been.
    is_right = absolute == BASE_URL + path and parts.fragment == _OVERRIDES
    return whole if is_right else f"{BASE_URL}{path}?{parts.query}#{_OVERRIDES}"


def _plays(spoken: tuple[Spoken, ...]) -> tuple[twiml.Play, ...]:
    return tuple(twiml.Play(clip_url(one)) for one in spoken)


@lru_cache(maxsize=REMEMBERED)
def clip_url(spoken: Spoken) -> str:
    """Return an address as long as a clip's own, and as different from others."""
    words = f"{spoken.language} {spoken.slow} {spoken.text}"
    name = hashlib.sha256(words.encode()).hexdigest()[:20]
    return f"{BASE_URL}/audio/{spoken.language}/{name}.wav"
