"""Running documents on one leg, verb by verb, until something ends it."""

from dataclasses import dataclass
from typing import TypeAlias

from ivr.phone.call.context import Exchange, Goto, Loaded
from ivr.phone.call.dial import Dialling
from ivr.phone.call.events import Fault, Reason
from ivr.phone.call.gather import gather
from ivr.phone.call.leg import Leg
from ivr.phone.callers.caller import HangUp
from ivr.phone.errors import ClipError, FetchError, OverrideError, TwimlError
from ivr.phone.http.addresses import absolute
from ivr.phone.twiml import verbs as twiml


@dataclass(frozen=True, slots=True)
class _End:
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Next:
    """The next verb runs; when there is none, this is why the call ends."""

    otherwise: Reason = "end of TwiML"


def run(exchange: Exchange, leg: Leg, goto: Goto) -> Reason:
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
            step = _run_document(exchange, leg, exchange.load(leg, step))
        except ClipError as error:
            exchange.emit(Fault(exchange.clock.seconds, error.code, error.url, error.problem))
            step = _failed(exchange, leg)
        except (FetchError, TwimlError, OverrideError):
            step = _failed(exchange, leg)
    return step.reason


def _failed(exchange: Exchange, leg: Leg) -> _End:
    exchange.apologise(leg)
    return _End("application error")


_Step: TypeAlias = Goto | _End | _Next


def _run_document(exchange: Exchange, leg: Leg, loaded: Loaded) -> Goto | _End:
    onward = _Next()
    for verb in loaded.document.verbs:
        step = _run_verb(exchange, leg, verb, loaded.url)
        if not isinstance(step, _Next):
            return step
        onward = step
    return _End(onward.otherwise)


def _run_verb(exchange: Exchange, leg: Leg, verb: twiml.Verb, base: str) -> _Step:
    match verb:
        case twiml.Redirect(url, method):
            return Goto(absolute(base, url), method)
        case twiml.Hangup():
            return _End("application hung up")
        case twiml.Reject():
            # Only a call that nobody has answered yet can be refused.
            return _End("application hung up" if leg.answered else "rejected")
        case twiml.Gather():
            return _run_gather(exchange, leg, verb, base)
        case twiml.Dial():
            return _run_dial(exchange, leg, verb, base)
        case _:
            return _run_prompt(exchange, leg, verb, base)


def _run_prompt(exchange: Exchange, leg: Leg, verb: twiml.Prompt, base: str) -> _End | _Next:
    # A pause before anything else delays the pick-up; a prompt picks up.
    leg.answered = leg.answered or not isinstance(verb, twiml.Pause)
    reaction = leg.hear(exchange.clips.sounds((verb,), base))
    return _End("caller hung up") if isinstance(reaction, HangUp) else _Next()


def _run_gather(exchange: Exchange, leg: Leg, verb: twiml.Gather, base: str) -> _Step:
    leg.answered = True
    sounds = exchange.clips.sounds(verb.prompts, base)
    gathered = gather(leg, verb, sounds, exchange.clock, exchange.emit)
    if gathered.hung_up:
        return _End("caller hung up")
    if not gathered.digits and not verb.action_on_empty_result:
        return _Next()
    return Goto(absolute(base, verb.action or ""), verb.method, gathered.form)


def _run_dial(exchange: Exchange, leg: Leg, verb: twiml.Dial, base: str) -> _Step:
    dialling = Dialling(exchange, leg, verb, base, lambda callee, goto: run(exchange, callee, goto))
    dialed = dialling.carry_out()
    if dialed.caller_gone:
        return _End("caller hung up")
    return dialed.goto or _Next("callee hung up" if dialed.callee_gone else "end of TwiML")
