"""The terminal telephone: a person at a keyboard is the caller, in real time."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from math import inf
from types import TracebackType
from typing import Final, Self

from rich.console import Console

from ivr.phone.audio.tones import KEYS
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
from ivr.phone.callers.mix import render
from ivr.phone.callers.screen import Screen, sentence
from ivr.phone.callers.scripted import PRESS_AFTER
from ivr.phone.callers.speaker import Speaker
from ivr.phone.events import Event, Heard, ToneHeard

LEGEND: Final = "0-9 * # press, h hangs up; when it rings, a answers, b busy, n no answer, f fails"
"""The keys, in one line of a terminal."""

_TICK: Final = 0.1
_GRAIN: Final = 0.001
"""Seconds so short that nobody can do anything in them."""
_OUTCOMES: Final[dict[str, OutcomeStatus]] = {
    "a": "answered",
    "b": "busy",
    "n": "no-answer",
    "f": "failed",
}


class TerminalPhone:
    """A caller who sees what is heard, second by second, and presses keys with no Enter.

    Keys 0-9, * and # go to the hotline; ``h`` or Ctrl-C hangs up. While a callee rings, the person
    decides what comes of it: a answers, b is busy, n does not answer, f fails. During the
    conversation any key is the callee hanging up. Ctrl-Z sets the call aside, until it goes on from
    there.

    Args:
        keys: where keys come from, and the time they come at; None is standard input.
        console: where it is shown; None is standard output. No terminal there means plain lines.
        first: keys pressed by themselves, one a gathering, a moment into what is heard there; the
            person's own key, pressed before, puts an end to it.
        speaker: plays what is heard as it is heard; None plays nothing.

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
        speaker: Speaker | None = None,
    ) -> None:
        self._keys = keys or Keyboard()
        self._screen = Screen(console)
        self._first = deque(first)
        self._speaker = speaker or Speaker()
        self._at = 0.0
        self._hung_up = False
        self._told_of_trouble = False
        self._entered = ExitStack()

    def __enter__(self) -> Self:
        """Take the keys, and say what they do."""
        with ExitStack() as entered:
            entered.enter_context(self._keys)
            entered.enter_context(self._speaker)
            entered.callback(self._screen.rest)
            self._screen.note(LEGEND)
            self._entered = entered.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give everything back as it was."""
        self._entered.__exit__(kind, error, trace)

    def listen(self, listen: Listen) -> Reaction:
        """Play the sounds in real time and give the key, or the hang-up."""
        if not (self._first and listen.gathering and not listen.digits):
            return self._attend(listen, listen.seconds)
        moment = min(PRESS_AFTER, listen.seconds / 2)
        own = self._attend(listen, moment)
        if own is not None:
            self._first.clear()
            return own
        return Press(self._first.popleft(), moment)

    def _attend(self, listen: Listen, limit: float) -> Reaction:
        """Play and wait up to a moment of the stretch, unless the person acts before."""
        if listen.sounds:
            self._play(_heard(listen), listen.prompt_seconds)
        wanted = KEYS if listen.gathering else ""
        begin = 0.0
        for seconds, text, stays in _stretches(listen):
            if begin >= limit > 0:
                break
            self._screen.begin(listen.at + begin, text, stays=stays)
            key, after = self._until(listen.at + begin, seconds, wanted, limit - begin)
            if self._hung_up:
                return HangUp(begin + after)
            if key:
                return Press(key, begin + after)
            begin += seconds
        return None

    def _until(
        self, at: float, seconds: float, wanted: str, limit: float = inf
    ) -> tuple[str, float]:
        """Wait for a wanted key or the end, redrawing; give the key and when it came.

        ``limit`` cuts what is shown before its own end.
        """
        stop = min(seconds, limit)
        key, passed, start = "", 0.0, self._keys.now()
        while passed < stop and not key and not self._hung_up:
            self._screen.move(passed, passed / seconds)
            key = self._read(min(_TICK, stop - passed), wanted)
            passed = self._keys.now() - start
            if passed > stop - _GRAIN:
                passed = stop
        self._at = at + passed
        cut = passed < seconds - _GRAIN
        self._screen.end(self._at, cut=cut)
        if cut:
            self._speaker.stop()
        return key, passed

    def _read(self, seconds: float, wanted: str) -> str:
        key = self._keys.read(seconds)
        if key == SUSPEND:
            self._screen.rest()
            with self._speaker.held():
                self._keys.suspend()
        elif key == HANG_UP:
            self._hung_up = True
        return key if key and key in wanted else ""

    def _play(self, events: Iterable[Event], seconds: float) -> None:
        if self._speaker.is_on:
            self._speaker.play(render(events, seconds))
        if self._speaker.trouble and not self._told_of_trouble:
            self._told_of_trouble = True
            self._screen.note(f"no sound: {self._speaker.trouble}")

    def ring(self, ringing: Ringing) -> Outcome:
        """Let the person at the keyboard decide what comes of it."""
        text = f"{ringing.to} rings: a answers, b busy, n no answer, f fails, h you hang up"
        self._screen.begin(self._at, text, stays=False)
        self._play([ToneHeard(0.0, ringing.timeout, "ring-back")], ringing.timeout)
        key, after = self._until(self._at, ringing.timeout, "".join(_OUTCOMES))
        if self._hung_up:
            return Outcome("canceled", after)
        status = _OUTCOMES.get(key, "no-answer")
        return Outcome(status, None if status == "no-answer" else after)

    def talk(self, ringing: Ringing, outcome: Outcome, limit: float) -> Talk:  # noqa: ARG002
        """Talk until somebody presses a key."""
        text = f"talking to {ringing.to}: any key is the callee hanging up, h is you"
        self._screen.begin(self._at, text, stays=False)
        _, after = self._until(self._at, limit, KEYS + "".join(_OUTCOMES) + " \r\n")
        return Talk(after, "caller" if self._hung_up else "callee")

    def tell(self, event: Event) -> None:
        """Show what happened; what is heard was shown while it was heard."""
        self._at = max(self._at, event.at)
        if not isinstance(event, Heard):
            self._screen.event(event)


def _stretches(listen: Listen) -> Iterator[tuple[float, str, bool]]:
    """Give the seconds and words of each sound and of the wait, and whether the words stay.

    A sound without words is part of the wait.
    """
    hint = f"{listen.digits}, and more keys?" if listen.digits else "press a key"
    hint = hint if listen.gathering else ""
    wait = 0.0
    for sound in listen.sounds:
        if sound.is_wordless:
            wait += sound.seconds
            continue
        if wait > 0:
            yield wait, hint, False
        pause, wait = sound.kind == "pause", 0.0
        yield sound.seconds, "" if pause else sentence(sound), not pause
    if wait + listen.wait > 0:
        yield wait + listen.wait, hint, False


def _heard(listen: Listen) -> Iterator[Heard]:
    begin = 0.0
    for sound in listen.sounds:
        end = begin + sound.seconds
        if sound.kind != "pause":
            yield Heard(begin, end, sound.kind, wav=sound.wav)
        begin = end
