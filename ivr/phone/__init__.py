"""An emulated telephone carrier: it rings a webhook, runs the TwiML it gets, and keeps a record.

It knows TwiML, HTTP and audio files only, so it can test any TwiML application. The terminal
telephone is in :mod:`ivr.phone.terminal`, apart because it needs a terminal library.

>>> from ivr.phone import parse
>>> parse(b"<Response><Hangup/></Response>").verbs
(Hangup(),)
"""

from ivr.phone.caller import (
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
from ivr.phone.carrier import Account, EmulatedCarrier, Limits
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
    Dialled,
    Event,
    Fault,
    Heard,
    KeyPressed,
    Listening,
    Paused,
    RequestSent,
    Silence,
    ToneHeard,
    Transferred,
    WhisperHeard,
)
from ivr.phone.forms import ANONYMOUS, Party
from ivr.phone.parse import LineRules, parse
from ivr.phone.record import CallOverrunError, CallRecord
from ivr.phone.scripted import ScriptedCaller, read_keys
from ivr.phone.signature import sign
from ivr.phone.wav import Wav, read_wav, write_wav

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
    "DialEnded",
    "Dialled",
    "EmulatedCarrier",
    "Event",
    "Fault",
    "FetchError",
    "HangUp",
    "Heard",
    "KeyPressed",
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
