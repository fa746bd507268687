"""A caller whose every act has its second of the call: one that is decided while it is heard."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf

from ivr.phone.callers.caller import (
    RING_SECONDS,
    CallerError,
    HangUp,
    Listen,
    Outcome,
    Press,
    Reaction,
    Ringing,
    SilentCaller,
    Talk,
)
from ivr.phone.callers.scripted import ScriptedCaller, outcome_of
from ivr.phone.events import Event

_GRAIN = 1e-6
"""Seconds by which a moment of the clock may differ from the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a callee.

    Args:
        outcome: a word as a scripted caller takes it: answered, busy, voicemail and so on.
        at: the second of the call at which it was decided, which is heard at once; None was
            decided beforehand.

    >>> Decided("busy", 42.5).at
    42.5
    """

    outcome: str
    at: float | None = None


class TimedCaller(SilentCaller):
    """A caller, and their callees, who act at given seconds of the call and not otherwise.

    A key belongs to whoever is listened to at its second: the caller, or a callee who hears a
    whisper. Where nobody is, it is lost, as in life. What is added later in the call changes
    nothing of what was before.

    Args:
        keys: each with the second of the call at which it is pressed; those of the same second are
            pressed in their order.
        callees: what became of each callee, by the order in which they were rung, from 0.
        otherwise: what becomes of the others; with ``no-answer`` they ring for as long as they may.
        hang_up: the second at which the caller hangs up; None never.
        callee_hang_ups: the seconds at which a callee does.

    Raises:
        CallerError: a key no telephone has, an outcome no call has, or a second before the answer.

    >>> caller = TimedCaller([(3.0, "1"), (4.5, "2")])
    >>> caller.listen(Listen(2.0, wait=5, gathering=True))
    Press(key='1', after=1.0)
    >>> caller.listen(Listen(5.0, wait=5, gathering=True)) is None
    True
    """

    def __init__(
        self,
        keys: Iterable[tuple[float, str]] = (),
        callees: Mapping[int, Decided] | None = None,
        *,
        otherwise: str = "no-answer",
        hang_up: float | None = None,
        callee_hang_ups: Iterable[float] = (),
    ) -> None:
        self._keys = sorted((Press(key, second) for second, key in keys), key=lambda one: one.after)
        self._callees = dict(callees or {})
        self._otherwise = Decided(otherwise)
        self._hang_up = inf if hang_up is None else hang_up
        self._callee_hang_ups = sorted(callee_hang_ups)
        decided = [*self._callees.values(), self._otherwise]
        for one in decided:
            outcome_of(one.outcome)
        seconds = [self._hang_up, *self._callee_hang_ups, *(one.at or 0.0 for one in decided)]
        for second in seconds:
            if not second >= 0:
                raise CallerError(f"{second:g} s is no second of a call; 0 or more seconds are")
        self._rung = 0
        self._now = 0.0

    def tell(self, event: Event) -> None:
        """Know what time it is in the call."""
        self._now = max(self._now, getattr(event, "end", event.at))

    def listen(self, listen: Listen) -> Reaction:
        """Press the next key that falls into this stretch, unless the caller hangs up before."""
        return self._react(listen, self._hang_up)

    def ring(self, ringing: Ringing) -> Outcome:
        """Give what was decided, as long after the ringing began as it was."""
        decided = self._callees.get(self._rung, self._otherwise)
        self._rung += 1
        outcome = outcome_of(decided.outcome)
        rings = 0.0 if outcome.status == "failed" else RING_SECONDS
        if decided.at is not None:
            rings = max(0.0, decided.at - self._now)
        if outcome.status == "no-answer":
            rings = ringing.timeout
        until_gone = max(0.0, self._hang_up - self._now)
        if until_gone < min(rings, ringing.timeout):
            return Outcome("canceled", until_gone)
        keys = ScriptedCaller(outcome.whisper_keys if decided.at is None else "")
        if outcome.whisper_keys == "-":
            return replace(outcome, ring_seconds=rings)

        def whispered(listen: Listen) -> Reaction:
            own = self._react(listen, self._callee_gone(listen.at))
            asked = keys.listen(listen)
            if own is None or (asked is not None and asked.after < own.after):
                if isinstance(own, Press):
                    self._keys.insert(0, Press(own.key, listen.at + own.after))
                return asked
            return own

        return replace(outcome, ring_seconds=rings, whispered=whispered)

    def talk(self, ringing: Ringing, outcome: Outcome, limit: float) -> Talk:
        """Talk until one of the two hangs up."""
        begun = self._now
        ends = (
            Talk(max(0.0, self._hang_up - begun), "caller"),
            Talk(max(0.0, self._callee_gone(begun) - begun), "callee"),
            super().talk(ringing, outcome, limit),
        )
        return min(ends, key=lambda talk: talk.seconds)

    def _callee_gone(self, now: float) -> float:
        """Return the second at which the callee who is on the line hangs up."""
        return next((one for one in self._callee_hang_ups if one >= now - _GRAIN), inf)

    def _react(self, listen: Listen, hang_up: float) -> Reaction:
        """Return what comes first in a stretch: the next key, or the end of patience."""
        while self._keys and self._keys[0].after < listen.at - _GRAIN:
            self._keys.pop(0)
        gone = max(0.0, hang_up - listen.at)
        key = self._keys[0] if self._keys and listen.gathering else None
        after = inf if key is None else max(0.0, key.after - listen.at)
        if gone <= listen.seconds and gone < after:
            return HangUp(gone)
        if key is None or after >= listen.seconds:
            return None
        self._keys.pop(0)
        return Press(key.key, after)
