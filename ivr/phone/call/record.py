"""A finished call: its events, as JSON and as sound."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from ivr.phone.audio.wav import write_wav
from ivr.phone.callers.mix import render
from ivr.phone.errors import PhoneError
from ivr.phone.events import (
    CallEnded,
    DialEnded,
    Event,
    Fault,
    Heard,
    Reason,
    RequestSent,
    as_row,
)

_Kind = TypeVar("_Kind", bound=Event)


@dataclass(frozen=True, slots=True)
class CallRecord:
    """Everything that happened in one call.

    Args:
        call_sid: the caller's leg.
        from_: who called.
        to: whom.
        started: the moment of the answer.
        events: in the order they happened.

    >>> start = datetime(2026, 11, 22, 12).astimezone()
    >>> record = CallRecord("CA1", "anonymous", "+4721000000", start, (CallEnded(4.5, "rejected"),))
    >>> record.reason, record.seconds
    ('rejected', 4.5)
    """

    call_sid: str
    from_: str
    to: str
    started: datetime
    events: tuple[Event, ...]

    @property
    def reason(self) -> Reason:
        """Why the call ended."""
        return self._end.reason

    @property
    def seconds(self) -> float:
        """How long it lasted, on its own clock."""
        return self._end.at

    @property
    def _end(self) -> CallEnded:
        return next(event for event in reversed(self.events) if isinstance(event, CallEnded))

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What the application did wrong; empty for a good call."""
        return self.of(Fault)

    @property
    def heard(self) -> tuple[Heard, ...]:
        """What was said to the caller, in order; sounds without words are among the events."""
        return tuple(one for one in self.of(Heard) if not one.is_wordless)

    @property
    def requests(self) -> tuple[RequestSent, ...]:
        """Every HTTP request that was made."""
        return self.of(RequestSent)

    @property
    def dials(self) -> tuple[DialEnded, ...]:
        """Every transfer that was tried."""
        return self.of(DialEnded)

    def of(self, kind: type[_Kind]) -> tuple[_Kind, ...]:
        """Give the events of one kind."""
        return tuple(event for event in self.events if isinstance(event, kind))

    def as_dict(self) -> dict[str, object]:
        """Give the call as plain values, without the audio."""
        return {
            "call_sid": self.call_sid,
            "from": self.from_,
            "to": self.to,
            "started": self.started.isoformat(),
            "seconds": round(self.seconds, 3),
            "reason": self.reason,
            "events": [as_row(event) for event in self.events],
        }

    def as_json(self) -> str:
        """Give the call as JSON, two spaces deep, in its own alphabets."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)

    def save_wav(self, path: Path | str, *, as_mulaw: bool = True) -> None:
        """Write the call as the caller heard it: mono, 8,000 samples a second.

        A conversation with a callee is a quiet tone of three seconds at most, so the file can be
        shorter than the call. The whisper is not in it.

        Args:
            path: the WAV file to write.
            as_mulaw: µ-law; otherwise 16-bit PCM.
        """
        Path(path).write_bytes(write_wav(render(self.events, self.seconds), as_mulaw=as_mulaw))


class CallOverrunError(PhoneError):
    """A call that would not end, with the record of it so far.

    Args:
        problem: which limit it met.
        record: up to there.
    """

    def __init__(self, problem: str, record: CallRecord) -> None:
        super().__init__(f"{record.call_sid}: {problem}")
        self.record = record
