"""Menus and messages: say, offer, wait; and what a key or silence leads to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivr.call.input import Digit, Input
from ivr.call.services import named
from ivr.call.situation import Situation
from ivr.call.state import AtStep
from ivr.call.turn import Line, Reply, Wait, say
from ivr.model.menu import Choice, Destination, Go

TAKE_YOUR_TIME: Final = "keys.take_your_time"
"""What a caller may be told while a key is waited for; a language may lack it."""

SIMPLER: Final = 2
"""The attempt at which less is said than at first; later ones offer a person alone."""


def step_turn(
    situation: Situation, name: str, attempt: int = 1, *, after_silence: bool = False
) -> Reply:
    """Return the turn that says a step, more simply at each further attempt.

    After a wrong key the options are heard again; after silence the caller is told how to
    hear them, which is over sooner for one who cannot press any.
    """
    step = situation.municipality.steps[name]
    at_main = name == situation.hotline.main_menu
    topic = "" if at_main else step.topic or situation.topic
    choices = step.offered(situation.language).values()
    offers = tuple(line for one in choices for line in _offer(situation, one))
    if attempt == 1:
        lines = (*say(*step.say), *offers, *say(*step.after))
    elif attempt > SIMPLER:
        lines = say("retry.person")
    elif after_silence:
        lines = say("retry.silence")
    else:
        lines = (*say("retry.options"), *offers)
    state = AtStep(situation.key, situation.chosen, name, topic, attempt)
    wait = Wait(state, step.wait_seconds or situation.hotline.wait_seconds)
    # Later attempts say by themselves that waiting helps.
    calm = attempt == 1 and topic not in situation.hotline.urgent_doors
    reminder = Line(TAKE_YOUR_TIME, optional=True)
    return Reply(lines, wait, reminder if calm and situation.hotline.room_tone else None)


def _offer(situation: Situation, choice: Choice) -> Iterator[Line]:
    if choice.named is not None:
        yield named(situation, choice.named)
    if choice.say is not None:
        yield Line(choice.say, choice.key)


def key_in_step(situation: Situation, state: AtStep, key: str) -> Reply | Destination | None:
    """Return where a key leads in a step; None for one that means nothing there."""
    hotline = situation.hotline
    choices = situation.municipality.steps[state.step].offered(situation.language)
    if key in choices:
        return situation.resolve(choices[key].go)
    if key == "#":
        return step_turn(situation, state.step)
    if key == "*":
        at_main = state.step == hotline.main_menu
        return Destination("languages" if at_main else "step", hotline.main_menu)
    return None


def resume_step(situation: Situation, state: AtStep, input: Input) -> Reply | Destination:
    """Return what silence or a wrong key leads to in a step."""
    hotline = situation.hotline
    step, silent = situation.municipality.steps[state.step], not isinstance(input, Digit)
    leads_on = step.on_silence or _leads_on(situation)
    if leads_on is not None and (silent or state.attempt >= hotline.attempts):
        return situation.resolve(leads_on)
    if state.attempt >= hotline.attempts:
        return situation.resolve(hotline.on_silence)
    return step_turn(situation, state.step, state.attempt + 1, after_silence=silent)


def _leads_on(situation: Situation) -> Go | None:
    """Return where the first silence leads where somebody may be in danger."""
    in_danger = situation.topic in situation.hotline.urgent_doors
    return Go((), Destination("person")) if in_danger else None
