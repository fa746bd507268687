"""A small web application to call, in process or over a real socket."""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
import pytest

from ivr.phone import (
    Account,
    Caller,
    CallRecord,
    EmulatedCarrier,
    Limits,
    Outcome,
    ScriptedCaller,
    write_wav,
)

TOKEN = "a token of thirty-two letters  ok"
HOTLINE = "+4721000000"
CALLER = "+4799999999"


@dataclass
class Seen:
    """One request as the application got it."""

    method: str
    url: str
    path: str
    form: dict[str, str]
    headers: dict[str, str]


@dataclass
class Page:
    body: bytes
    status: str = "200 OK"
    headers: dict[str, str] = field(default_factory=dict)


def twiml(inside: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'.encode()


class Site:
    """A WSGI application made of pages; a path with several pages gives them in turn."""

    def __init__(self) -> None:
        self.pages: dict[str, list[Page]] = {}
        self.seen: list[Seen] = []

    def page(self, path: str, body: bytes, status: str = "200 OK", **headers: str) -> Site:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages.setdefault(path, []).append(Page(body, status, names))
        return self

    def twiml(self, path: str, inside: str, **headers: str) -> Site:
        return self.page(path, twiml(inside), **{"Content_Type": "text/xml", **headers})

    def clip(self, path: str, seconds: float, **headers: str) -> Site:
        samples = array("h", [1000, -1000] * round(seconds * 4000))
        return self.page(path, write_wav(samples), **{"Content_Type": "audio/wav", **headers})

    def move(self, path: str, location: str, status: str = "302 Found") -> Site:
        return self.page(path, b"", status, Location=location)

    def paths(self, method: str = "POST") -> list[str]:
        return [seen.path for seen in self.seen if seen.method == method]

    def last(self, path: str) -> Seen:
        return [seen for seen in self.seen if seen.path == path][-1]

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length).decode()
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        host = environ.get("HTTP_HOST", "app.example")
        url = f"{environ['wsgi.url_scheme']}://{host}{path}" + (f"?{query}" if query else "")
        headers = {
            key[5:].replace("_", "-").lower(): value
            for key, value in environ.items()
            if key.startswith("HTTP_")
        }
        form = dict(parse_qsl(body, keep_blank_values=True))
        self.seen.append(Seen(environ["REQUEST_METHOD"], url, path, form, headers))
        pages = self.pages.get(path, [Page(b"not found", "404 Not Found")])
        page = pages.pop(0) if len(pages) > 1 else pages[0]
        start_response(page.status, list(page.headers.items()))
        return [page.body]


class Telephone:
    """Calls the site and keeps nothing between calls."""

    def __init__(self, client: httpx.Client, base: str) -> None:
        self.client = client
        self.base = base

    def carrier(
        self,
        *,
        voice: str = "/voice",
        fallback: str | None = None,
        status: str | None = None,
        numbers: tuple[str, ...] = (),
        limits: Limits | None = None,
        extra_fields: dict[str, str] | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> EmulatedCarrier:
        return EmulatedCarrier(
            self.client,
            account=Account("AC1", TOKEN, numbers, extra_fields or {}),
            voice_url=self.base + voice,
            fallback_url=fallback and self.base + fallback,
            status_callback=status and self.base + status,
            limits=limits,
            timer=timer,
        )

    def call(
        self,
        keys: str = "",
        outcomes: Iterable[str | Outcome] = (),
        *,
        barge_in: float | None = None,
        caller: Caller | None = None,
        from_: str = CALLER,
        at: datetime | None = None,
        call_sid: str | None = None,
        forwarded_from: str | None = None,
        carrier: EmulatedCarrier | None = None,
    ) -> CallRecord:
        return (carrier or self.carrier()).call(
            caller or ScriptedCaller(keys, outcomes, barge_in=barge_in),
            to=HOTLINE,
            from_=from_,
            at=at,
            call_sid=call_sid,
            forwarded_from=forwarded_from,
        )


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def phone(site: Site) -> Iterator[Telephone]:
    with httpx.Client(transport=httpx.WSGITransport(site)) as client:
        yield Telephone(client, "http://app.example")


class _QuietRequests(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def served(site: Site) -> Iterator[Telephone]:
    """The same site behind a real socket."""
    server = make_server("127.0.0.1", 0, site, WSGIServer, _QuietRequests)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with httpx.Client() as client:
        yield Telephone(client, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()
