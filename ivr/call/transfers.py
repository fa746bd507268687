"""Putting a caller through: announced, tried route by route, and ending in words."""

from __future__ import annotations

from typing import Final

from ivr.call.input import DialOutcome, Digit, Input
from ivr.call.lasting import is_in_danger
from ivr.call.services import announcement, closing, instruction
from ivr.call.situation import Situation
from ivr.call.state import Announcing, Dialling, Instructing
from ivr.call.turn import CanBeHeard, Goodbye, Line, Reply, Spoken, Transfer, Wait, say
from ivr.model.menu import Destination
from ivr.model.services import Service

ANNOUNCED_SECONDS: Final = 2
"""The wait after an announcement: long enough for a key, short enough not to be dead air."""

ACCEPT: Final = "whisper.accept"
"""What asks a callee to press a key to be connected."""

INSTRUCTIONS: Final = 2
"""How often the spoken instruction is heard before the goodbye."""


def announce(situation: Situation, name: str) -> Reply:
    """Return the turn that says where the caller is being put through.

    A closed service gives way to the one that takes over; one that has none, or has no
    live route, is told as a number to dial.
    """
    lines: tuple[Line, ...] = ()
    service = situation.service(name)
    while service.otherwise is not None and not service.hours.is_open(situation.now):
        lines += closing(situation, service)
        service = situation.service(service.otherwise)
    if not service.routes or not service.hours.is_open(situation.now):
        return _instruct(situation, service.name, first=lines)
    state = Announcing(situation.key, situation.chosen, service.name, situation.topic)
    lines += announcement(situation, service)
    return Reply(lines, Wait(state, ANNOUNCED_SECONDS))


def key_in_announcement(
    situation: Situation, state: Announcing, key: str
) -> Reply | Destination | None:
    """Return where a key leads during the announcement; none, or another key, dials too."""
    match key:
        case "#":
            return announce(situation, state.service)
        case "*":
            return Destination("step", situation.hotline.main_menu)
        case "0":
            return dial(situation, state.service, 1)
        case _:
            return None


def resume_dial(situation: Situation, state: Dialling, input: Input) -> Reply:
    """Return what follows a transfer: the next route, the instruction, or goodbye."""
    service = situation.service(state.service)
    if isinstance(input, DialOutcome) and was_reached(service, input):
        return goodbye()
    return dial(situation, state.service, state.route + 1)


def was_reached(service: Service, outcome: DialOutcome) -> bool:
    """Tell whether somebody has answered: a voicemail is over sooner than a person."""
    is_short = outcome.seconds is not None and outcome.seconds < service.answered_after_seconds
    return outcome.answered and not is_short


def dial(situation: Situation, name: str, route: int) -> Reply:
    """Return the turn that tries one of a service's routes, or the instruction after the last."""
    service = situation.service(name)
    if route > len(service.routes):
        return _instruct(situation, name)
    state = Dialling(situation.key, situation.chosen, name, situation.topic, route)
    # Nobody is cut off who may be in danger, whoever is there for them at this hour.
    endless = is_in_danger(situation.hotline, state)
    longest = 0 if endless else situation.hotline.longest_talk_minutes * 60
    ringing = Transfer(state, service.routes[route - 1], service.ring_seconds, longest or None)
    return Reply((), ringing)


def _instruct(
    situation: Situation, name: str, attempt: int = 1, *, first: tuple[Line, ...] = ()
) -> Reply:
    """Return the turn that tells which number to dial."""
    state = Instructing(situation.key, situation.chosen, name, situation.topic, attempt)
    lines = (*first, *instruction(situation, situation.service(name)))
    return Reply(lines, Wait(state, situation.hotline.wait_seconds))


def key_in_instruction(
    situation: Situation, state: Instructing, key: str
) -> Reply | Destination | None:
    """Return where a key leads in the instruction; None for one that means nothing there."""
    match key:
        case "#":
            return _instruct(situation, state.service)
        case "*":
            return Destination("step", situation.hotline.main_menu)
        case _:
            return None


def resume_instruction(
    situation: Situation, state: Instructing, input: Input
) -> Reply | Destination:
    """Return what silence or a wrong key leads to: the repetition, the stand-in, goodbye.

    Whoever presses keys is still there, so that only silence leads to the goodbye.
    """
    otherwise = situation.service(state.service).otherwise
    match input:
        case _ if otherwise is not None:
            return Destination("transfer", otherwise)
        case Digit():
            return _instruct(situation, state.service, state.attempt)
        case _ if state.attempt >= INSTRUCTIONS:
            return goodbye()
        case _:
            return _instruct(situation, state.service, state.attempt + 1)


def goodbye() -> Reply:
    """Return the turn that ends the call in words."""
    return Reply(say("goodbye"), Goodbye())


def whisper(situation: Situation, can_be_heard: CanBeHeard, *, accept: bool) -> tuple[Spoken, ...]:
    """Return what the callee hears before being connected: the language chosen, and the topic.

    Where they must ``accept``, they are asked for a key last.
    """
    prompts = ["whisper.intro"]
    if situation.chosen:
        prompts.append(f"whisper.speaks.{situation.chosen}")
    if situation.topic:
        prompts.append(f"topic.{situation.topic}")
    if accept:
        prompts.append(ACCEPT)
    code = situation.hotline.whisper_language
    lines = tuple(Line(prompt, language=code) for prompt in prompts)
    return situation.spoken(lines, can_be_heard)
