"""Running documents on one leg, verb by verb, until something ends it."""

from dataclasses import dataclass
from typing import TypeAlias

from ivr.phone.call.context import CallContext, Goto, Loaded
from ivr.phone.call.dial import Transfer
from ivr.phone.call.leg import Leg, gather
from ivr.phone.callers.caller import HangUp
from ivr.phone.errors import ClipError, FetchError, OverrideError, TwimlError
from ivr.phone.events import Fault, Reason
from ivr.phone.twiml import verbs as twiml
from ivr.phone.twiml.urls import absolute


@dataclass(frozen=True, slots=True)
class _End:
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Next:
    """The next verb runs; when there is none, this is why the call ends."""

    otherwise: Reason = "end of TwiML"


def run(context: CallContext, leg: Leg, goto: Goto) -> Reason:
    """Run a document, and whatever it leads to, on one leg.

    Returns:
        Why it ended. An application's mistakes end it too, after the fallback was tried: they are
        facts in the record, not exceptions.

    Raises:
        LimitError: it would not end.
    """
    step: Goto | _End = goto
    while isinstance(step, Goto):
        try:
            step = _run_document(context, leg, context.load(leg, step))
        except ClipError as error:
            context.emit(Fault(context.clock.seconds, error.code, error.url, error.problem))
            step = _failed(context, leg)
        except (FetchError, TwimlError, OverrideError):
            step = _failed(context, leg)
    return step.reason


def _failed(context: CallContext, leg: Leg) -> _End:
    context.apologise(leg)
    return _End("application error")


_Step: TypeAlias = Goto | _End | _Next


def _run_document(context: CallContext, leg: Leg, loaded: Loaded) -> Goto | _End:
    onward = _Next()
    for verb in loaded.document.verbs:
        step = _run_verb(context, leg, verb, loaded.url)
        if not isinstance(step, _Next):
            return step
        onward = step
    return _End(onward.otherwise)


def _run_verb(context: CallContext, leg: Leg, verb: twiml.Verb, base: str) -> _Step:
    match verb:
        case twiml.Redirect(url, method):
            return Goto(absolute(base, url), method)
        case twiml.Hangup():
            return _End("application hung up")
        case twiml.Reject():
            # Only a call that nobody has answered yet can be refused.
            return _End("application hung up" if leg.answered else "rejected")
        case twiml.Gather():
            return _run_gather(context, leg, verb, base)
        case twiml.Dial():
            return _run_dial(context, leg, verb, base)
        case _:
            return _run_prompt(context, leg, verb, base)


def _run_prompt(context: CallContext, leg: Leg, verb: twiml.Prompt, base: str) -> _End | _Next:
    # A pause before anything else delays the pick-up; a prompt picks up.
    leg.answered = leg.answered or not isinstance(verb, twiml.Pause)
    reaction = leg.hear(context.clips.sounds((verb,), base))
    return _End("caller hung up") if isinstance(reaction, HangUp) else _Next()


def _run_gather(context: CallContext, leg: Leg, verb: twiml.Gather, base: str) -> _Step:
    leg.answered = True
    sounds = context.clips.sounds(verb.prompts, base)
    gathered = gather(leg, verb, sounds, context.clock, context.emit)
    if gathered.hung_up:
        return _End("caller hung up")
    if not gathered.digits and not verb.action_on_empty_result:
        return _Next()
    return Goto(absolute(base, verb.action or ""), verb.method, gathered.form)


def _run_dial(context: CallContext, leg: Leg, verb: twiml.Dial, base: str) -> _Step:
    transfer = Transfer(context, leg, verb, base, lambda callee, goto: run(context, callee, goto))
    after = transfer.carry_out()
    if after.caller_gone:
        return _End("caller hung up")
    return after.goto or _Next("callee hung up" if after.callee_gone else "end of TwiML")
