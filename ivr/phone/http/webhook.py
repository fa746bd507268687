"""Asking the application: signed requests, redirects, retries and time limits, over real HTTP."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, urldefrag, urlencode, urljoin

from ivr.phone.clock import Clock
from ivr.phone.errors import FetchError
from ivr.phone.events import Event, Purpose, RequestSent
from ivr.phone.http.forms import sign
from ivr.phone.twiml.urls import CEILING_SECONDS, Overrides, split_overrides
from ivr.phone.twiml.verbs import Method

if TYPE_CHECKING:
    import httpx

USER_AGENT = "emulated-carrier/1"
MAX_REDIRECTS = 10

HTTP_FAILURE = 11200
OUT_OF_TIME = 11203
CONNECTION_FAILURE = 11205
TOO_MANY_REDIRECTS = 11215
BAD_URL = 11100
# The last read may end this much after the deadline, so that it is surely the deadline it met.
_SLACK = 0.02
_FORGETFUL = frozenset({301, 302, 303})
_FAITHFUL = frozenset({307, 308})


@dataclass(frozen=True, slots=True)
class Ask:
    """Something to ask the application for.

    Args:
        url: absolute, with overrides in its fragment.
        purpose: what it is for.
        method: GET or POST.
        form: the parameters.
        signed: clips are fetched without a signature.
        limit: bytes read of the answer at most.

    >>> Ask("http://localhost/voice", "document").method
    'POST'
    """

    url: str
    purpose: Purpose
    method: Method = "POST"
    form: Mapping[str, str] = field(default_factory=dict)
    signed: bool = True
    limit: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What the application answered.

    Args:
        url: where the answer came from in the end, after redirects, without what a GET added to it.
        body: its bytes, one more than the limit at most.
        headers: its headers.
    """

    url: str
    body: bytes
    headers: httpx.Headers

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case; empty when there is none."""
        named = str(self.headers.get("content-type", ""))
        return named.partition(";")[0].strip().lower()


class _FailedError(Exception):
    """One attempt that failed, with the kind of failure the retry policy knows it by."""

    def __init__(self, kind: str, code: int, problem: str) -> None:
        super().__init__(problem)
        self.kind = kind
        self.code = code


@dataclass(frozen=True, slots=True)
class _Attempt:
    ask: Ask
    overrides: Overrides
    deadline: float
    token: str
    timer: Callable[[], float]
    number: int = 1

    @property
    def left(self) -> float:
        return self.deadline - self.timer()

    def may_repeat(self, failure: _FailedError) -> bool:
        wanted = self.overrides.retried(failure.kind) and self.number <= self.overrides.retries
        return wanted and self.left > 0


@dataclass(frozen=True, slots=True)
class _Hop:
    url: str
    method: Method
    form: Mapping[str, str]

    @classmethod
    def first(cls, url: str, ask: Ask) -> _Hop:
        if ask.method == "POST" or not ask.form:
            return cls(url, ask.method, ask.form)
        return cls(url + ("&" if "?" in url else "?") + urlencode(ask.form), "GET", {})

    def after(self, response: httpx.Response) -> _Hop | None:
        location = response.headers.get("location")
        if location is None or response.status_code not in _FORGETFUL | _FAITHFUL:
            return None
        url = urldefrag(urljoin(self.url, location)).url
        if response.status_code in _FAITHFUL:
            return _Hop(url, self.method, self.form)
        return _Hop(url, "GET", {})


class Webhook:
    """The carrier's side of HTTP, for one call.

    Args:
        client: sends the requests, to a server or into a WSGI application.
        token: the account's auth token, which signs them.
        clock: the call's, told to the application in X-Emulated-Time.
        emit: is told of every request.
        seed: makes the idempotency tokens of this call its own.
        extra: parameters sent, and signed, with every signed request.
        timer: the real seconds by which an answer is late.
    """

    def __init__(
        self,
        client: httpx.Client,
        token: str,
        clock: Clock,
        emit: Callable[[Event], None],
        *,
        seed: str = "",
        extra: Mapping[str, str] | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._extra = dict(extra or {})
        self._token = token
        self._clock = clock
        self._emit = emit
        self._seed = seed
        self._timer = timer
        self._count = 0

    def ask(self, ask: Ask) -> Answer:
        """Ask, try again where the overrides say so, and give the answer.

        Raises:
            FetchError: no answer of the 2xx kind within the time.
            OverrideError: the URL's fragment is wrong.
        """
        url, overrides = split_overrides(ask.url)
        if ask.signed and self._extra:
            ask = replace(ask, form={**ask.form, **self._extra})
        self._count += 1
        token = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self._seed}/{self._count}"))
        deadline = self._timer() + overrides.total
        attempt = _Attempt(ask, overrides, deadline, token, self._timer)
        while True:
            try:
                return self._follow(attempt, url)
            except _FailedError as failure:
                if not attempt.may_repeat(failure):
                    raise FetchError(failure.code, url, str(failure)) from None
            attempt = replace(attempt, number=attempt.number + 1)

    def _follow(self, attempt: _Attempt, url: str) -> Answer:
        hop = _Hop.first(url, attempt.ask)
        for _ in range(MAX_REDIRECTS + 1):
            response, body = self._roundtrip(attempt, hop)
            onward = hop.after(response)
            if onward is None:
                _check_status(response)
                return Answer(url, body, response.headers)
            hop = onward
            url = hop.url
        raise _FailedError("", TOO_MANY_REDIRECTS, f"redirected more than {MAX_REDIRECTS} times")

    def _roundtrip(self, attempt: _Attempt, hop: _Hop) -> tuple[httpx.Response, bytes]:
        try:
            response, body = self._send(attempt, hop)
        except _FailedError as failure:
            self._report(attempt, hop, None, str(failure))
            raise
        self._report(attempt, hop, response.status_code, "")
        return response, body

    def _send(self, attempt: _Attempt, hop: _Hop) -> tuple[httpx.Response, bytes]:
        import httpx  # noqa: PLC0415 - TwiML is read without it

        try:
            request = self._request(attempt, hop)
            response = self._client.send(request, stream=True, follow_redirects=False)
            try:
                return response, _read(response, attempt)
            finally:
                response.close()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise self._failure("ct", attempt, error, "no connection") from None
        except httpx.TransportError as error:
            raise self._failure("rt", attempt, error, "no complete answer") from None
        except (httpx.InvalidURL, httpx.DecodingError) as error:
            raise _FailedError("", BAD_URL, f"cannot be asked or read: {error}") from None

    def _request(self, attempt: _Attempt, hop: _Hop) -> httpx.Request:
        left = max(attempt.left, 0.0) + _SLACK
        overrides = attempt.overrides
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": "*/*",
            "X-Emulated-Time": self._clock.now.isoformat(),
        }
        if attempt.ask.signed:
            headers["X-Twilio-Signature"] = sign(self._token, hop.url, hop.form)
            headers["I-Twilio-Idempotency-Token"] = attempt.token
        content = None
        if hop.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
            content = _encoded(hop.form)
        import httpx  # noqa: PLC0415 - as above

        timeout = httpx.Timeout(
            left, connect=min(overrides.connect, left), read=min(overrides.read, left)
        )
        return self._client.build_request(
            hop.method, hop.url, headers=headers, content=content, timeout=timeout
        )

    def _failure(
        self, kind: str, attempt: _Attempt, error: Exception, problem: str
    ) -> _FailedError:
        if attempt.left <= 0:
            return _too_slow(attempt)
        what = str(error) or type(error).__name__
        return _FailedError(kind, CONNECTION_FAILURE, f"{problem}: {what}")

    def _report(self, attempt: _Attempt, hop: _Hop, status: int | None, problem: str) -> None:
        self._emit(
            RequestSent(
                at=self._clock.seconds,
                purpose=attempt.ask.purpose,
                method=hop.method,
                url=hop.url,
                form=dict(hop.form),
                status=status,
                problem=problem,
                attempt=attempt.number,
            )
        )


def _encoded(form: Mapping[str, str]) -> bytes:
    return "&".join(map(_pair, form, form.values())).encode("ascii")


# Most of a form is the same in every request of a call.
@lru_cache(maxsize=4096)
def _pair(name: str, value: str) -> str:
    return f"{quote_plus(name)}={quote_plus(value)}"


def _read(response: httpx.Response, attempt: _Attempt) -> bytes:
    body = bytearray()
    # An application inside this process has given its answer as a whole.
    whole = response.is_stream_consumed
    for chunk in (response.content,) if whole else response.iter_bytes():
        body += chunk
        if attempt.left <= 0 or len(body) > attempt.ask.limit:
            break
    # An application inside this process cannot be interrupted, so its lateness is judged here.
    if attempt.left <= 0:
        raise _too_slow(attempt)
    return bytes(body[: attempt.ask.limit + 1])


def _too_slow(attempt: _Attempt) -> _FailedError:
    own_limit = attempt.overrides.total < CEILING_SECONDS
    code = OUT_OF_TIME if own_limit else CONNECTION_FAILURE
    return _FailedError("rt", code, "no complete answer in the time a document may take")


def _check_status(response: httpx.Response) -> None:
    if response.is_success:
        return
    kind = f"{response.status_code // 100}xx"
    raise _FailedError(kind, HTTP_FAILURE, f"answered with HTTP status {response.status_code}")
