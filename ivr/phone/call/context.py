"""What all legs of one call share: clock, HTTP, clips, and how a document is had or replaced."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urldefrag

from ivr.phone.call.leg import Leg
from ivr.phone.callers.caller import Caller
from ivr.phone.clock import Clock, LimitError
from ivr.phone.errors import FetchError, OverrideError, TwimlError
from ivr.phone.events import ApplicationError, Event, Fault, Purpose
from ivr.phone.http.clips import ClipCache
from ivr.phone.http.forms import progress
from ivr.phone.http.webhook import Answer, Ask, Webhook
from ivr.phone.twiml import verbs as twiml
from ivr.phone.twiml.parse import LineRules, parse

TWIML_TYPES = frozenset({"text/xml", "application/xml"})
BAD_TYPE = 12300
EMPTY_CHUNKED = 11770
APOLOGY_SECONDS = 3.6


@dataclass(frozen=True, slots=True)
class Goto:
    """The next document to run.

    Args:
        url: absolute.
        method: how it is asked for.
        form: what it is asked with, beside what every request carries.
        purpose: what it is for.
    """

    url: str
    method: twiml.Method = "POST"
    form: dict[str, str] = field(default_factory=dict)
    purpose: Purpose = "document"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document and the URL it came from, which relative URLs start from."""

    document: twiml.Document
    url: str


@dataclass(slots=True)
class CallContext:
    """One call's surroundings.

    Args:
        clock: the call's.
        webhook: asks the application.
        clips: the call's.
        caller: decides and is told.
        emit: records and tells an event.
        numbers: the account's own and verified numbers.
        fallback: asked when a document cannot be had or run.
        fallback_method: how it is asked.
        turns_left: documents the call may still ask for.
    """

    clock: Clock
    webhook: Webhook
    clips: ClipCache
    caller: Caller
    emit: Callable[[Event], None]
    numbers: frozenset[str] = frozenset()
    fallback: str | None = None
    fallback_method: twiml.Method = "POST"
    turns_left: int = 200
    _legs: int = 0
    _callbacks: dict[str, int] = field(default_factory=dict)

    def load(self, leg: Leg, goto: Goto) -> Loaded:
        """Get a document; when it cannot be had or run, get the fallback's.

        Raises:
            FetchError: neither could be fetched.
            TwimlError: neither could be run.
            LimitError: the call has asked for too many.
        """
        try:
            return self._load(leg, goto)
        except (FetchError, TwimlError, OverrideError) as error:
            code = self._fault(goto.url, error)
            if self.fallback is None or leg.is_callee:
                raise
        form = {"ErrorCode": str(code), "ErrorUrl": urldefrag(goto.url).url}
        instead = Goto(self.fallback, self.fallback_method, form, purpose="fallback")
        try:
            return self._load(leg, instead)
        except (FetchError, TwimlError, OverrideError) as error:
            self._fault(instead.url, error)
            raise

    def _load(self, leg: Leg, goto: Goto) -> Loaded:
        if self.turns_left <= 0:
            raise LimitError("the call asked for more documents than it may")
        self.turns_left -= 1
        form = leg.form() | goto.form
        answer = self.webhook.ask(Ask(goto.url, goto.purpose, goto.method, form))
        _check_answer(answer)
        rules = LineRules(
            caller=leg.identity.from_.address,
            caller_ids=self.numbers | {leg.identity.from_.address, leg.identity.to.address},
            whisper=leg.is_callee,
            legs_fail=True,
        )
        return Loaded(parse(answer.body, rules), answer.url)

    def _fault(self, url: str, error: FetchError | TwimlError | OverrideError) -> int:
        match error:
            case TwimlError():
                for fault in error.faults:
                    self.emit(Fault(self.clock.seconds, fault.code, url, str(fault)))
                return error.code
            case FetchError():
                self.emit(Fault(self.clock.seconds, error.code, url, error.problem))
                return error.code
            case _:
                self.emit(Fault(self.clock.seconds, 11100, url, str(error)))
                return 11100

    def apologise(self, leg: Leg) -> None:
        """Let the caller hear the carrier's own error message."""
        leg.answered = True
        at = self.clock.seconds
        if not leg.is_callee:
            self.emit(ApplicationError(at, at + APOLOGY_SECONDS))
        self.clock.advance(APOLOGY_SECONDS)

    def next_child(self, parent: str) -> str:
        """Name the next callee's leg."""
        self._legs += 1
        return child_sid(parent, self._legs)

    def report(
        self,
        leg: Leg,
        url: str,
        method: twiml.Method,
        status: str,
        duration: float | None = None,
    ) -> None:
        """Tell a status callback of a step. Best effort: its failure is a fact, not an end."""
        sid = leg.identity.call_sid
        number = self._callbacks.get(sid, 0)
        self._callbacks[sid] = number + 1
        form = leg.form(status) | progress(self.clock.now, number, duration)
        try:
            self.webhook.ask(Ask(url, "status", method, form))
        except FetchError as error:
            self.emit(Fault(self.clock.seconds, error.code, url, error.problem))


def child_sid(parent: str, number: int) -> str:
    """Name a callee's leg after the call: the same names for the same call, so records compare.

    >>> len(child_sid("CA1", 1)), child_sid("CA1", 1) == child_sid("CA1", 2)
    (34, False)
    """
    digest = hashlib.sha256(f"{parent}/{number}".encode()).hexdigest()
    return f"CA{digest[:32]}"


def _check_answer(answer: Answer) -> None:
    if not answer.body.strip():
        if "chunked" in answer.headers.get("transfer-encoding", ""):
            raise FetchError(EMPTY_CHUNKED, answer.url, "answered with an empty body")
        raise FetchError(12100, answer.url, "answered with an empty body; <Response/> is the least")
    if answer.content_type not in TWIML_TYPES:
        named = answer.content_type or "missing"
        allowed = " or ".join(sorted(TWIML_TYPES))
        raise FetchError(BAD_TYPE, answer.url, f"Content-Type is {named}; {allowed} is needed")
