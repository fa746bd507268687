"""The clocks of this machine, of the server and of the carrier, which ought to agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Final

from ivr.carrier.rest.port import Account
from ivr.problems import Problem
from ivr.problems.verdicts import Check, good, unknown, wrong
from ivr.proof.probe.wire import Exchange

MOST_S: Final = 60
"""Seconds by which two clocks may differ."""

SERVER: Final = "the server's clock"
OWN: Final = "this machine's clock"

_EFFECT: Final = (
    "Opening hours and announcements, certificates and the journal go by it; signatures do not."
)
_FIX: Final = "Have it set by the network: timedatectl set-ntp true, or chrony; see: timedatectl"


def server_clock(url: str, answer: Exchange) -> Check:
    """Return by how much the server's clock differs from this machine's, by one of its answers."""
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        cause = "Its answers have no date."
        fix = "Look on the server itself: timedatectl"
        return unknown(SERVER, Problem("doctor-not-looked", url, None, cause, fix))
    begun, ended = answer.moments[:2]
    return _compared(SERVER, told, begun + (ended - begun) / 2, "this machine's")


def own_clock(account: Account) -> Iterator[Check]:
    """Yield by how much this machine's clock differs from the carrier's.

    Raises:
        AccountRefusal: The account does not tell.
    """
    carriers = account.clock()
    yield _compared(OWN, dt.datetime.now(dt.UTC), carriers, "the carrier's")


def _compared(what: str, one: dt.datetime, other: dt.datetime, whose: str) -> Check:
    """Return by how much the one of two aware times is ahead.

    >>> now = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
    >>> print(_compared(OWN, now + dt.timedelta(seconds=2), now, "the carrier's"))
    good     this machine's clock: within 2 s of the carrier's
    """
    ahead = round((one.astimezone(dt.UTC) - other.astimezone(dt.UTC)).total_seconds())
    if abs(ahead) <= MOST_S:
        return good(what, f"within {abs(ahead)} s of {whose}")
    way = "ahead of" if ahead > 0 else "behind"
    minutes, seconds = divmod(abs(ahead), 60)
    cause = f"It is {minutes} min {seconds} s {way} {whose}. {_EFFECT}"
    return wrong(what, Problem("doctor-clock", what, None, cause, _FIX))
