"""A call's events turned into the sound at the caller's ear."""

from array import array
from collections.abc import Iterable, Iterator

from ivr.phone.audio import tones
from ivr.phone.audio.wav import TELEPHONE_RATE
from ivr.phone.events import ApplicationError, Event, Heard, KeyPressed, ToneHeard, Transferred

TALK_SECONDS = 3.0
_LOUDEST = 32_767


def render(events: Iterable[Event], seconds: float) -> "array[int]":
    """Lay what was heard on a time line.

    Clips are cut where the caller cut them; a key is its tone; a callee's ringing is the
    Norwegian ring-back tone; spoken text and talk, which have no audio here, are a quiet tone.
    A talk takes three seconds at most.

    Args:
        events: in order.
        seconds: how long the call lasted.

    Returns:
        Mono samples, 8,000 a second.

    >>> len(render([], 1.5))
    12000
    """
    events = list(events)
    shortened = [(event.at, event.end) for event in events if isinstance(event, Transferred)]
    line = tones.silence(_place(seconds, shortened))
    for at, samples in _pieces(events):
        _mix(line, round(_place(at, shortened) * TELEPHONE_RATE), samples)
    return line


def _place(at: float, talks: list[tuple[float, float]]) -> float:
    """Where a moment of the call stands in the file, which holds each talk only in part."""
    left_out = 0.0
    for begin, end in talks:
        if at > begin:
            left_out += max(0.0, min(at, end) - begin - TALK_SECONDS)
    return at - left_out


def _pieces(events: list[Event]) -> Iterator[tuple[float, "array[int]"]]:
    for event in events:
        match event:
            case Heard(at=at, end=end, wav=wav) if wav is not None:
                yield at, wav.telephone()[: round((end - at) * TELEPHONE_RATE)]
            case Heard(at=at, end=end) | ApplicationError(at=at, end=end):
                yield at, tones.marker(end - at)
            case Transferred(at=at, end=end):
                yield at, tones.marker(min(end - at, TALK_SECONDS))
            case ToneHeard(at=at, end=end, tone=tone):
                make = tones.busy if tone == "busy" else tones.ring_back
                yield at, make(end - at)
            case KeyPressed(at=at, key=key):
                yield at, tones.key_tone(key)
            case _:
                continue


def _mix(line: "array[int]", start: int, samples: "array[int]") -> None:
    stop = min(len(line), start + len(samples))
    for place in range(start, stop):
        loud = line[place] + samples[place - start]
        line[place] = max(-_LOUDEST, min(_LOUDEST, loud))
