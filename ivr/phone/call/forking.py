"""Who wins when several telephones ring: a calculation, with no clock and no network."""

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.phone.callers.caller import RING_SECONDS, Outcome, OutcomeStatus


@dataclass(frozen=True, slots=True)
class LegOutcome:
    """How one telephone's ringing ended.

    Args:
        status: as for an outcome; ``canceled`` also when another was answered first.
        seconds: after how long.
    """

    status: OutcomeStatus
    seconds: float


@dataclass(frozen=True, slots=True)
class Fork:
    """How the ringing ended as a whole.

    Args:
        status: ``answered``, or what the application is told in DialCallStatus.
        seconds: how long the caller heard it ring.
        decisive: the place of the leg that decided it.
        legs: how each ended, in order.
    """

    status: OutcomeStatus
    seconds: float
    decisive: int
    legs: tuple[LegOutcome, ...]


def forked(outcomes: Sequence[Outcome], timeout: float) -> Fork:
    """Work out how ringing these callees together ends.

    The first answer before the time-out wins, unless the caller gives up before it. With no
    answer at all the status is no-answer before busy before failed: Twilio documents no order.

    Args:
        outcomes: one per callee, in order; at least one.
        timeout: seconds they ring at most.

    >>> forked([Outcome("busy"), Outcome("answered", ring_seconds=8)], 30).seconds
    8
    >>> forked([Outcome("answered", ring_seconds=40)], 30).status
    'no-answer'
    """
    legs = [_alone(outcome, timeout) for outcome in outcomes]
    for status in ("canceled", "answered"):
        at = [leg.seconds for leg in legs if leg.status == status]
        others = [leg.seconds for leg in legs if leg.status == "answered"]
        if at and (status == "answered" or min(at) < min(others, default=timeout + 1)):
            return _cut(legs, status, min(at))
    for status in ("no-answer", "busy", "failed"):
        for place, leg in enumerate(legs):
            if leg.status == status:
                longest = max(leg.seconds for leg in legs)
                return Fork(status, longest, place, tuple(legs))
    raise ValueError("nobody to ring")


def _alone(outcome: Outcome, timeout: float) -> LegOutcome:
    default = {"no-answer": timeout, "failed": 0.0}.get(outcome.status, RING_SECONDS)
    seconds = default if outcome.ring_seconds is None else max(0.0, outcome.ring_seconds)
    if outcome.status == "no-answer" or seconds >= timeout:
        return LegOutcome("no-answer", timeout)
    return LegOutcome(outcome.status, seconds)


def _cut(legs: list[LegOutcome], status: OutcomeStatus, at: float) -> Fork:
    decisive = next(
        place for place, leg in enumerate(legs) if leg.status == status and leg.seconds == at
    )
    ended = tuple(
        leg
        if place == decisive or (leg.seconds <= at and leg.status in {"busy", "failed"})
        else LegOutcome("canceled", at)
        for place, leg in enumerate(legs)
    )
    return Fork(status, at, decisive, ended)
