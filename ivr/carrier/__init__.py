"""Twilio: turns to TwiML, forms to what was heard, signatures."""

from ivr.carrier.addresses import ANSWER, FALLBACK, STATUS, TURN, WHISPER, Addresses
from ivr.carrier.form import caller_id, read_input
from ivr.carrier.signature import is_signed
from ivr.carrier.sound import Live, Sound, SoundOf
from ivr.carrier.twiml import spoken_twiml, turn_twiml

__all__ = [
    "ANSWER",
    "FALLBACK",
    "STATUS",
    "TURN",
    "WHISPER",
    "Addresses",
    "Live",
    "Sound",
    "SoundOf",
    "caller_id",
    "is_signed",
    "read_input",
    "spoken_twiml",
    "turn_twiml",
]
