"""One conversation, pure: hotline, state, input, time and what can be heard in; a turn out."""

from ivr.call.conversation import answer, is_wrong_key, resume, whisper
from ivr.call.input import DialOutcome, Digit, Input, Silence
from ivr.call.last_words import LastWords
from ivr.call.lasting import is_in_danger, lasts_too_long
from ivr.call.state import (
    Announcing,
    AtStep,
    Dialling,
    InLanguageMenu,
    Instructing,
    State,
    fields,
    read_state,
)
from ivr.call.transfers import ACCEPT, was_reached
from ivr.call.turn import CanBeHeard, Goodbye, Spoken, Transfer, Turn, Wait, everything

__all__ = [
    "ACCEPT",
    "Announcing",
    "AtStep",
    "CanBeHeard",
    "DialOutcome",
    "Dialling",
    "Digit",
    "Goodbye",
    "InLanguageMenu",
    "Input",
    "Instructing",
    "LastWords",
    "Silence",
    "Spoken",
    "State",
    "Transfer",
    "Turn",
    "Wait",
    "answer",
    "everything",
    "fields",
    "is_in_danger",
    "is_wrong_key",
    "lasts_too_long",
    "read_state",
    "resume",
    "was_reached",
    "whisper",
]
