"""Gathering keys, with Twilio's timing: barge-in, time-outs, the finish key."""

from collections.abc import Callable
from dataclasses import dataclass

from ivr.phone.call.clock import Clock
from ivr.phone.call.events import Event, KeyPressed, Listening, Silence
from ivr.phone.call.leg import Leg
from ivr.phone.callers.caller import HangUp, Press, Sound
from ivr.phone.twiml.verbs import Gather


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a gathering brought.

    Args:
        digits: the keys without the finish key; empty for none.
        finished_on: the finish key, if that is what ended it.
        hung_up: whether the party put the telephone down instead.

    >>> Gathered("12", "#").form["FinishedOnKey"]
    '#'
    """

    digits: str = ""
    finished_on: str = ""
    hung_up: bool = False

    @property
    def form(self) -> dict[str, str]:
        """The parameters the action is asked with; ``msg`` is in every captured callback."""
        return {"Digits": self.digits, "FinishedOnKey": self.finished_on, "msg": "Gather End"}


def gather(
    leg: Leg, verb: Gather, sounds: tuple[Sound, ...], clock: Clock, emit: Callable[[Event], None]
) -> Gathered:
    """Play the prompt and listen, until enough keys, the finish key, silence or a hang-up.

    The first key cuts the prompt. The time-out runs from the prompt's end, and again from each
    key.
    """
    shown = (lambda _: None) if leg.is_callee else emit
    shown(Listening(clock.seconds, verb.timeout, verb.num_digits, verb.finish_on_key))
    digits = ""
    while True:
        begin = clock.seconds
        reaction = leg.hear(sounds, wait=verb.timeout, gathering=True, digits=digits)
        prompt_end = begin + sum(sound.seconds for sound in sounds)
        if isinstance(reaction, HangUp):
            return Gathered(digits, hung_up=True)
        if not isinstance(reaction, Press):
            if not digits:
                shown(Silence(prompt_end, clock.seconds))
            return Gathered(digits)
        shown(KeyPressed(clock.seconds, reaction.key, clock.seconds < prompt_end))
        if reaction.key == verb.finish_on_key:
            return Gathered(digits, finished_on=reaction.key)
        digits += reaction.key
        if len(digits) == verb.num_digits:
            return Gathered(digits)
        sounds = ()
