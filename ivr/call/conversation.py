"""One conversation: what was heard in, what is said and done next out. No I/O, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from ivr.call.inputs import Digit, Input
from ivr.call.language_menu import language_menu, resume_languages
from ivr.call.situation import Situation
from ivr.call.state import State
from ivr.call.steps import resume_step, step_turn
from ivr.call.transfers import announce, goodbye, resume_announce, resume_dial, resume_instruction
from ivr.call.transfers import whisper as whisper_words
from ivr.call.turn import Spoken, Turn
from ivr.model import Hotline
from ivr.model.menu import Destination


def answer(hotline: Hotline, called: str, now: dt.datetime) -> Turn:
    """Return the first turn of a call to a number: the emergency words, then a choice.

    A number that belongs to a language goes straight to its main menu.
    """
    entrance = hotline.entrance(called)
    state = State(entrance.municipality, "languages", entrance.language or "")
    situation = Situation(hotline, state, now)
    if entrance.language is None:
        return language_menu(situation, answering=True)
    return _in_one_language(situation, _welcome)


def resume(hotline: Hotline, state: State, heard: Input, now: dt.datetime) -> Turn:
    """Return the turn that follows what was heard in a state; hearing it again is slower."""

    def follow(situation: Situation) -> Turn:
        return _follow(situation, heard)

    turn = _in_one_language(Situation(hotline, state, now), follow)
    if heard == Digit("#"):
        return replace(turn, spoken=tuple(replace(one, slow=True) for one in turn.spoken))
    return turn


def _in_one_language(situation: Situation, build: Callable[[Situation], Turn]) -> Turn:
    """Return a turn, or the same in the fallback language when a prompt of it cannot be heard."""
    turn = build(situation)
    languages = situation.hotline.languages
    if any(spoken.prompt in languages[spoken.language].unspoken for spoken in turn.spoken):
        return build(replace(situation, voice=situation.hotline.fallback_language))
    return turn


def _follow(situation: Situation, heard: Input) -> Turn:
    next_ = _next(situation, heard)
    match next_:
        case Turn():
            return next_
        case State():
            return _welcome(replace(situation, state=next_), chosen=True)
        case Destination():
            return _arrive(situation, next_)


def whisper(hotline: Hotline, state: State, now: dt.datetime) -> tuple[Spoken, ...]:
    """Return what the callee hears, alone, before being connected."""
    return whisper_words(Situation(hotline, state, now))


def _next(situation: Situation, heard: Input) -> Turn | Destination | State:
    state = situation.state
    # In an announcement 0 dials: it must not take the caller off the door already asked for.
    if heard == Digit("0") and state.place not in ("announce", "dial"):
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
        destination = situation.resolve(situation.person)
    match destination.kind:
        case "transfer":
            return announce(situation, destination.name)
        case "languages":
            return language_menu(replace(situation, state=situation.at(language="")))
        case "goodbye":
            return goodbye(situation)
        case _:
            return step_turn(situation, destination.name)


def _welcome(situation: Situation, *, chosen: bool = False) -> Turn:
    """Return the main menu as it is heard first in a language.

    The emergency words come first, unless the caller has ``chosen`` a language in which the
    answer has said them; then what is announced these days.
    """
    hotline, code = situation.hotline, situation.language
    turn = step_turn(situation, hotline.main_menu)
    first = () if chosen and code in hotline.answer else situation.say("answer.emergency")
    return Turn((*first, *_announced(situation), *turn.spoken), turn.then)


def _announced(situation: Situation) -> Iterator[Spoken]:
    """Yield what is announced these days; a language that cannot say it goes on without."""
    code = situation.language
    written = situation.municipality.prompts[code]
    unspoken = situation.hotline.languages[code].unspoken
    for announcement in situation.hotline.announcements:
        here = announcement.is_heard(situation.state.municipality, situation.now)
        if here and announcement.say in written and announcement.say not in unspoken:
            yield situation.word(announcement.say)
