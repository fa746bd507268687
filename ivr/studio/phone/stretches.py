"""Who is there beside the caller, or may be, second by second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Final, Literal

from ivr.call import Dialling
from ivr.phone import DialEnded, LegRung, RequestSent, ToneHeard, Transferred
from ivr.studio.pages.words import UiLanguage
from ivr.studio.phone.exchange import Rung

_GRAIN_S: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the call in which somebody else is there, or may be.

    Attributes:
        kind: The callee's telephone rings, they hear the whisper, or the two talk.
        at: The second at which it begins.
        end: The second at which it is over.
        callee: Which callee, by the order in which they were rung, from 0.
        to: Their number.
        service: What is said in the page's language of who is being called; empty where nothing is.
    """

    kind: Literal["ringing", "whisper", "talk"]
    at: float
    end: float
    callee: int
    to: str
    service: str = ""


def stretches_of(rung: Rung, ui: UiLanguage) -> Iterator[Stretch]:
    """Yield who is there beside the caller, and when; one callee rings at a time."""
    callee, now = -1, Stretch("ringing", 0.0, 0.0, -1, "")
    answered = inf
    for event in rung.record.events:
        match event:
            case LegRung(at=at, to=to):
                callee += 1
                now = Stretch("ringing", at, at, callee, to, _announced(rung, at, ui))
                answered = inf
            case ToneHeard(end=end) if answered == inf:
                now = replace(now, end=end)
            case RequestSent(at=at, purpose="whisper"):
                answered = min(answered, at)
            case Transferred(at=at, end=end):
                yield from _until(now, answered, at)
                yield replace(now, kind="talk", at=at, end=end)
            case DialEnded(at=at, bridged=False) if now.callee >= 0:
                yield from _until(now, answered, at)
            case _:
                continue


def _until(ringing: Stretch, answered: float, over: float) -> Iterator[Stretch]:
    """Yield a callee's ringing, and the whisper that they heard until it was over."""
    yield ringing
    if answered < over:
        yield replace(ringing, kind="whisper", at=answered, end=over)


def _announced(rung: Rung, at: float, ui: UiLanguage) -> str:
    """Return what is said, in a page's language, of whom the caller is being put through to."""
    before = [place.state for place in rung.places if place.at <= at + _GRAIN_S]
    state = before[-1] if before else None
    if not isinstance(state, Dialling):
        return ""
    prompts = rung.assembly.loaded.hotline.municipalities[state.municipality].prompts.get(ui, {})
    prompt = prompts.get(f"service.{state.service}.announce")
    return "" if prompt is None else prompt.text.with_key("")
