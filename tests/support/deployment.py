"""A production server of a project's own, as a platform starts it, and requests to it."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from ivr.serving.listening import url_of
from tests.support.hand import signature
from tests.support.hotline import BASE_URL, ROOT, TOKEN
from tests.support.processes import PATIENCE_SECONDS, Process, free_port, started
from tests.support.ringing import CALLER

SERVER: Final = (sys.executable, "-m", "ivr.web.server")
FORM: Final = {"CallSid": "CA" + "1" * 32, "From": CALLER, "To": "+4721000000", "FromCity": ""}


@dataclass(frozen=True)
class Deployment:
    """A started server, its port, and the address of this machine at which it is asked."""

    process: Process
    port: int
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return url_of(self.host, self.port)

    @property
    def content(self) -> str:
        """The version of the content that it serves."""
        return str(httpx.get(f"{self.url}/healthz", timeout=PATIENCE_SECONDS).json()["content"])

    def post(self, target: str = "/voice", **pressed: str) -> httpx.Response:
        form, headers = FORM | pressed, signed(target, **pressed)
        return httpx.post(self.url + target, data=form, headers=headers, timeout=PATIENCE_SECONDS)

    def connect(self) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=PATIENCE_SECONDS)


class ToServer(httpx.BaseTransport):
    """Takes requests to the public address to a server of this machine, as a proxy does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._inner = httpx.HTTPTransport()

    def close(self) -> None:
        self._inner.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        return self._inner.handle_request(request)


def signed(target: str, **pressed: str) -> dict[str, str]:
    return {"X-Twilio-Signature": signature(target, FORM | pressed)}


def signed_request(target: str = "/voice", **pressed: str) -> bytes:
    """Return the raw bytes of a signed request."""
    form, headers = FORM | pressed, signed(target, **pressed)
    request = httpx.Request("POST", f"{BASE_URL}{target}", data=form, headers=headers)
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    return f"POST {target} HTTP/1.1\r\n{head}\r\n".encode("ascii") + request.read()


def environment(project: Path, **changes: str) -> dict[str, str]:
    beside = Path(sys.executable).parent
    return {
        "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PUBLIC_BASE_URL": BASE_URL,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "HOTLINE_ROOT": str(project),
        "WEB_CONCURRENCY": "1",
        "OFFER_DRAFTS": "yes",
    } | changes


@contextmanager
def deployed(
    project: Path,
    *command: str,
    host: str = "127.0.0.1",
    cwd: str | None = None,
    **changes: str,
) -> Iterator[Deployment]:
    """Start a server, by a command of its own where one is told, and wait until it answers."""
    changes = {"PORT": str(free_port())} | changes
    with started(
        *(command or SERVER),
        env=environment(project, **changes),
        cwd=None if cwd is None else Path(cwd),
    ) as process:
        deployment = Deployment(process, int(changes["PORT"]), host)
        process.until(lambda: answers(deployment.url))
        yield deployment


def answers(url: str) -> bool:
    """Tell whether a hotline answers there."""
    try:
        return httpx.get(f"{url}/healthz", timeout=PATIENCE_SECONDS).status_code == 200
    except httpx.TransportError:
        return False
