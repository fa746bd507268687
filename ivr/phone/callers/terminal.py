"""The terminal telephone: a person at a keyboard is the caller, in real time."""

from collections import deque
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from rich.console import Console

from ivr.phone.audio.tones import KEYS
from ivr.phone.call.events import Event
from ivr.phone.callers.caller import (
    HangUp,
    Listen,
    Outcome,
    OutcomeStatus,
    Press,
    Reaction,
    Ringing,
    Talk,
)
from ivr.phone.callers.keyboard import HANG_UP, SUSPEND, Keyboard, Keys
from ivr.phone.callers.screen import Screen, words
from ivr.phone.callers.scripted import PRESS_AFTER

_TICK = 0.1
_GRAIN = 0.001
"""Seconds so short that nobody can do anything in them."""
_OUTCOMES: dict[str, OutcomeStatus] = {
    "a": "answered",
    "b": "busy",
    "n": "no-answer",
    "f": "failed",
}


class TerminalPhone:
    """A caller who sees what is heard, second by second, and presses keys with no Enter.

    Keys 0-9, * and # go to the hotline; ``h`` or Ctrl-C hangs up. While a callee rings, the person
    decides what comes of it: a answers, b is busy, n does not answer, f fails. During the
    conversation any key is the callee hanging up.

    Args:
        keys: where keys come from, and the time they come at; None is standard input.
        console: where it is shown; None is standard output. No terminal there means plain lines.
        first: keys pressed by themselves, one a gathering, a moment into what is heard there; the
            person's own key, pressed before, puts an end to it.

    Raises:
        CallerError: on entering, when there is no terminal to press keys at.

    Used as a context, so that the terminal is put back as it was::

        with TerminalPhone() as phone:
            carrier.call(phone, to="+4721000000", from_="+4799999999")
    """

    def __init__(
        self,
        keys: Keys | None = None,
        console: Console | None = None,
        *,
        first: Iterable[str] = (),
    ) -> None:
        self._keys = keys or Keyboard()
        self._screen = Screen(console)
        self._first = deque(first)
        self._at = 0.0
        self._hung_up = False

    def __enter__(self) -> Self:
        """Take the keys."""
        self._keys.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the keys back."""
        self._screen.rest()
        self._keys.__exit__(kind, error, trace)

    def listen(self, listen: Listen) -> Reaction:
        """Play the sounds in real time and give the key, or the hang-up."""
        if self._first and listen.gathering and not listen.digits:
            return self._press_first(listen)
        begin = 0.0
        for sound in listen.sounds:
            self._screen.begin(listen.at + begin, sound)
            text = f"{sound.language} {words(sound)}".strip()
            reaction = self._watch(listen, begin, sound.seconds, text)
            if reaction is not None:
                return reaction
            begin += sound.seconds
        if listen.wait <= 0:
            return None
        hint = f"{listen.digits}, and more keys?" if listen.digits else "press a key"
        self._screen.ask(listen.at + begin, hint)
        return self._watch(listen, begin, listen.wait, hint)

    def _press_first(self, listen: Listen) -> Reaction:
        """Press the next of the first keys, unless the person is quicker."""
        moment, text = min(PRESS_AFTER, listen.seconds / 2), ""
        if listen.sounds:
            text = f"{listen.sounds[0].language} {words(listen.sounds[0])}".strip()
            self._screen.begin(listen.at, listen.sounds[0])
        own = self._watch(listen, 0.0, moment, text)
        if own is not None:
            self._first.clear()
            return own
        return Press(self._first.popleft(), moment)

    def _watch(self, listen: Listen, begin: float, seconds: float, text: str) -> Reaction:
        wanted = KEYS if listen.gathering else ""
        key, after = self._until(listen.at + begin, seconds, text, wanted)
        if self._hung_up:
            return HangUp(begin + after)
        return Press(key, begin + after) if key else None

    def _until(self, at: float, seconds: float, text: str, wanted: str) -> tuple[str, float]:
        """Wait for a wanted key or the end, redrawing; give the key and when it came."""
        start = self._keys.now()
        key, passed = "", 0.0
        while passed < seconds and not key and not self._hung_up:
            self._screen.move(at + passed, text, passed / seconds)
            key = self._read(min(_TICK, seconds - passed), wanted)
            passed = self._keys.now() - start
            if passed > seconds - _GRAIN:
                passed = seconds
        self._screen.rest()
        self._at = at + passed
        return key, passed

    def _read(self, seconds: float, wanted: str) -> str:
        key = self._keys.read(seconds)
        if key == SUSPEND:
            self._screen.rest()
            self._keys.suspend()
        elif key == HANG_UP:
            self._hung_up = True
        return key if key and key in wanted else ""

    def ring(self, ringing: Ringing) -> Outcome:
        """Let the person at the keyboard decide what comes of it."""
        text = f"{ringing.to} rings: a answers, b busy, n no answer, f fails, h you hang up"
        self._screen.ask(self._at, text)
        key, after = self._until(self._at, ringing.timeout, text, "".join(_OUTCOMES))
        if self._hung_up:
            return Outcome("canceled", after)
        status = _OUTCOMES.get(key, "no-answer")
        return Outcome(status, None if status == "no-answer" else after)

    def talk(self, ringing: Ringing, outcome: Outcome, limit: float) -> Talk:  # noqa: ARG002
        """Talk until somebody presses a key."""
        text = f"talking to {ringing.to}: any key is the callee hanging up, h is you"
        self._screen.ask(self._at, text)
        _, after = self._until(self._at, limit, text, KEYS + "".join(_OUTCOMES) + " \r\n")
        return Talk(after, "caller" if self._hung_up else "callee")

    def tell(self, event: Event) -> None:
        """Show what happened."""
        self._at = max(self._at, event.at)
        self._screen.event(event)
