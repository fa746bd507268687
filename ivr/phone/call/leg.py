"""One party's end of the call: who it is, what it hears, which keys it presses.

Gathering has Twilio's timing: barge-in, time-outs, the finish key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ivr.phone.callers.caller import HangUp, Listen, Press, Reaction, Sound
from ivr.phone.clock import Clock
from ivr.phone.events import Event, Heard, KeyPressed, Listening, Paused, Silence, WhisperHeard
from ivr.phone.http.forms import Identity
from ivr.phone.twiml.verbs import Gather


class Leg:
    """A caller's or a callee's leg of the call.

    Args:
        identity: what every request about it says.
        clock: the call's.
        emit: is told what is heard.
        listener: decides what the party does.
        answered: whether the party has picked up, which a caller's leg has not at first.
    """

    def __init__(
        self,
        identity: Identity,
        clock: Clock,
        emit: Callable[[Event], None],
        listener: Callable[[Listen], Reaction],
        *,
        answered: bool = False,
    ) -> None:
        self.identity = identity
        self.answered = answered
        self._clock = clock
        self._emit = emit
        self._listener = listener
        self._form = identity.form("")

    def form(self, status: str = "") -> dict[str, str]:
        """The parameters every request about it carries; its own status when none is given."""
        return self._form | {"CallStatus": status or self.status}

    @property
    def is_callee(self) -> bool:
        """Whether this is a callee, who hears whispers only."""
        return self.identity.direction == "outbound-dial"

    @property
    def status(self) -> Literal["ringing", "in-progress"]:
        """The leg's state as CallStatus says it."""
        return "in-progress" if self.answered else "ringing"

    def hear(
        self,
        sounds: tuple[Sound, ...],
        *,
        wait: float = 0.0,
        gathering: bool = False,
        digits: str = "",
    ) -> Reaction:
        """Play sounds, wait, and give what the party did, with the clock moved to that moment.

        A key counts only while gathering, and only before the wait is over.
        """
        listen = Listen(self._clock.seconds, sounds, wait, gathering=gathering, digits=digits)
        reaction = _effective(listen, self._listener(listen))
        stop = listen.seconds if reaction is None else reaction.after
        self._tell(listen, min(stop, listen.prompt_seconds))
        self._clock.advance(stop)
        return reaction

    def _tell(self, listen: Listen, stop: float) -> None:
        begin = 0.0
        for sound, end in zip(listen.sounds, listen.ends, strict=True):
            if begin >= stop and begin > 0:
                return
            cut = min(end, stop)
            self._emit(self._event(sound, listen.at + begin, listen.at + cut, cut=cut < end))
            begin = end

    def _event(self, sound: Sound, at: float, end: float, *, cut: bool) -> Event:
        if sound.kind == "pause":
            return Paused(at, end)
        if self.is_callee:
            to = self.identity.to.address
            return WhisperHeard(at, end, to, sound.url, sound.text, sound.language, sound.wav)
        kind: Literal["clip", "say"] = "clip" if sound.kind == "clip" else "say"
        return Heard(at, end, kind, sound.url, sound.text, sound.language, cut, sound.wav)


def _effective(listen: Listen, reaction: Reaction) -> Reaction:
    if isinstance(reaction, Press) and (not listen.gathering or reaction.after >= listen.seconds):
        return None
    if isinstance(reaction, HangUp) and reaction.after > listen.seconds:
        return None
    return reaction


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
    key. To the caller the prompt ends where a sound without words begins.
    """
    shown = (lambda _: None) if leg.is_callee else emit
    shown(Listening(clock.seconds, verb.timeout, verb.num_digits, verb.finish_on_key))
    digits = ""
    while True:
        begin = clock.seconds
        reaction = leg.hear(sounds, wait=verb.timeout, gathering=True, digits=digits)
        prompt_end = begin + Listen(begin, sounds).words_seconds
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
