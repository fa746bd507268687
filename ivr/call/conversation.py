"""One conversation: an input in, what is said and done next out. No I/O, no clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from ivr.call.input import Digit, Input
from ivr.call.language_menu import answering, key_in_languages, language_menu, resume_languages
from ivr.call.situation import Situation
from ivr.call.state import Announcing, AtStep, Dialling, InLanguageMenu, Instructing, State
from ivr.call.steps import key_in_step, resume_step, step_turn
from ivr.call.transfers import (
    announce,
    dial,
    goodbye,
    key_in_announcement,
    key_in_instruction,
    resume_dial,
    resume_instruction,
)
from ivr.call.transfers import whisper as whisper_words
from ivr.call.turn import CanBeHeard, Reply, Spoken, Turn, say
from ivr.model import Hotline
from ivr.model.menu import Destination
from ivr.model.services import Urgency


def answer(
    hotline: Hotline, called: str, now: dt.datetime, can_be_heard: CanBeHeard, *, first: str = ""
) -> Turn:
    """Return the first turn of a call to a number: the emergency words, then a choice.

    A number that belongs to a language goes straight to its main menu; in the language menu the
    line of the language ``first``, if any, is heard before the others.
    """
    entrance = hotline.entrance(called)
    language = entrance.language or ""
    situation = Situation(hotline, now, entrance.municipality, language, first=first)
    reply = answering(situation) if entrance.language is None else _welcome(situation)
    return situation.turn(reply, can_be_heard)


def resume(
    hotline: Hotline,
    state: State,
    input: Input,
    now: dt.datetime,
    can_be_heard: CanBeHeard,
    *,
    first: str = "",
) -> Turn:
    """Return the turn that follows an input in a state; hearing it again is slower.

    ``first`` is the language whose line comes before the others in the language menu, if any.
    """
    situation = replace(Situation.of(hotline, state, now), first=first)
    next_ = _next(situation, state, input)
    if isinstance(next_, AtStep):
        situation = Situation.of(hotline, next_, now)
        reply = _welcome(situation, chosen=True)
    elif isinstance(next_, Destination):
        reply = _arrive(situation, state, next_)
    else:
        reply = next_
    return situation.turn(reply, can_be_heard, slow=input == Digit("#"))


def whisper(
    hotline: Hotline, state: State, now: dt.datetime, can_be_heard: CanBeHeard
) -> tuple[Spoken, ...]:
    """Return what the callee hears, alone, before being connected."""
    situation = Situation.of(hotline, state, now)
    accept = isinstance(state, Dialling) and situation.service(state.service).accept
    return whisper_words(situation, can_be_heard, accept=accept)


def is_wrong_key(hotline: Hotline, state: State, input: Input, now: dt.datetime) -> bool:
    """Tell whether a caller has pressed a key that means nothing where they are."""
    situation = Situation.of(hotline, state, now)
    return isinstance(input, Digit) and _key_in(situation, state, input.key) is None


def _next(situation: Situation, state: State, input: Input) -> Reply | Destination | AtStep:
    led = _key_in(situation, state, input.key) if isinstance(input, Digit) else None
    if led is not None:
        return led
    match state:
        case InLanguageMenu():
            return resume_languages(situation, state)
        case AtStep():
            return resume_step(situation, state, input)
        case Announcing():
            return dial(situation, state.service, 1)
        case Dialling():
            return resume_dial(situation, state, input)
        case Instructing():
            return resume_instruction(situation, state, input)


def _key_in(situation: Situation, state: State, key: str) -> Reply | Destination | AtStep | None:
    """Return where a key leads; None for one that means nothing there."""
    # In an announcement 0 dials: it must not take the caller off the door already asked for.
    if key == "0" and not isinstance(state, Announcing | Dialling):
        return Destination("person")
    match state:
        case InLanguageMenu():
            return key_in_languages(situation, state, key)
        case AtStep():
            return key_in_step(situation, state, key)
        case Announcing():
            return key_in_announcement(situation, state, key)
        case Dialling():
            return None
        case Instructing():
            return key_in_instruction(situation, state, key)


def _arrive(situation: Situation, state: State, destination: Destination) -> Reply:
    if destination.kind == "person":
        destination = _person(situation, state)
    match destination.kind:
        case "transfer":
            return announce(situation, destination.name)
        case "languages":
            return language_menu(replace(situation, chosen=""))
        case "goodbye":
            return goodbye()
        case _:
            return step_turn(situation, destination.name)


def _person(situation: Situation, state: State) -> Destination:
    """Return where key 0, and silence in the end, lead: never to a less urgent door.

    After a failed call to an urgent service that is its stand-in, which `ivr check` lets be no
    less urgent, or that service again, unless the topic has a door more urgent still.
    """
    door = situation.door(state.topic)
    if isinstance(state, Instructing):
        tried = situation.service(state.service)
        topical = Urgency.ORDINARY if door is None else situation.service(door).urgency
        if tried.urgency > Urgency.ORDINARY and tried.urgency >= topical:
            door = tried.otherwise or tried.name
    if door is None:
        return situation.resolve(situation.hotline.person)
    return Destination("transfer", door)


def _welcome(situation: Situation, *, chosen: bool = False) -> Reply:
    """Return the main menu as it is heard first in a language.

    The emergency words come first, unless the caller has ``chosen`` a language in which the
    answer has said them; then what is announced these days.
    """
    hotline = situation.hotline
    menu = step_turn(situation, hotline.main_menu)
    heard = chosen and situation.language in situation.answer
    first = () if heard else say("answer.emergency")
    return replace(menu, lines=(*first, *situation.announced, *menu.lines))
