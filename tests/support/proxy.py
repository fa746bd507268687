"""A proxy before a hotline, as operators have one, that does to answers what it is told to."""

from __future__ import annotations

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
    {"content-type", "x-twilio-signature", "x-emulated-time", "cache-control", "content-language"}
)


@dataclass
class Passed:
    """One request, and the answer that may be changed on its way."""

    method: str
    path: str
    form: dict[str, str]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Give another answer than the hotline's."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.status, self.body, self.headers = status, body, named


def unchanged(_: Passed) -> None:
    """Let an answer through as it is."""


@dataclass
class Proxy:
    """``change`` sees each answer of ``upstream``; ``passed`` are the requests so far."""

    url: str
    upstream: str = ""
    change: Callable[[Passed], object] = field(default=unchanged)
    passed: list[Passed] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [one.path.partition("?")[0] for one in self.passed]

    def forward(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Passed:
        form = dict(parse_qsl(body.decode("ascii"), keep_blank_values=True))
        passed = Passed(method, target, form)
        self.passed.append(passed)
        if self.upstream:
            answer = httpx.request(
                method,
                f"{self.upstream}{target}",
                headers={name: text for name, text in headers.items() if name.lower() in KEPT},
                content=body,
                timeout=PATIENCE_SECONDS,
                trust_env=False,
            )
            named = {name: text for name, text in answer.headers.items() if name in KEPT}
            passed.status, passed.headers, passed.body = answer.status_code, named, answer.content
        self.change(passed)
        return passed


EXPIRED: Final = Path(__file__).parent / "expired.pem"
"""A certificate of localhost with its key, which held in January 2020 and is trusted by nobody."""


@contextmanager
def proxied(certificate: Path | None = None) -> Iterator[Proxy]:
    """Start a proxy, with TLS by a certificate; whoever it is before is told to it later."""

    class Handler(BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            passed = proxy.forward(self.command, self.path, dict(self.headers), body)
            self.send_response(passed.status)
            for name, value in passed.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(passed.body)))
            with suppress(ConnectionError):  # of one who has given up waiting
                self.end_headers()
                self.wfile.write(passed.body)

        do_GET = do_POST = pass_on  # noqa: N815 - as the library calls them

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - as the library has it
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy = Proxy(f"http://127.0.0.1:{server.server_port}")
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        proxy.url = f"https://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
