"""What happened in a call, as facts in order. Times are seconds from the answer."""

import dataclasses
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from ivr.phone.audio.wav import Wav

Reason: TypeAlias = Literal[
    "caller hung up",
    "application hung up",
    "callee hung up",
    "end of TwiML",
    "application error",
    "rejected",
    "given up",
]
WORDLESS: Final = "zxx"
"""The language of a clip in which nothing is said, as ISO 639-2 and Content-Language have it."""

Purpose: TypeAlias = Literal["document", "fallback", "whisper", "clip", "status"]


@dataclass(frozen=True, slots=True)
class RequestSent:
    """One HTTP request to the application, and what came of it.

    Args:
        at: when.
        purpose: what it was for.
        method: GET or POST.
        url: as asked, without the fragment.
        form: the parameters that were sent and signed.
        status: the HTTP status, or None when no answer came.
        problem: why no answer came.
        attempt: 1 for the first try.

    >>> RequestSent(0.0, "document", "POST", "http://localhost/voice", status=200).attempt
    1
    """

    at: float
    purpose: Purpose
    method: str
    url: str
    form: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    problem: str = ""
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Heard:
    """Something the caller heard.

    Args:
        at: when it began.
        end: when it ended or was cut.
        kind: a clip the application served, or text the carrier said.
        url: the clip's, or empty.
        text: what was said, or the clip's transcript where the application gave one.
        language: of the text, where known.
        interrupted: whether a key or a hang-up cut it.
        wav: the clip itself, for the recording; not part of the JSON.

    >>> Heard(0.0, 1.5, "say", text="Hello").interrupted
    False
    """

    at: float
    end: float
    kind: Literal["clip", "say"]
    url: str = ""
    text: str = ""
    language: str = ""
    interrupted: bool = False
    wav: Wav | None = field(default=None, repr=False, compare=False)

    @property
    def is_wordless(self) -> bool:
        """Whether it is a sound in which nothing is said."""
        return self.language == WORDLESS


@dataclass(frozen=True, slots=True)
class Paused:
    """Silence the application asked for."""

    at: float
    end: float


@dataclass(frozen=True, slots=True)
class Listening:
    """Keys are listened for from here on, while the prompt plays and after it.

    Args:
        at: when it began.
        timeout: seconds waited after the prompt and after each key.
        num_digits: the count that ends it, or None.
        finish_on_key: the key that ends it, or empty.
    """

    at: float
    timeout: float
    num_digits: int | None = None
    finish_on_key: str = "#"


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """The caller pressed a key.

    Args:
        at: when.
        key: one of 0-9, * and #.
        barge_in: whether it cut the prompt.
    """

    at: float
    key: str
    barge_in: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """The caller was waited for and pressed nothing: from the prompt's end to the time-out."""

    at: float
    end: float


@dataclass(frozen=True, slots=True)
class LegRung:
    """A callee began to ring.

    Args:
        at: when.
        to: the number or SIP address.
        call_sid: the leg's own.
        caller_id: what the callee's telephone shows.
        byoc: the trunk it left by, or empty.
    """

    at: float
    to: str
    call_sid: str
    caller_id: str = ""
    byoc: str = ""


@dataclass(frozen=True, slots=True)
class ToneHeard:
    """A tone of the network, heard by the caller."""

    at: float
    end: float
    tone: Literal["ring-back", "busy"]


@dataclass(frozen=True, slots=True)
class WhisperHeard:
    """Something only the callee heard, before the two were joined.

    Args:
        at: when it began.
        end: when it ended.
        to: the callee.
        url: the clip's, or empty.
        text: what was said, or the clip's transcript.
        language: of the text, where known.
        wav: the clip itself, for the callee's side of the call; not part of the JSON.
    """

    at: float
    end: float
    to: str
    url: str = ""
    text: str = ""
    language: str = ""
    wav: Wav | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Transferred:
    """Caller and callee talked.

    Args:
        at: when they were joined.
        end: when one of them, or the time limit, ended it.
        to: the callee.
        call_sid: the callee's leg.
        ended_by: who did.
    """

    at: float
    end: float
    to: str
    call_sid: str
    ended_by: Literal["caller", "callee", "time limit"]


@dataclass(frozen=True, slots=True)
class DialEnded:
    """A transfer is over, whatever came of it.

    Args:
        at: when.
        status: as the application is told in DialCallStatus.
        call_sid: the leg that decided it.
        bridged: whether the two were joined.
    """

    at: float
    status: str
    call_sid: str
    bridged: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the application did wrong.

    Args:
        at: when.
        code: the number Twilio's debugger would show.
        url: where.
        problem: what, and the nearest fix where there is one.
    """

    at: float
    code: int
    url: str
    problem: str


@dataclass(frozen=True, slots=True)
class ApplicationError:
    """The caller heard the carrier's own apology, in English."""

    at: float
    end: float
    text: str = "We are sorry, an application error has occurred. Goodbye."


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The call is over."""

    at: float
    reason: Reason


Event: TypeAlias = (
    RequestSent
    | Heard
    | Paused
    | Listening
    | KeyPressed
    | Silence
    | LegRung
    | ToneHeard
    | WhisperHeard
    | Transferred
    | DialEnded
    | Fault
    | ApplicationError
    | CallEnded
)


def as_row(event: Event) -> dict[str, object]:
    """Turn an event into plain values, with its kind under ``event``.

    >>> as_row(CallEnded(3.25, "end of TwiML"))
    {'event': 'CallEnded', 'at': 3.25, 'reason': 'end of TwiML'}
    """
    row: dict[str, object] = {"event": type(event).__name__}
    for part in dataclasses.fields(event):
        value = getattr(event, part.name)
        if not isinstance(value, Wav) and part.name != "wav":
            row[part.name] = round(value, 3) if isinstance(value, float) else value
    return row
