"""What goes over the wire in test calls: each request with its answer, and how long it took."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import httpx

CALLS_CLOCK: Final = "X-Emulated-Time"
"""The header in which the emulated carrier tells the time of its call, which `ivr run` goes by."""

MOST_BYTES: Final = 48 * 1024 * 1024
"""No clip is longer: an answer without an end is cut off here."""

_FRAMING: Final = frozenset({"content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what was answered.

    Attributes:
        method: GET or POST.
        url: As asked, with its query.
        path: The address without host and query.
        query: The fields of the query.
        form: What was posted.
        status: HTTP's.
        headers: Of the answer.
        body: Of the answer, decoded.
        seconds: From the request to the last byte.
        moments: When it may have been answered: at its beginning and its end by this machine's
            clock, and by the call's.
    """

    method: str
    url: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    status: int
    headers: httpx.Headers
    body: bytes
    seconds: float
    moments: tuple[dt.datetime, ...]

    @property
    def is_voice(self) -> bool:
        """Whether a call waits for the answer, and nobody is heard meanwhile."""
        return self.path.startswith("/voice")


class Tap(httpx.BaseTransport):
    """Carries requests, and shows each to ``seen`` with its answer; keeps how long all took."""

    def __init__(self, inner: httpx.BaseTransport, seen: Callable[[Exchange], None]) -> None:
        self._inner = inner
        self._seen = seen
        self.waits: list[float] = []
        self.requests = 0
        self.failed: httpx.TransportError | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request; raises httpx.TransportError when there is no answer."""
        self.requests += 1
        begun, start = dt.datetime.now(dt.UTC), time.monotonic()
        try:
            answer = self._inner.handle_request(request)
            response = _read(answer, request)
        except httpx.TransportError as error:
            self.failed = error
            raise
        seconds = time.monotonic() - start
        exchange = _exchange(request, response, seconds, begun)
        if exchange.is_voice:
            self.waits.append(seconds)
        self._seen(exchange)
        return response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def _read(answer: httpx.Response, request: httpx.Request) -> httpx.Response:
    """Return the answer with all its bytes; they are decoded as its headers say."""
    stream, body = answer.stream, bytearray()
    assert isinstance(stream, httpx.SyncByteStream)  # noqa: S101 - no transport here has another
    with closing(stream):
        for part in stream:
            body += part
            if len(body) > MOST_BYTES:
                break
    # What is not chunked any more says its length.
    named = [(name, value) for name, value in answer.headers.multi_items() if name not in _FRAMING]
    return httpx.Response(answer.status_code, headers=named, content=bytes(body), request=request)


def _exchange(
    request: httpx.Request, response: httpx.Response, seconds: float, begun: dt.datetime
) -> Exchange:
    moments = [begun, dt.datetime.now(dt.UTC)]
    with suppress(ValueError):
        moments.append(dt.datetime.fromisoformat(request.headers.get(CALLS_CLOCK, "")))
    return Exchange(
        method=request.method,
        url=str(request.url),
        path=request.url.path,
        query=dict(parse_qsl(request.url.query.decode("ascii"), keep_blank_values=True)),
        form=dict(parse_qsl(request.content.decode("ascii"), keep_blank_values=True)),
        status=response.status_code,
        headers=response.headers,
        body=response.content,
        seconds=seconds,
        moments=tuple(moments),
    )
