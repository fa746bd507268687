"""One conversation: what was heard in, what is said and done next out. No I/O, no clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from ivr.call.inputs import Digit, Input
from ivr.call.languages import language_menu, resume_languages
from ivr.call.situation import Situation
from ivr.call.state import State
from ivr.call.steps import resume_step, step_turn
from ivr.call.transfers import (
    announce,
    goodbye,
    resume_announce,
    resume_dial,
    resume_instruction,
)
from ivr.call.transfers import whisper as whisper_words
from ivr.call.turn import Spoken, Turn
from ivr.hotline import Hotline
from ivr.hotline.destinations import Destination


def answer(hotline: Hotline, called: str, now: dt.datetime) -> Turn:
    """Return the first turn of a call to a number: the emergency words, then a choice.

    A number that belongs to a language goes straight to its main menu.
    """
    entrance = hotline.entrance(called)
    state = State(entrance.municipality, "languages", entrance.language or "")
    situation = Situation(hotline, state, now)
    if entrance.language is None:
        return language_menu(situation, answering=True)
    return _main_menu(situation)


def resume(hotline: Hotline, state: State, heard: Input, now: dt.datetime) -> Turn:
    """Return the turn that follows what was heard in a state."""
    situation = Situation(hotline, state, now)
    next_ = _next(situation, heard)
    match next_:
        case Turn():
            return next_
        case State():
            chosen = replace(situation, state=next_)
            if next_.language in hotline.answer:
                return step_turn(chosen, hotline.main_menu)
            return _main_menu(chosen)
        case Destination():
            return _arrive(situation, next_)


def whisper(hotline: Hotline, state: State, now: dt.datetime) -> tuple[Spoken, ...]:
    """Return what the callee hears, alone, before being connected."""
    return whisper_words(Situation(hotline, state, now))


def _next(situation: Situation, heard: Input) -> Turn | Destination | State:
    state = situation.state
    if heard == Digit("0") and state.place != "dial":
        return Destination("person")
    match state.place:
        case "languages":
            return resume_languages(situation, heard)
        case "step":
            return resume_step(situation, heard)
        case "announce":
            return resume_announce(situation, heard)
        case "dial":
            return resume_dial(situation, heard)
        case "instruction":
            return resume_instruction(situation, heard)


def _arrive(situation: Situation, destination: Destination) -> Turn:
    if destination.kind == "person":
        destination = situation.resolve(situation.hotline.person)
    match destination.kind:
        case "transfer":
            return announce(situation, destination.name)
        case "languages":
            return language_menu(replace(situation, state=situation.at(language="")))
        case "goodbye":
            return goodbye(situation)
        case _:
            return step_turn(situation, destination.name)


def _main_menu(situation: Situation) -> Turn:
    """Return the main menu with the emergency words in a language not heard before."""
    turn = step_turn(situation, situation.hotline.main_menu)
    return Turn((*situation.say("answer.emergency"), *turn.spoken), turn.then)
