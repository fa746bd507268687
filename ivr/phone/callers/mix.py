"""A call's events turned into the sound at the caller's ear."""

from array import array
from collections.abc import Iterable, Iterator

from ivr.phone.audio import tones
from ivr.phone.audio.wav import TELEPHONE_RATE
from ivr.phone.events import (
    ApplicationError,
    Event,
    Heard,
    KeyPressed,
    ToneHeard,
    Transferred,
    WhisperHeard,
)

TALK_SECONDS = 3.0
_LOUDEST = 32_767
_LOWEST = (-_LOUDEST - 1).to_bytes(2, "little", signed=True)


def render(
    events: Iterable[Event],
    seconds: float,
    *,
    talk_seconds: float = TALK_SECONDS,
    whispers: bool = False,
) -> "array[int]":
    """Lay what was heard on a time line.

    Clips are cut where the caller cut them; a key is its tone; a callee's ringing is the
    Norwegian ring-back tone; spoken text and talk, which have no audio here, are a quiet tone.

    Args:
        events: in order.
        seconds: how long the call lasted.
        talk_seconds: as much of each talk is taken; with ``inf`` a moment of the call is the same
            moment of the sound.
        whispers: whether the callee is heard with while a whisper lasts, in the caller's place.

    Returns:
        Mono samples, 8,000 a second.

    >>> len(render([], 1.5))
    12000
    """
    events = list(events)
    talks = [(event.at, event.end) for event in events if isinstance(event, Transferred)]
    left_out = [(begin + talk_seconds, end) for begin, end in talks if end - begin > talk_seconds]
    line = tones.silence(_place(seconds, left_out))
    mixed = 0
    for at, samples in _pieces(events, talk_seconds, whispers=whispers):
        start = round(_place(at, left_out) * TELEPHONE_RATE)
        mixed = max(mixed, _mix(line, start, samples, mixed))
    return line


def _place(at: float, left_out: list[tuple[float, float]]) -> float:
    """Where a moment of the call stands in the file, which holds each talk only in part."""
    return at - sum(min(at, end) - begin for begin, end in left_out if at > begin)


def _pieces(
    events: list[Event], talk_seconds: float, *, whispers: bool
) -> Iterator[tuple[float, "array[int]"]]:
    whispered = {event.at for event in events if whispers and isinstance(event, WhisperHeard)}
    for event in events:
        match event:
            case WhisperHeard() if not whispers:
                continue
            case ToneHeard(at=at) if at in whispered:
                continue
            case Heard(at=at, end=end, wav=wav) | WhisperHeard(at=at, end=end, wav=wav) if wav:
                yield at, wav.telephone()[: round((end - at) * TELEPHONE_RATE)]
            case Heard(at=at, end=end) | WhisperHeard(at=at, end=end):
                yield at, tones.marker(end - at)
            case ApplicationError(at=at, end=end):
                yield at, tones.marker(end - at)
            case Transferred(at=at, end=end):
                yield at, tones.marker(min(end - at, talk_seconds))
            case ToneHeard(at=at, end=end, tone=tone):
                make = tones.busy if tone == "busy" else tones.ring_back
                yield at, make(end - at)
            case KeyPressed(at=at, key=key):
                yield at, tones.key_tone(key)
            case _:
                continue


def _mix(line: "array[int]", start: int, samples: "array[int]", mixed: int) -> int:
    """Add a sound to a line on which nothing is heard from ``mixed`` on; return its end.

    Most sounds begin where the one before has ended, and are put there whole.
    """
    stop = min(len(line), start + len(samples))
    alone = stop if samples.tobytes().find(_LOWEST) >= 0 else max(start, min(mixed, stop))
    for place in range(start, alone):
        loud = line[place] + samples[place - start]
        line[place] = max(-_LOUDEST, min(_LOUDEST, loud))
    if alone < stop:
        line[alone:stop] = samples[alone - start : stop - start]
    return stop
