"""Putting a caller through: announced, tried route by route, and ending in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ivr.call.inputs import DialOutcome, Digit, Input
from ivr.call.situation import Situation
from ivr.call.turn import Goodbye, Spoken, Transfer, Turn, Wait
from ivr.model.menu import Destination

ANNOUNCED_SECONDS: Final = 2
"""The wait after an announcement: long enough for a key, short enough not to be dead air."""

INSTRUCTIONS: Final = 2
"""How often the spoken instruction is heard before the goodbye."""


def announce(situation: Situation, name: str) -> Turn:
    """Return the turn that says where the caller is being put through.

    A closed service gives way to the one that takes over; one that has none, or has no
    live route, is told as a number to dial.
    """
    spoken: tuple[Spoken, ...] = ()
    service = situation.service(name)
    while service.otherwise is not None and not service.hours.is_open(situation.now):
        spoken += situation.say(f"service.{service.name}.closed")
        service = situation.service(service.otherwise)
    if not service.routes or not service.hours.is_open(situation.now):
        spoken += _instruction(situation, service.name)
        return _instructed(situation, service.name, spoken)
    spoken += situation.say(f"service.{service.name}.announce")
    state = situation.at(place="announce", name=service.name)
    return Turn(spoken, Wait(state, ANNOUNCED_SECONDS))


def resume_announce(situation: Situation, heard: Input) -> Turn | Destination:
    """Return what a key during the announcement leads to; none, or another key, dials."""
    match heard:
        case Digit("#"):
            return announce(situation, situation.state.name)
        case Digit("*"):
            return Destination("step", situation.hotline.main_menu)
        case _:
            return _dial(situation, 1)


def resume_dial(situation: Situation, heard: Input) -> Turn:
    """Return what follows a transfer: the next route, the instruction, or goodbye."""
    if isinstance(heard, DialOutcome) and heard.answered:
        return goodbye(situation)
    return _dial(situation, situation.state.count + 1)


def _dial(situation: Situation, route: int) -> Turn:
    service = situation.service(situation.state.name)
    if route > len(service.routes):
        return _instructed(situation, service.name, _instruction(situation, service.name))
    state = replace(situation.at(place="dial"), count=route)
    return Turn((), Transfer(state, service.routes[route - 1], service.ring_seconds))


def _instruction(situation: Situation, name: str) -> tuple[Spoken, ...]:
    return situation.say(f"service.{name}.instruction")


def _instructed(situation: Situation, name: str, spoken: tuple[Spoken, ...]) -> Turn:
    state = situation.at(place="instruction", name=name)
    return Turn(spoken, Wait(state, situation.hotline.wait_seconds))


def resume_instruction(situation: Situation, heard: Input) -> Turn | Destination:
    """Return what follows the spoken instruction: its repetition, the stand-in, goodbye.

    Whoever presses keys is still there, so that only silence leads to the goodbye.
    """
    name = situation.state.name
    service = situation.service(name)
    match heard:
        case Digit("#"):
            return _instructed(situation, name, _instruction(situation, name))
        case Digit("*"):
            return Destination("step", situation.hotline.main_menu)
        case _ if service.otherwise is not None:
            return Destination("transfer", service.otherwise)
        case Digit():
            wait = Wait(situation.state, situation.hotline.wait_seconds)
            return Turn(_instruction(situation, name), wait)
        case _ if situation.state.count >= INSTRUCTIONS:
            return goodbye(situation)
        case _:
            state = replace(situation.state, count=situation.state.count + 1)
            wait = Wait(state, situation.hotline.wait_seconds)
            return Turn(_instruction(situation, name), wait)


def goodbye(situation: Situation) -> Turn:
    """Return the turn that ends the call in words."""
    return Turn(situation.say("goodbye"), Goodbye())


def whisper(situation: Situation) -> tuple[Spoken, ...]:
    """Return what the callee hears before being connected: the language chosen, and the topic."""
    code = situation.hotline.whisper_language
    prompts = ["whisper.intro"]
    if situation.state.language:
        prompts.append(f"whisper.speaks.{situation.state.language}")
    if situation.state.topic:
        prompts.append(f"topic.{situation.state.topic}")
    return tuple(situation.word(prompt, language=code) for prompt in prompts)
