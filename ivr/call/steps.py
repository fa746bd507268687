"""Menus and messages: say, offer, wait; and what a key or silence leads to."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ivr.call.inputs import Digit, Input
from ivr.call.situation import Situation
from ivr.call.turn import Spoken, Turn, Wait
from ivr.hotline.destinations import Destination
from ivr.hotline.values import Step

OPTIONS_AGAIN: Final = 2
"""The attempt at which only the options are heard again; later ones offer a person alone."""


def step_turn(situation: Situation, name: str, attempt: int = 1) -> Turn:
    """Return the turn that says a step, more simply at each further attempt."""
    step = situation.municipality.steps[name]
    state = replace(
        situation.at(place="step", name=name, topic=step.topic or situation.state.topic),
        count=attempt,
    )
    seconds = step.wait_seconds or situation.hotline.wait_seconds
    return Turn(_words(situation, step, attempt), Wait(state, seconds))


def _words(situation: Situation, step: Step, attempt: int) -> tuple[Spoken, ...]:
    offers = tuple(
        situation.word(choice.say, choice.key)
        for choice in step.choices.values()
        if choice.say is not None
    )
    if attempt == 1 or (not offers and attempt == OPTIONS_AGAIN):
        return (*situation.say(*step.say), *offers, *situation.say(*step.after))
    if attempt == OPTIONS_AGAIN:
        return (*situation.say("retry.options"), *offers)
    return situation.say("retry.person")


def resume_step(situation: Situation, heard: Input) -> Turn | Destination:
    """Return what a key, or none, leads to in a step."""
    state, hotline = situation.state, situation.hotline
    step = situation.municipality.steps[state.name]
    key = heard.key if isinstance(heard, Digit) else ""
    if key in step.choices:
        return situation.resolve(step.choices[key].go)
    if key == "#":
        return step_turn(situation, state.name)
    if key == "*":
        back_to_languages = state.name == hotline.main_menu or not state.language
        return Destination("languages" if back_to_languages else "step", hotline.main_menu)
    if step.on_silence is not None and (not key or state.count >= hotline.attempts):
        return situation.resolve(step.on_silence)
    if state.count >= hotline.attempts:
        return situation.resolve(hotline.on_silence)
    return step_turn(situation, state.name, state.count + 1)
