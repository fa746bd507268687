"""Random calls through the whole stack: signed requests, TwiML, the strict interpreter."""

from __future__ import annotations

import logging
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from wsgiref.types import WSGIApplication

import httpx

from ivr.model import Hotline
from ivr.phone import (
    Account,
    CallOverrunError,
    CallRecord,
    EmulatedCarrier,
    Limits,
    Party,
    Transferred,
)
from ivr.proof.random.bad_calls import BadCall
from ivr.proof.random.plan import MOST_ENTRIES, CallPlan, plan_call
from ivr.proof.random.promises import Broken, Promises
from ivr.proof.random.times import Almanac

MOST_TURNS: Final = 3 * MOST_ENTRIES + 40
"""Documents of one call: three for an entry (a turn, a dial, a whisper), and silence to the end."""

MOST_KEPT: Final = 20
"""Bad calls kept whole; the rest are counted."""

ACCOUNT_SID: Final = "AC" + "0" * 32

TURNS: Final = frozenset({"document", "whisper", "fallback"})


@dataclass(frozen=True, slots=True)
class Served:
    """A hotline as a WSGI application, where it believes it is, and the token it trusts.

    It must go by the carrier's clock, or every call is made now.
    """

    app: WSGIApplication
    hotline: Hotline
    base_url: str
    token: str = field(repr=False)


Serve = Callable[[], Served]
"""Makes the application anew; each process calls it once."""


@dataclass(slots=True)
class Tally:
    """What came of some calls.

    ``milliseconds`` are those the callers spent, on the calls' own clocks: whole ones, so that
    the sum is the same in whatever order the calls are counted.
    """

    calls: int = 0
    turns: int = 0
    most_turns: int = 0
    milliseconds: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    addresses: set[str] = field(default_factory=set)
    broken: Counter[str] = field(default_factory=Counter)
    bad: list[BadCall] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Take in what came of other calls."""
        self.calls += other.calls
        self.turns += other.turns
        self.most_turns = max(self.most_turns, other.most_turns)
        self.milliseconds += other.milliseconds
        self.endings += other.endings
        self.addresses |= other.addresses
        self.broken += other.broken
        self.bad = [*self.bad, *other.bad][:MOST_KEPT]

    def count(self, record: CallRecord) -> None:
        """Count one call that came to an end."""
        asked = [request.url for request in record.requests if request.purpose in TURNS]
        self.turns += len(asked)
        self.most_turns = max(self.most_turns, len(asked))
        self.addresses.update(asked)
        self.milliseconds += round(record.seconds * 1000)
        self.endings[ending(record)] += 1

    def blame(self, plan: CallPlan, broken: Iterable[Broken]) -> None:
        """Count the promises that a call did not keep."""
        broken = tuple(broken)
        self.broken.update(one.promise for one in broken)
        if broken and len(self.bad) < MOST_KEPT:
            self.bad.append(BadCall(plan, broken))


class Switchboard:
    """Makes the calls of one seed into one application, one after the other."""

    def __init__(self, served: Served, seed: int) -> None:
        hotline, base_url = served.hotline, served.base_url
        self._seed = seed
        self._listed = tuple(hotline.entrances)
        self._almanac = Almanac.of(hotline)
        self._promises = Promises.of(hotline)
        self._carrier = EmulatedCarrier(
            httpx.Client(transport=httpx.WSGITransport(served.app), trust_env=False),
            account=Account(ACCOUNT_SID, served.token, self._listed),
            voice_url=f"{base_url}/voice",
            fallback_url=f"{base_url}/voice/fallback",
            status_callback=f"{base_url}/voice/status",
            limits=Limits(turns=MOST_TURNS),
            media_proxy=True,
        )

    def calls(self, numbers: Iterable[int]) -> Tally:
        """Make some calls, and tell what came of them."""
        tally = Tally()
        with _errors_logged() as logged:
            for number in numbers:
                self._call(number, tally, logged)
        return tally

    def plan(self, number: int) -> CallPlan:
        """Return what will be done in a call."""
        return plan_call(self._seed, number, self._listed, self._almanac)

    def record(self, plan: CallPlan) -> CallRecord:
        """Make one call; raises whatever the stack raises."""
        # Not every called "number" is one the carrier would check, so it is taken as it is.
        to, from_ = Party.at(plan.to), Party.at(plan.from_)
        return self._carrier.call(
            plan.caller(), to=to, from_=from_, at=plan.at, call_sid=plan.call_sid
        )

    def _call(self, number: int, tally: Tally, logged: list[str]) -> None:
        plan = self.plan(number)
        tally.calls += 1
        try:
            record = self.record(plan)
        except CallOverrunError as error:
            record = error.record
            tally.blame(plan, [Broken("a call comes to an end", str(error))])
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the counterexample
            tally.blame(plan, [Broken("nothing is raised", _raised(error))])
            return
        tally.count(record)
        errors = [Broken("no error is logged", text) for text in logged]
        logged.clear()
        tally.blame(plan, [*self._promises.broken(record), *errors])


def ending(record: CallRecord) -> str:
    """Return how a call ended, in a few words.

    >>> import datetime as dt
    >>> from ivr.phone import CallEnded
    >>> start = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    >>> ending(CallRecord("CA1", "anonymous", "", start, (CallEnded(4.5, "caller hung up"),)))
    'the caller hangs up in a menu'
    """
    talks, dials = record.of(Transferred), record.dials
    match record.reason:
        case "application hung up":
            return "goodbye after a talk" if talks else "goodbye without a talk"
        case "caller hung up" if talks and talks[-1].ended_by == "caller":
            return "the caller hangs up after a talk"
        case "caller hung up" if dials and dials[-1].status == "canceled":
            return "the caller gives up while it rings"
        case "caller hung up":
            return "the caller hangs up in a menu"
        case reason:
            return reason


def _raised(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})"


class _Watch(logging.Handler):
    def __init__(self, errors: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        raised = record.exc_info[1] if record.exc_info else None
        what = f" ({_raised(raised)})" if isinstance(raised, Exception) else ""
        self._errors.append(f"{record.getMessage()}{what}")


@contextmanager
def _errors_logged() -> Iterator[list[str]]:
    """Collect what is logged as an error instead of printing it."""
    errors: list[str] = []
    log, watch = logging.getLogger("ivr"), _Watch(errors)
    propagates, log.propagate = log.propagate, False
    log.addHandler(watch)
    try:
        yield errors
    finally:
        log.removeHandler(watch)
        log.propagate = propagates
