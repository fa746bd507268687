"""The emulated carrier between the page and the folder's hotline: a script in, a whole call out."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import Any, Final

import httpx
from flask import Flask

from ivr.carrier import ANSWER, FALLBACK, PROBE, STATUS
from ivr.phone import (
    Account,
    Caller,
    CallOverrunError,
    CallRecord,
    EmulatedCarrier,
    KeyPressed,
    PhoneError,
    ScriptedCaller,
    write_wav,
)
from ivr.phone.audio.wav import TELEPHONE_RATE
from ivr.phone.callers.mix import render
from ivr.serving.assembly import Assembly
from ivr.studio.line import ADDRESS, Line
from ivr.studio.phone.meanings import Meanings
from ivr.studio.phone.memory import Memory
from ivr.studio.phone.places import Place, places
from ivr.studio.phone.script import MOST_ACTS, BrokenCallError, CallScript, Fault
from ivr.web.takeover import assembly_of, version_of

NOBODY: Final = "+4700000000"
"""The number called when a project has none: it leads to the default municipality."""

ACCOUNT_SID: Final = "AC" + "0" * 32

TEST: Final[Mapping[str, str]] = {PROBE: "yes"}
"""What marks a test call, which no figure counts."""

KEPT: Final = 6
"""So many calls are remembered, to be made anew in less time; a forgotten one comes out alike."""


@dataclass(frozen=True)
class Rung:
    """A call that has been made to its end: ``script`` is what was decided, nothing left open."""

    script: CallScript
    record: CallRecord
    places: tuple[Place, ...]
    assembly: Assembly
    meanings: Meanings

    def sound(self, begin: float = 0.0) -> bytes:
        """Return the sound as WAV from a second on; in a whisper it is what the callee hears.

        A moment of the call is the same moment of the sound.
        """
        return write_wav(self._both_sides[round(begin * TELEPHONE_RATE) :], as_mulaw=False)

    @cached_property
    def _both_sides(self) -> array[int]:
        return render(self.record.events, self.record.seconds, talk_seconds=inf, whispers=True)

    def heard(self) -> bytes:
        """Return the sound as WAV as the caller heard it, of each talk three seconds."""
        return write_wav(render(self.record.events, self.record.seconds), as_mulaw=False)


class Exchange:
    """Makes calls to the folder's hotline, in no time and as often as they are asked for."""

    def __init__(self, line: Line, clock: Callable[[], dt.datetime]) -> None:
        self._line = line
        self._clock = clock
        self._lock = threading.Lock()
        self._rung: dict[str, Rung] = {}
        self._memories: dict[str, Memory] = {}
        self._meanings: tuple[Assembly, Meanings] | None = None

    def ring(self, script: CallScript) -> Rung:
        """Make a call to its end, with nothing done after what the script has.

        Raises:
            BrokenCallError: No telephone can make it.
            Refusal: Nothing can be served of the folder.
        """
        script, app = self._fixed(script)
        text = script.write()
        with self._lock:
            rung = self._rung.pop(text, None) or self._made(script, app, script.telephone())
            self._rung[text] = rung
            _forget(self._rung)
        return rung

    def ring_by(self, script: CallScript, keys: str) -> Rung:
        """Make a call whose keys are told one entry a prompt, as for a scripted caller.

        Raises:
            BrokenCallError: No telephone can make it.
            CallerError: No telephone has these keys.
            Refusal: Nothing can be served of the folder.
        """
        script, app = self._fixed(script)
        caller = ScriptedCaller(keys, [script.otherwise] * MOST_ACTS)
        with self._lock:
            record = self._made(script, app, caller).record
        pressed = tuple((round(one.at, 2), one.key) for one in record.of(KeyPressed))
        gone = round(record.seconds, 2) if record.reason == "caller hung up" else None
        return self.ring(replace(script, keys=pressed, hang_up=gone))

    def _fixed(self, script: CallScript) -> tuple[CallScript, Flask]:
        """Return a call with nothing left open of whom it rings, when, and what is served then."""
        app = self._line.app(script.version)
        called = script.called or next(iter(assembly_of(app).hotline.entrances), NOBODY)
        moment = script.moment or self._clock().replace(microsecond=0)
        return replace(script, called=called, moment=moment, version=version_of(app)), app

    def _made(self, script: CallScript, app: Flask, caller: Caller) -> Rung:
        assembly = assembly_of(app)
        begun = f"{script.version} {script.called} {script.country} {script.moment}"
        memory = self._memories.pop(begun, None) or Memory(httpx.WSGITransport(app))
        self._memories[begun] = memory
        _forget(self._memories)
        memory.trace.clear()
        numbers = tuple(assembly.hotline.entrances)
        sid = hashlib.sha256(begun.encode()).hexdigest()[:32]
        with httpx.Client(transport=memory) as client:
            carrier = EmulatedCarrier(
                client,
                account=Account(ACCOUNT_SID, self._line.token, numbers, TEST),
                voice_url=f"{ADDRESS}{ANSWER}",
                fallback_url=f"{ADDRESS}{FALLBACK}",
                status_callback=f"{ADDRESS}{STATUS}",
                timer=lambda: 0.0,  # a slow machine here is no late answer
            )
            record = _recorded(carrier, caller, script, f"CA{sid}")
        stands = tuple(places(record, memory.trace, assembly.hotline))
        return Rung(script, record, stands, assembly, self.meanings(assembly))

    def meanings(self, assembly: Assembly) -> Meanings:
        """Return what the sentences of a hotline say in other languages."""
        if self._meanings is None or self._meanings[0] is not assembly:
            self._meanings = assembly, Meanings(assembly.loaded.hotline)
        return self._meanings[1]


def _recorded(carrier: EmulatedCarrier, caller: Caller, script: CallScript, sid: str) -> CallRecord:
    try:
        return carrier.call(
            caller,
            to=script.called,
            from_=script.caller,
            at=script.moment,
            call_sid=sid,
        )
    except CallOverrunError as overrun:
        return overrun.record
    except PhoneError as error:
        raise BrokenCallError(Fault("no_call", {"why": str(error)})) from None


def _forget(kept: dict[str, Any]) -> None:
    while len(kept) > KEPT:
        del kept[next(iter(kept))]
