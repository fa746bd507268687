"""The alarms as pages tell them: those that are on, those that are over, and who looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from ivr.journal.alarms.past import Past, past_alarms
from ivr.journal.alarms.state import Alarm, read_state


@dataclass(frozen=True, slots=True)
class Alarms:
    """What the server has left of its alarms; moments are those of the hotline's clock.

    Attributes:
        looked: When somebody looked last; None where nobody ever has.
        is_fresh: Whether somebody still looks.
        raised: Those that are on, the oldest first.
        past: Those that are over, the latest first.
    """

    looked: dt.datetime | None
    is_fresh: bool
    raised: Sequence[Alarm]
    past: Sequence[Past]


def alarms(folder: Path, zone: ZoneInfo, now: dt.datetime) -> Alarms:
    """Read what lies in the journal's folder."""
    state, past = read_state(folder), past_alarms(folder)
    if state is None:
        return Alarms(None, False, (), past)  # noqa: FBT003 - nobody looks
    raised = sorted((one for one in state.alarms if one.is_raised), key=lambda one: one.since)
    return Alarms(state.looked.astimezone(zone), state.is_fresh(now), raised, past)
