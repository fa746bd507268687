"""Menus and messages: say, offer, wait; and what a key or silence leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ivr.call.inputs import Digit, Input
from ivr.call.situation import Situation
from ivr.call.turn import Spoken, Turn, Wait
from ivr.model.menu import Destination, Step

SIMPLER: Final = 2
"""The attempt at which less is said than at first; later ones offer a person alone."""


def step_turn(
    situation: Situation, name: str, attempt: int = 1, *, after_silence: bool = False
) -> Turn:
    """Return the turn that says a step, more simply at each further attempt.

    After a wrong key the options are heard again; after silence the caller is told how to
    hear them, which is over sooner for one who cannot press any.
    """
    step = situation.municipality.steps[name]
    at_main = name == situation.hotline.main_menu
    topic = "" if at_main else step.topic or situation.state.topic
    state = replace(situation.at(place="step", name=name, topic=topic), count=attempt)
    seconds = step.wait_seconds or situation.hotline.wait_seconds
    if attempt == 1:
        spoken = (*situation.say(*step.say), *_offers(situation, step), *situation.say(*step.after))
    elif attempt > SIMPLER:
        spoken = situation.say("retry.person")
    elif after_silence:
        spoken = situation.say("retry.silence")
    else:
        spoken = (*situation.say("retry.options"), *_offers(situation, step))
    return Turn(spoken, Wait(state, seconds))


def _offers(situation: Situation, step: Step) -> Iterator[Spoken]:
    for choice in step.choices.values():
        if choice.say is not None:
            yield situation.word(choice.say, choice.key)


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
        at_main = state.name == hotline.main_menu
        return Destination("languages" if at_main else "step", hotline.main_menu)
    if step.on_silence is not None and (not key or state.count >= hotline.attempts):
        return situation.resolve(step.on_silence)
    if state.count >= hotline.attempts:
        return situation.resolve(hotline.on_silence)
    return step_turn(situation, state.name, state.count + 1, after_silence=not key)
