"""What the limits of a hotline say of one request of the carrier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from ivr import carrier
from ivr.call import CanBeHeard, Dialling, DialOutcome, Transfer, Turn, is_in_danger, resume
from ivr.model import Hotline
from ivr.web.limits.callers import Callers
from ivr.web.limits.places import Places

LONGEST_TALK_S: Final = 14_400
"""How long the carrier lets a transfer go on where it is told nothing."""

FULL: Final = DialOutcome(answered=False, failure="full")
"""What comes of a transfer that is not tried, for every place at the service is taken."""

SLACK_S: Final = 60
"""Until the carrier has surely told that a transfer is over."""


class Limits:
    """The limits of a server, of all its processes together; a form is that of a signed request.

    Test calls of the hotline's own are never counted, nor is a call without an identifier.
    """

    def __init__(self) -> None:
        self._callers = Callers()
        self._places = Places()

    def know(self, hotline: Hotline) -> None:
        """Make room for a hotline that is going to be served; before the fork."""
        self._places.know(hotline)

    def is_flood(self, hotline: Hotline, form: Mapping[str, str], now: dt.datetime) -> bool:
        """Tell whether a number has called more often than is answered; who has none never has."""
        most, number, call = hotline.calls_from_one_number, carrier.caller(form), _call(form)
        if not (most and number and call):
            return False
        return self._callers.ordinal(number, call, now.timestamp()) > most

    def unless_full(
        self,
        hotline: Hotline,
        turn: Turn,
        form: Mapping[str, str],
        now: dt.datetime,
        can_be_heard: CanBeHeard,
        *,
        first: str,
    ) -> tuple[Turn, Dialling | None]:
        """Return a turn, or what callers hear while its service is busy, and which that is.

        Who is put through has a place there from now on; ``first`` is as in `resume`.
        """
        full = None
        while isinstance(turn.then, Transfer) and self._is_full(hotline, turn.then, form, now):
            full = full or turn.then.state
            turn = resume(hotline, turn.then.state, FULL, now, can_be_heard, first=first)
        return turn, full

    def leave(self, form: Mapping[str, str]) -> None:
        """Give back the place of a call whose transfer has ended, or which has itself."""
        if call := _call(form):
            self._places.leave(call)

    def _is_full(
        self, hotline: Hotline, transfer: Transfer, form: Mapping[str, str], now: dt.datetime
    ) -> bool:
        """Tell whether a service has no place left for a caller; else they have one now.

        For who may be in danger there always is one.
        """
        call, state = _call(form), transfer.state
        # Whoever has hung up meanwhile takes nobody's place.
        if not call or carrier.read_end(form) is not None or is_in_danger(hotline, state):
            return False
        service = hotline.municipalities[state.municipality].services[state.service]
        lasts = transfer.ring_seconds + (transfer.talk_seconds or LONGEST_TALK_S) + SLACK_S
        since = now.timestamp()
        return not self._places.take(service, call, since, since + lasts)


def _call(form: Mapping[str, str]) -> str:
    """Return the identifier of a call that is counted, else nothing."""
    return "" if carrier.is_probe(form) else form.get("CallSid", "")
