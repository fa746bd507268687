"""An emulated telephone carrier: it rings a webhook, runs the TwiML it gets, and keeps a record.

It knows TwiML, HTTP and audio files only, so it can test any TwiML application. The terminal
telephone is in :mod:`ivr.phone.callers.terminal`, apart because it needs a terminal library.

>>> from ivr.phone import parse
>>> parse(b"<Response><Hangup/></Response>").verbs
(Hangup(),)
"""

from ivr.phone.audio.wav import Wav, read_wav, write_wav
from ivr.phone.call.carrier import Account, EmulatedCarrier, Limits
from ivr.phone.call.record import CallOverrunError, CallRecord
from ivr.phone.callers.caller import (
    Caller,
    CallerError,
    HangUp,
    Listen,
    Outcome,
    Press,
    Reaction,
    Ringing,
    SilentCaller,
    Sound,
    Talk,
)
from ivr.phone.callers.scripted import ScriptedCaller, read_keys
from ivr.phone.callers.timed import Decided, TimedCaller
from ivr.phone.errors import (
    ClipError,
    FetchError,
    OverrideError,
    PhoneError,
    TwimlError,
    TwimlFault,
    WavError,
)
from ivr.phone.events import (
    ApplicationError,
    CallEnded,
    DialEnded,
    Event,
    Fault,
    Heard,
    KeyPressed,
    LegRung,
    Listening,
    Paused,
    RequestSent,
    Silence,
    ToneHeard,
    Transferred,
    WhisperHeard,
)
from ivr.phone.http.forms import ANONYMOUS, Party, sign
from ivr.phone.twiml.parse import LineRules, parse

__all__ = [
    "ANONYMOUS",
    "Account",
    "ApplicationError",
    "CallEnded",
    "CallOverrunError",
    "CallRecord",
    "Caller",
    "CallerError",
    "ClipError",
    "Decided",
    "DialEnded",
    "EmulatedCarrier",
    "Event",
    "Fault",
    "FetchError",
    "HangUp",
    "Heard",
    "KeyPressed",
    "LegRung",
    "Limits",
    "LineRules",
    "Listen",
    "Listening",
    "Outcome",
    "OverrideError",
    "Party",
    "Paused",
    "PhoneError",
    "Press",
    "Reaction",
    "RequestSent",
    "Ringing",
    "ScriptedCaller",
    "Silence",
    "SilentCaller",
    "Sound",
    "Talk",
    "TimedCaller",
    "ToneHeard",
    "Transferred",
    "TwimlError",
    "TwimlFault",
    "Wav",
    "WavError",
    "WhisperHeard",
    "parse",
    "read_keys",
    "read_wav",
    "sign",
    "write_wav",
]
