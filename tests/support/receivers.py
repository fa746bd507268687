"""Those who are told of alarms: a web address, a mailbox and a program, all of them real."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.processes import free_port


@dataclass
class WebAddress:
    """A web address that keeps what is posted to it, and answers as it is told to."""

    url: str = ""
    status: int = 204
    posted: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def web_address(port: int = 0) -> Iterator[WebAddress]:
    """Listen on this machine; the address takes what is posted until the end."""
    there = WebAddress()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if there.status < 300:
                there.posted.append(json.loads(body))
            self.send_response(there.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    there.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class MailServer:
    """A mail server that keeps the letters it takes."""

    port: int = field(default_factory=free_port)
    password: str = ""
    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - as aiosmtpd has it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        letter = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def authenticated(self, *told: Any) -> AuthResult:  # noqa: ANN401 - as aiosmtpd has it
        login = told[-1]
        assert isinstance(login, LoginPassword)
        return AuthResult(success=login.password.decode() == self.password)


@contextmanager
def mail_server(certificate: Path | None = None, password: str = "") -> Iterator[MailServer]:
    """Take mail on this machine; with a certificate, encrypted and from whoever signs in alone."""
    server, asked = MailServer(password=password), dict[str, Any]()
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        signing_in = {"authenticator": server.authenticated, "auth_required": True}
        asked = {"tls_context": context, "require_starttls": True, **signing_in}
    controller = Controller(server, hostname="localhost", port=server.port, **asked)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def certificate_of_localhost(folder: Path) -> Path:
    """Make a certificate of this machine's name, its key beside it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder.mkdir()
    made = folder / "localhost.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(made.with_suffix(".key")), "-out", str(made)),
        ],
        check=True,
        capture_output=True,
    )
    return made


def program(folder: Path) -> tuple[tuple[str, ...], Path]:
    """Return a command that writes each notice on a line of its own, and the file it writes."""
    told = folder / "told.jsonl"
    script = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read() + '\\n')"
    return (sys.executable, "-c", script, str(told)), told
