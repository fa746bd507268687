"""Twilio: turns to TwiML, forms to what was heard, signatures."""

from ivr.carrier.addresses import (
    ANSWER,
    BEGUN,
    FALLBACK,
    STATUS,
    TURN,
    WHISPER,
    Addresses,
    read_begun,
)
from ivr.carrier.called import called_number, masked
from ivr.carrier.failures import call_failure, dial_failure, error_code
from ivr.carrier.form import PROBE, caller, caller_id, is_probe, read_end, read_input
from ivr.carrier.genuine import are_names, is_target, may_be_a_form
from ivr.carrier.overrides import overrides_of
from ivr.carrier.signature import SIGNATURE, is_signed
from ivr.carrier.sound import Live, Sound, SoundOf
from ivr.carrier.twiml import (
    ACCEPT_SECONDS,
    away_twiml,
    spoken_twiml,
    turn_twiml,
    whisper_twiml,
)
from ivr.carrier.waits import RoomTone

__all__ = [
    "ACCEPT_SECONDS",
    "ANSWER",
    "BEGUN",
    "FALLBACK",
    "PROBE",
    "SIGNATURE",
    "STATUS",
    "TURN",
    "WHISPER",
    "Addresses",
    "Live",
    "RoomTone",
    "Sound",
    "SoundOf",
    "are_names",
    "away_twiml",
    "call_failure",
    "called_number",
    "caller",
    "caller_id",
    "dial_failure",
    "error_code",
    "is_probe",
    "is_signed",
    "is_target",
    "masked",
    "may_be_a_form",
    "overrides_of",
    "read_begun",
    "read_end",
    "read_input",
    "spoken_twiml",
    "turn_twiml",
    "whisper_twiml",
]
