"""Transfers: ringing, the whisper, the conversation, and what the application is told of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from ivr.phone.call.context import CallContext, Goto
from ivr.phone.call.forking import Fork, forked
from ivr.phone.call.leg import Leg
from ivr.phone.callers.caller import Outcome, Ringing, Talk
from ivr.phone.callers.scripted import ScriptedCaller
from ivr.phone.errors import FetchError
from ivr.phone.events import DialEnded, Fault, LegRung, Reason, ToneHeard, Transferred
from ivr.phone.http.forms import Identity, Party
from ivr.phone.http.webhook import Ask
from ivr.phone.twiml import verbs as twiml
from ivr.phone.twiml.urls import absolute

BUSY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class AfterTransfer:
    """What came of a transfer.

    Args:
        goto: the action to ask next, or None when the document runs on.
        caller_gone: whether the caller hung up.
        callee_gone: whether the two talked and the callee hung up.
    """

    goto: Goto | None = None
    caller_gone: bool = False
    callee_gone: bool = False


@dataclass(frozen=True, slots=True)
class _Called:
    """One callee being rung."""

    noun: twiml.Callee
    leg: Leg
    ringing: Ringing
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Bridge:
    """What came of an answered leg."""

    status: str
    bridged: bool
    seconds: float
    ended_by: Literal["caller", "callee", "time limit", "nobody"]


class Transfer:
    """One ``<Dial>`` being carried out.

    Args:
        context: the call's surroundings.
        caller: the caller's leg.
        verb: what to do.
        base: the document's URL.
        whisper: runs the callee's own document and says how it ended.
    """

    def __init__(
        self,
        context: CallContext,
        caller: Leg,
        verb: twiml.Dial,
        base: str,
        whisper: Callable[[Leg, Goto], Reason],
    ) -> None:
        self._context = context
        self._caller = caller
        self._verb = verb
        self._base = base
        self._whisper = whisper
        self._shown = verb.caller_id or caller.identity.from_.address

    def carry_out(self) -> AfterTransfer:
        """Ring, join, and give what follows."""
        if not self._verb.answer_on_bridge:
            self._caller.answered = True
        called = [self._call(noun) for noun in self._verb.callees]
        called = [replace(one, outcome=self._outcome(one)) for one in called]
        fork = forked([one.outcome for one in called], self._verb.timeout)
        self._ring(fork)
        decisive = called[fork.decisive]
        for one, ended in zip(called, fork.legs, strict=True):
            if ended.status != "answered":
                self._step(one, "completed", ended.status, 0.0)
        if fork.status == "answered":
            return self._conclude(decisive, self._join(decisive))
        bridge = _Bridge(fork.status, bridged=False, seconds=0.0, ended_by="nobody")
        if fork.status == "canceled":
            bridge = replace(bridge, ended_by="caller")
        return self._conclude(decisive, bridge)

    def _outcome(self, one: _Called) -> Outcome:
        """Ask the caller what comes of a leg; one that cannot be rung has failed already."""
        refusal = one.noun.refusal
        if refusal is None:
            return self._context.caller.ring(one.ringing)
        at = self._context.clock.seconds
        self._context.emit(Fault(at, refusal.code, self._base, str(refusal)))
        return Outcome("failed")

    def _call(self, noun: twiml.Callee) -> _Called:
        own = self._caller.identity
        sid = self._context.next_child(own.call_sid)
        identity = Identity(
            account_sid=own.account_sid,
            call_sid=sid,
            from_=Party.at(self._shown),
            to=Party.at(noun.target),
            direction="outbound-dial",
            parent_call_sid=own.call_sid,
        )
        clock, emit = self._context.clock, self._context.emit
        leg = Leg(identity, clock, emit, lambda _listen: None)
        byoc = (noun.byoc if isinstance(noun, twiml.Number) else None) or ""
        ringing = Ringing(noun.target, sid, self._verb.timeout, self._shown)
        called = _Called(noun, leg, ringing, Outcome())
        if noun.refusal is not None:
            return called
        emit(LegRung(clock.seconds, noun.target, sid, self._shown, byoc))
        self._step(called, "initiated", "initiated")
        self._step(called, "ringing", "ringing")
        return called

    def _step(
        self, one: _Called, event: twiml.LegEvent, status: str, duration: float | None = None
    ) -> None:
        url = one.noun.status_callback
        if url is not None and event in one.noun.status_callback_event:
            target = absolute(self._base, url)
            method = one.noun.status_callback_method
            self._context.report(one.leg, target, method, status, duration)

    def _ring(self, fork: Fork) -> None:
        clock = self._context.clock
        busy = min(BUSY_SECONDS, fork.seconds) if fork.status == "busy" else 0.0
        self._tone("ring-back", fork.seconds - busy)
        clock.advance(fork.seconds - busy)
        self._tone("busy", busy)
        clock.advance(busy)

    def _tone(self, tone: Literal["ring-back", "busy"], seconds: float) -> None:
        at = self._context.clock.seconds
        if seconds > 0:
            self._context.emit(ToneHeard(at, at + seconds, tone))

    def _join(self, one: _Called) -> _Bridge:
        clock = self._context.clock
        answered = clock.seconds
        one.leg.answered = True
        self._step(one, "answered", "in-progress")
        refused = self._whispered(one)
        if refused is None:
            bridge = self._talk(one)
        else:
            bridge = _Bridge(refused, bridged=False, seconds=0.0, ended_by="nobody")
        bridge = replace(bridge, seconds=clock.seconds - answered)
        self._step(one, "completed", bridge.status, bridge.seconds)
        return bridge

    def _whispered(self, one: _Called) -> str | None:
        """Run the whisper; None joins the two, else it is the status of the refusal."""
        if one.noun.url is None:
            return None
        begin = self._context.clock.seconds
        listener = one.outcome.whispered or ScriptedCaller(one.outcome.whisper_keys).listen
        leg = Leg(
            one.leg.identity,
            self._context.clock,
            self._context.emit,
            listener,
            answered=True,
        )
        goto = Goto(absolute(self._base, one.noun.url), one.noun.method, purpose="whisper")
        reason = self._whisper(leg, goto)
        seconds = self._context.clock.seconds - begin
        if self._verb.answer_on_bridge and seconds > 0:
            self._context.emit(ToneHeard(begin, begin + seconds, "ring-back"))
        # A callee who declines was answered all the same; field reports show `completed` here.
        return {"end of TwiML": None, "application error": "failed"}.get(reason, "completed")

    def _talk(self, one: _Called) -> _Bridge:
        clock, limit = self._context.clock, float(self._verb.time_limit)
        self._caller.answered = True
        talk = self._context.caller.talk(one.ringing, one.outcome, limit)
        if talk.seconds >= limit:
            talk = Talk(limit, talk.ended_by)
            ended_by: Literal["caller", "callee", "time limit"] = "time limit"
        else:
            ended_by = talk.ended_by
        at = clock.seconds
        self._context.emit(
            Transferred(at, at + talk.seconds, one.ringing.to, one.ringing.call_sid, ended_by)
        )
        clock.advance(talk.seconds)
        return _Bridge("completed", bridged=True, seconds=talk.seconds, ended_by=ended_by)

    def _conclude(self, one: _Called, bridge: _Bridge) -> AfterTransfer:
        clock = self._context.clock
        sid = one.ringing.call_sid
        self._context.emit(DialEnded(clock.seconds, bridge.status, sid, bridge.bridged))
        goto = self._action(one, bridge)
        if bridge.ended_by != "caller":
            return AfterTransfer(goto, callee_gone=bridge.ended_by == "callee")
        if goto is not None:
            self._tell_of_the_end(goto)
        return AfterTransfer(caller_gone=True)

    def _action(self, one: _Called, bridge: _Bridge) -> Goto | None:
        if self._verb.action is None:
            return None
        form = {
            "DialCallStatus": bridge.status,
            "DialCallSid": one.ringing.call_sid,
            "DialBridged": str(bridge.bridged).lower(),
        }
        if bridge.seconds > 0:
            form["DialCallDuration"] = str(round(bridge.seconds))
        return Goto(absolute(self._base, self._verb.action), self._verb.method, form)

    def _tell_of_the_end(self, goto: Goto) -> None:
        """Ask the action though the caller is gone: it is asked, and its answer is not run."""
        form = self._caller.form("completed") | goto.form
        try:
            self._context.webhook.ask(Ask(goto.url, "document", goto.method, form))
        except FetchError as error:
            clock = self._context.clock
            self._context.emit(Fault(clock.seconds, error.code, error.url, error.problem))
