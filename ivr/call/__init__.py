"""One conversation, pure: hotline, state, what was heard and the time in; a turn out."""

from ivr.call.conversation import answer, resume, whisper
from ivr.call.inputs import DialOutcome, Digit, Input, Silence
from ivr.call.state import State
from ivr.call.turn import Goodbye, Spoken, Transfer, Turn, Wait

__all__ = [
    "DialOutcome",
    "Digit",
    "Goodbye",
    "Input",
    "Silence",
    "Spoken",
    "State",
    "Transfer",
    "Turn",
    "Wait",
    "answer",
    "resume",
    "whisper",
]
