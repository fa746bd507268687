"""A proxy before a hotline, as operators have one, that does to answers what it is told to."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx

from tests.support.processes import PATIENCE_SECONDS

KEPT: Final = frozenset(
    {
        *("cache-control", "content-language", "content-range", "content-type", "date", "range"),
        *("x-emulated-time", "x-twilio-signature"),
    }
)


@dataclass
class Passed:
    """One request, and the answer that may be changed on its way."""

    method: str
    path: str
    form: dict[str, str]
    signature: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Give another answer than the hotline's."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.status, self.body, self.headers = status, body, named


def unchanged(_: Passed) -> None:
    """Let an answer through as it is."""


def _client() -> httpx.Client:
    return httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False)


@dataclass
class Proxy:
    """``change`` sees each answer of ``upstream``; ``passed`` are the requests so far.

    With TLS, ``context`` takes another certificate, and ``plain`` has it answer http as well.
    """

    url: str
    upstream: str = ""
    change: Callable[[Passed], object] = field(default=unchanged)
    passed: list[Passed] = field(default_factory=list)
    client: httpx.Client = field(default_factory=_client)
    context: ssl.SSLContext | None = None
    plain: bool = False

    def paths(self) -> list[str]:
        return [one.path.partition("?")[0] for one in self.passed]

    def forward(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Passed:
        form = dict(parse_qsl(body.decode("ascii"), keep_blank_values=True))
        named = {name.lower(): text for name, text in headers.items()}
        passed = Passed(method, target, form, named.get("x-twilio-signature", ""))
        self.passed.append(passed)
        if self.upstream:
            answer = self.client.request(
                method,
                f"{self.upstream}{target}",
                headers={name: text for name, text in named.items() if name in KEPT},
                content=body,
            )
            kept = {name: text for name, text in answer.headers.items() if name in KEPT}
            passed.status, passed.headers, passed.body = answer.status_code, kept, answer.content
        self.change(passed)
        return passed


EXPIRED: Final = Path(__file__).parent / "expired.pem"
"""A certificate of localhost with its key, which held in January 2020 and is trusted by nobody."""


HANDSHAKE: Final = b"\x16"
"""How a client begins that speaks TLS."""


@contextmanager
def proxied(certificate: Path | None = None) -> Iterator[Proxy]:
    """Start a proxy, with TLS by a certificate; whoever it is before is told to it later."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            passed = proxy.forward(self.command, self.path, dict(self.headers), body)
            self.send_response_only(passed.status)
            for name, value in passed.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(passed.body)))
            with suppress(ConnectionError):  # of one who has given up waiting
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else passed.body)

        do_GET = do_HEAD = do_POST = pass_on  # noqa: N815 - as the library calls them

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - as the library has it
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True  # a kept connection waits for its next request

        def get_request(self) -> tuple[socket.socket, Any]:
            connection, address = super().get_request()
            spoken = connection.recv(1, socket.MSG_PEEK) if proxy.plain else HANDSHAKE
            if proxy.context is not None and spoken == HANDSHAKE:
                connection = proxy.context.wrap_socket(connection, server_side=True)
            return connection, address

    server = Server(("127.0.0.1", 0), Handler)
    proxy = Proxy(f"http://127.0.0.1:{server.server_port}")
    if certificate is not None:
        proxy.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        proxy.context.load_cert_chain(certificate)
        proxy.url = f"https://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        proxy.client.close()
