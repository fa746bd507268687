"""How long a call may last: nobody who may be in danger is ever cut off."""

from __future__ import annotations

from ivr.call.input import DialOutcome, Input
from ivr.call.state import Announcing, Dialling, Instructing, State
from ivr.call.turn import Goodbye, Turn
from ivr.model import Hotline
from ivr.model.services import Urgency


def lasts_too_long(
    hotline: Hotline, state: State, input: Input, turn: Turn, seconds: int | None
) -> bool:
    """Tell whether a call ends here instead of going on with a turn.

    ``seconds`` are those since the answer, None where nobody knows. It does so at a key or silence
    alone, and neither in a door of danger nor on the way to one.
    """
    longest = hotline.longest_call_minutes * 60
    if not longest or seconds is None or seconds <= longest:
        return False
    if isinstance(input, DialOutcome) or isinstance(turn.then, Goodbye):
        return False
    return not (is_in_danger(hotline, state) or is_in_danger(hotline, turn.then.state))


def is_in_danger(hotline: Hotline, state: State) -> bool:
    """Tell whether a caller is in a door of danger, or on the way to one: no limit is theirs."""
    if state.topic in hotline.urgent_doors:
        return True
    if not isinstance(state, Announcing | Dialling | Instructing):
        return False
    services = hotline.municipalities[state.municipality].services
    return services[state.service].urgency > Urgency.ORDINARY
