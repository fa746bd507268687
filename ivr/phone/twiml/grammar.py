"""What this carrier takes: verbs, attributes and their types, and what may stand inside what.

The names are Twilio's. What Twilio has and this carrier does not run is listed apart, so that the
complaint can say which of the two it is. Running part of a verb would be worse than refusing it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.phone.twiml import values
from ivr.phone.twiml import verbs as twiml
from ivr.phone.twiml.values import Reader

_METHOD = values.one_of("GET", "POST")
_SECONDS = values.whole(1, 600)

# Twilio documents 0 as "until the call ends, at most 1,000 times".
MAX_LOOP = 1000


@dataclass(frozen=True, slots=True)
class Rule:
    """How one element may look.

    Args:
        attributes: each attribute's name in the verb value, and its reader.
        children: the elements that may stand inside.
        text: whether text may stand inside.
        elsewhere: attributes Twilio has and this carrier does not run.

    >>> GRAMMAR["Hangup"].attributes
    {}
    """

    attributes: Mapping[str, tuple[str, Reader]] = field(default_factory=dict)
    children: tuple[str, ...] = ()
    text: bool = False
    elsewhere: frozenset[str] = frozenset()


def loops(text: str) -> int:
    """Read how often a prompt is repeated; 0 is Twilio's 1,000 times.

    >>> loops("0"), loops("2")
    (1000, 2)
    """
    return values.whole(0, MAX_LOOP)(text) or MAX_LOOP


_CALLEE: dict[str, tuple[str, Reader]] = {
    "url": ("url", values.web_address),
    "method": ("method", _METHOD),
    "statusCallback": ("status_callback", values.web_address),
    "statusCallbackMethod": ("status_callback_method", _METHOD),
    "statusCallbackEvent": ("status_callback_event", values.leg_events),
}
_MACHINE = {
    "machineDetection",
    "amdStatusCallback",
    "amdStatusCallbackMethod",
    "machineDetectionTimeout",
    "machineDetectionSpeechThreshold",
    "machineDetectionSpeechEndThreshold",
    "machineDetectionSilenceTimeout",
}
_GATHER = Rule(
    attributes={
        "input": ("input", values.one_of("dtmf")),
        "action": ("action", values.web_address),
        "method": ("method", _METHOD),
        "timeout": ("timeout", _SECONDS),
        "numDigits": ("num_digits", values.whole(1, 1000)),
        "finishOnKey": ("finish_on_key", values.finish_key),
        "actionOnEmptyResult": ("action_on_empty_result", values.truth),
    },
    children=("Say", "Play", "Pause"),
    elsewhere=frozenset(
        {"speechTimeout", "maxSpeechTime", "profanityFilter", "hints", "bargeIn", "debug"}
        | {"partialResultCallback", "partialResultCallbackMethod", "language"}
        | {"speechModel", "enhanced"}
    ),
)
_DIAL = Rule(
    attributes={
        "action": ("action", values.web_address),
        "method": ("method", _METHOD),
        "timeout": ("timeout", _SECONDS),
        "timeLimit": ("time_limit", values.whole(1, 86_400)),
        "callerId": ("caller_id", values.words),
        "answerOnBridge": ("answer_on_bridge", values.truth),
    },
    children=("Number", "Sip"),
    text=True,
    elsewhere=frozenset(
        {"hangupOnStar", "record", "trim", "recordingStatusCallback", "recordingTrack"}
        | {"recordingStatusCallbackMethod", "recordingStatusCallbackEvent", "ringTone"}
        | {"recordingConfigurationId", "sequential", "referUrl", "referMethod", "events"}
        | {"passports", "callReason"}
    ),
)

TOP_LEVEL = ("Gather", "Play", "Say", "Dial", "Redirect", "Hangup", "Pause", "Reject")
NOT_EMULATED = frozenset(
    {"Connect", "Echo", "Enqueue", "Leave", "Pay", "Prompt", "Queue", "Record", "Refer", "Sms"}
    | {"Start", "Stop", "Stream", "Siprec", "Transcription", "Client", "Conference", "Sim"}
    | {"Application", "WhatsApp"}
)
GRAMMAR: Mapping[str, Rule] = {
    "Response": Rule(children=TOP_LEVEL),
    "Gather": _GATHER,
    "Dial": _DIAL,
    "Say": Rule(
        {
            "language": ("language", values.language),
            "voice": ("voice", values.words),
            "loop": ("loop", loops),
        },
        text=True,
    ),
    "Play": Rule({"loop": ("loop", loops)}, text=True, elsewhere=frozenset({"digits"})),
    "Pause": Rule({"length": ("length", values.whole(1, 3600))}),
    "Number": Rule(
        {**_CALLEE, "byoc": ("byoc", values.trunk)},
        text=True,
        elsewhere=frozenset({"sendDigits", *_MACHINE}),
    ),
    "Sip": Rule(
        {**_CALLEE, "username": ("username", values.words), "password": ("password", values.words)},
        text=True,
        elsewhere=frozenset(_MACHINE),
    ),
    "Redirect": Rule({"method": ("method", _METHOD)}, text=True),
    "Hangup": Rule(),
    "Reject": Rule({"reason": ("reason", values.one_of("rejected", "busy"))}),
}

PROMPTS = (twiml.Say, twiml.Play, twiml.Pause)
