"""The emulated carrier: it stands where Twilio would, between a caller and a web application."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ivr.phone.call.context import CallContext, Goto
from ivr.phone.call.leg import Leg
from ivr.phone.call.record import CallOverrunError, CallRecord
from ivr.phone.call.run import run
from ivr.phone.callers.caller import Caller, Sound
from ivr.phone.clock import Clock, LimitError
from ivr.phone.errors import PhoneError
from ivr.phone.events import CallEnded, Event, Fault, Reason
from ivr.phone.http.clips import ClipCache
from ivr.phone.http.forms import Identity, Party
from ivr.phone.http.webhook import Webhook
from ivr.phone.twiml.urls import split_overrides
from ivr.phone.twiml.verbs import Method

if TYPE_CHECKING:
    import httpx

MAX_TURNS = 200
MAX_SECONDS = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class Account:
    """The account whose number is called.

    Args:
        sid: AC and 32 hexadecimal digits at Twilio; any text here.
        auth_token: signs every request; never shown.
        numbers: its own and verified numbers, which ``callerId`` may be.
        extra_fields: parameters that every signed request carries beside the carrier's own: those
            of a whisper, an action and a status callback too.

    >>> Account("AC1", "secret")
    Account(sid='AC1', numbers=())
    """

    sid: str
    auth_token: str = field(repr=False)
    numbers: tuple[str, ...] = ()
    extra_fields: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a call that would not end is given up.

    Args:
        turns: documents asked for.
        seconds: on the call's own clock.

    >>> Limits().turns
    200
    """

    turns: int = MAX_TURNS
    seconds: float = MAX_SECONDS


class EmulatedCarrier:
    """A carrier that rings a webhook, runs the TwiML it gets, and keeps a record.

    Args:
        client: how requests travel: ``httpx.Client()`` to a server,
            ``httpx.Client(transport=httpx.WSGITransport(app))`` into a WSGI application.
        account: whose number is called.
        voice_url: asked first, by POST; connection overrides may stand in its fragment.
        fallback_url: asked when a document cannot be had or run.
        fallback_method: how it is asked; a place that only keeps files knows GET alone.
        status_callback: told when a call is over.
        limits: where a call is given up.
        media_proxy: whether clips that say they never change (Cache-Control: immutable) are
            fetched once for all calls, as the carrier's own proxy does; else once a call.
        timer: the real seconds by which an answer is late.

    Raises:
        OverrideError: a URL's fragment holds something other than connection overrides.
        PhoneError: a URL is not absolute.

    >>> def app(environ, start_response):
    ...     start_response("200 OK", [("Content-Type", "text/xml")])
    ...     return [b"<Response><Say>Hello.</Say></Response>"]
    >>> import httpx
    >>> from ivr.phone import ScriptedCaller
    >>> client = httpx.Client(transport=httpx.WSGITransport(app))
    >>> carrier = EmulatedCarrier(
    ...     client, account=Account("AC1", "secret"), voice_url="http://app.example/voice"
    ... )
    >>> record = carrier.call(ScriptedCaller(), to="+4721000000", from_="+4799999999")
    >>> record.reason, [heard.text for heard in record.heard]
    ('end of TwiML', ['Hello.'])
    >>> client.close()
    """

    def __init__(  # noqa: PLR0913 - as many as a number has settings
        self,
        client: httpx.Client,
        *,
        account: Account,
        voice_url: str,
        fallback_url: str | None = None,
        fallback_method: Method = "POST",
        status_callback: str | None = None,
        limits: Limits | None = None,
        media_proxy: bool = False,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        _check_urls(url for url in (voice_url, fallback_url, status_callback) if url is not None)
        self._client = client
        self._account = account
        self._voice_url = voice_url
        self._fallback_url = fallback_url
        self._fallback_method = fallback_method
        self._status_callback = status_callback
        self._limits = limits or Limits()
        self._immutable: dict[str, Sound] | None = {} if media_proxy else None
        self._timer = timer

    def call(
        self,
        caller: Caller,
        *,
        to: str | Party,
        from_: str | Party,
        at: datetime | None = None,
        forwarded_from: str | None = None,
        call_sid: str | None = None,
    ) -> CallRecord:
        """Make one call, from answer to end.

        Args:
            caller: decides what is pressed and what comes of transfers, and is told of events.
            to: the hotline's number.
            from_: the caller's: a number, a SIP URI, or a word such as ``anonymous``.
            at: the moment of the answer, with an offset; None is now.
            forwarded_from: the number the call was diverted from.
            call_sid: the call's own name; None makes a new one. With the same name and the same
                application, two calls give equal records.

        Raises:
            CallOverrunError: the call would not end; it carries the record so far.
            PhoneError: an address nobody can call from or to, or a moment with no offset.
        """
        clock = Clock(at, self._limits.seconds)
        identity = Identity(
            account_sid=self._account.sid,
            call_sid=call_sid or f"CA{secrets.token_hex(16)}",
            from_=Party.of(from_),
            to=Party.of(to),
            forwarded_from=forwarded_from,
        )
        events: list[Event] = []

        def emit(event: Event) -> None:
            events.append(event)
            caller.tell(event)

        context = self._context(caller, clock, emit, identity)
        leg = Leg(identity, clock, emit, caller.listen)
        try:
            reason = run(context, leg, Goto(self._voice_url))
        except LimitError as error:
            emit(Fault(clock.seconds, 0, self._voice_url, str(error)))
            emit(CallEnded(clock.seconds, "given up"))
            raise CallOverrunError(str(error), _record(identity, clock, events)) from None
        self._report(context, leg, reason)
        emit(CallEnded(clock.seconds, reason))
        return _record(identity, clock, events)

    def _context(
        self, caller: Caller, clock: Clock, emit: Callable[[Event], None], identity: Identity
    ) -> CallContext:
        webhook = Webhook(
            self._client,
            self._account.auth_token,
            clock,
            emit,
            seed=identity.call_sid,
            extra=self._account.extra_fields,
            timer=self._timer,
        )
        return CallContext(
            clock=clock,
            webhook=webhook,
            clips=ClipCache(webhook, self._immutable),
            caller=caller,
            emit=emit,
            numbers=frozenset(self._account.numbers),
            fallback=self._fallback_url,
            fallback_method=self._fallback_method,
            turns_left=self._limits.turns,
        )

    def _report(self, context: CallContext, leg: Leg, reason: Reason) -> None:
        if self._status_callback is None:
            return
        status = "completed"
        if reason == "rejected":
            status = "busy"
        elif not leg.answered and reason == "caller hung up":
            status = "no-answer"
        seconds = context.clock.seconds
        context.report(leg, self._status_callback, "POST", status, seconds)


def _record(identity: Identity, clock: Clock, events: list[Event]) -> CallRecord:
    return CallRecord(
        call_sid=identity.call_sid,
        from_=identity.from_.address,
        to=identity.to.address,
        started=clock.start,
        events=tuple(events),
    )


def _check_urls(urls: Iterable[str]) -> None:
    for url in urls:
        bare, _ = split_overrides(url)
        if not bare.startswith(("http://", "https://")):
            raise PhoneError(f'"{url}" must be an absolute http or https URL')
