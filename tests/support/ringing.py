"""One way to ring a hotline: the whole stack, and every request held to what was promised."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx
from twilio.request_validator import RequestValidator

from ivr.carrier import overrides_of
from ivr.model import Hotline
from ivr.phone import (
    Account,
    Caller,
    CallRecord,
    EmulatedCarrier,
    Limits,
    ScriptedCaller,
    parse,
)
from ivr.phone.twiml import verbs as twiml
from tests.support.hotline import BASE_URL, MORNING, TOKEN

CALLER: Final = "+4700000099"
"""A number that no telephone can have; a test looks for it where it must not be."""


@dataclass(frozen=True)
class Tapped:
    """One request as it went over the wire, and its answer."""

    method: str
    url: str
    form: dict[str, str]
    signature: str
    status: int
    body: bytes

    @property
    def is_voice(self) -> bool:
        return self.url.startswith(f"{BASE_URL}/voice")


@dataclass
class Wire:
    """An application behind a wire tap."""

    app: Callable[..., Iterable[bytes]]
    tapped: list[Tapped] = field(default_factory=list)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        query = environ["QUERY_STRING"]
        target = environ["PATH_INFO"] + (f"?{query}" if query else "")
        statuses: list[int] = []

        def started(status: str, *rest: Any) -> Any:  # noqa: ANN401 - as WSGI has it
            statuses.append(int(status[:3]))
            return start_response(status, *rest)

        answered = self.app(environ, started)
        answer = b"".join(answered)
        getattr(answered, "close", lambda: None)()
        self.tapped.append(
            Tapped(
                environ["REQUEST_METHOD"],
                f"{environ['wsgi.url_scheme']}://{environ['HTTP_HOST']}{target}",
                dict(parse_qsl(body.decode("latin-1"), keep_blank_values=True)),
                environ.get("HTTP_X_TWILIO_SIGNATURE", ""),
                statuses[-1],
                answer,
            )
        )
        return [answer]


def check_portable(body: bytes, overrides: str = overrides_of({})) -> None:
    """Hold TwiML against the subset of docs/architecture.md, beside the emulator's own rules.

    Every address of the webhook in it has the connection's ``overrides`` behind it, or nothing.
    """
    verbs = parse(body).verbs
    for address in addresses_in(verbs):
        assert address.startswith(BASE_URL)
        assert address.partition("#")[2] == overrides
    for verb in verbs:
        match verb:
            case twiml.Gather():
                assert (verb.num_digits, verb.finish_on_key) == (1, "")
                # A callee who presses nothing is not connected.
                assert verb.action_on_empty_result or verbs[-1] == twiml.Hangup()
                assert all(isinstance(one, (twiml.Play, twiml.Say)) for one in verb.prompts)
            case _:
                allowed = twiml.Dial, twiml.Play, twiml.Say, twiml.Redirect, twiml.Hangup
                assert isinstance(verb, allowed)
    assert b"<Pause" not in body


def addresses_in(verbs: Iterable[twiml.Verb]) -> Iterator[str]:
    """Every address of the webhook that the carrier is told."""
    for verb in verbs:
        match verb:
            case twiml.Gather():
                yield verb.action or ""
            case twiml.Redirect():
                yield verb.url
            case twiml.Dial():
                yield verb.action or ""
                yield from (callee.url or "" for callee in verb.callees)


class Line:
    """Rings the whole stack; a call with a fault, or a request that does not verify, fails."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        hotline: Hotline,
        *,
        turns: int = 200,
        overrides: str = overrides_of({}),
    ) -> None:
        self.wire = Wire(app)
        self.hotline = hotline
        self.turns = turns
        self.overrides = overrides
        self.number = next(n for n, to in hotline.entrances.items() if to.language is None)
        self._client = httpx.Client(transport=httpx.WSGITransport(self.wire))

    def get(self, url: str) -> bytes:
        """Fetch a clip as a carrier would."""
        return self._client.get(url).raise_for_status().content

    def carrier(self, token: str = TOKEN) -> EmulatedCarrier:
        return EmulatedCarrier(
            self._client,
            account=Account("AC" + "0" * 32, token, tuple(self.hotline.entrances)),
            voice_url=f"{BASE_URL}/voice",
            fallback_url=f"{BASE_URL}/voice/fallback",
            status_callback=f"{BASE_URL}/voice/status",
            limits=Limits(turns=self.turns),
        )

    def ring(
        self,
        caller: Caller | None = None,
        *,
        to: str = "",
        from_: str = CALLER,
        at: dt.datetime = MORNING,
    ) -> CallRecord:
        """Make a call, whatever becomes of it."""
        self.wire.tapped.clear()
        caller = caller or ScriptedCaller()
        return self.carrier().call(
            caller, to=to or self.number, from_=from_, at=at, call_sid="CA" + "1" * 32
        )

    def call(
        self,
        caller: Caller | None = None,
        *,
        to: str = "",
        from_: str = CALLER,
        at: dt.datetime = MORNING,
    ) -> CallRecord:
        """Make a call that must be without a fault from its first request to its last."""
        record = self.ring(caller, to=to, from_=from_, at=at)
        assert record.faults == ()
        for tapped in self.wire.tapped:
            self._check(tapped)
        return record

    def _check(self, tapped: Tapped) -> None:
        assert tapped.status in (200, 204), tapped
        if not tapped.is_voice:
            return
        assert RequestValidator(TOKEN).validate(tapped.url, tapped.form, tapped.signature)
        if tapped.status == 200:
            check_portable(tapped.body, self.overrides)
