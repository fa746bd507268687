"""The stand-in's server: a proxy that answers itself for every host of the carrier, over TLS."""

from __future__ import annotations

import base64
import datetime as dt
import json
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import format_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import trustme

from tests.support.twilio_rest.account import SECRETS, Asked, Json, RestAccount, sid
from tests.support.twilio_rest.answers import Refused, answered
from tests.support.twilio_rest.published import judged

KEY: Final = sid("SK", 0x5E)
KEY_SECRETS: Final = {region: token[::-1] for region, token in SECRETS.items()}
"""The secret of the key of each region."""

HOTLINE: Final = "hotline.example"
"""A host that is none of the carrier's: it answers what is planted for it alone."""

HOSTS: Final = ("*.twilio.com", "*.dublin.ie1.twilio.com", "*.sydney.au1.twilio.com", HOTLINE)


@cache
def authority() -> trustme.CA:
    """Return who vouches for the stand-in, and for other servers of a test."""
    return trustme.CA()


@cache
def _certificate() -> trustme.LeafCert:
    return authority().issue_cert(*HOSTS)


@contextmanager
def rest_account(region: str = "us1", *, key: bool = False) -> Iterator[RestAccount]:
    """Serve an account; ``environ`` is what leads a program there, and signs it in.

    With ``TWILIO_OAI``, the folder of what the carrier publishes of its interface, each question
    and answer is held to it, and a test that strays from it fails.
    """
    account = RestAccount(region=region, key=key)
    server = _Server(account)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with tempfile.TemporaryDirectory() as folder:
        trusted = Path(folder, "trusted.pem")
        authority().cert_pem.write_to_path(trusted)
        account.proxy = f"http://127.0.0.1:{server.server_port}"
        account.environ = _environ(account, trusted)
        try:
            yield account
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()
            server.server_close()
    assert account.violations == []


def _environ(account: RestAccount, trusted: Path) -> dict[str, str]:
    near = "localhost,127.0.0.1"
    names = {"HTTPS_PROXY": account.proxy, "NO_PROXY": near, "REQUESTS_CA_BUNDLE": str(trusted)}
    signed = {"TWILIO_AUTH_TOKEN": SECRETS[account.region]}
    if account.key:
        signed |= {"TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": KEY_SECRETS[account.region]}
    small = {"https_proxy": account.proxy, "no_proxy": near}  # which count before the others
    return {**names, **small, "TWILIO_ACCOUNT_SID": account.sid, **signed} | (
        {} if account.region == "us1" else {"TWILIO_REGION": account.region}
    )


class _Server(ThreadingHTTPServer):
    def __init__(self, account: RestAccount) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.account = account
        self.ended = threading.Event()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        _certificate().configure_cert(self.context)
        self.kept: set[socket.socket] = set()

    def server_close(self) -> None:
        """End the connections that wait for a next question, and whoever answers on them."""
        for connection in [*self.kept]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers the questions of one connection, which begins as one to a proxy."""

    server: _Server
    protocol_version = "HTTP/1.1"
    host = ""

    def do_CONNECT(self) -> None:
        self.host = self.path.partition(":")[0]
        if not self.host.endswith((".twilio.com", HOTLINE)):
            self.send_error(403)
            return
        self.send_response(200)
        self.end_headers()
        try:
            self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):  # of one who does not trust us
            self.close_connection = True
            return
        self.server.kept.add(self.connection)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")  # in one piece, or each answer waits for an ACK
        self.close_connection = False

    def do_GET(self) -> None:
        self.reply({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.reply(dict(parse_qsl(body.decode(), keep_blank_values=True)))

    def finish(self) -> None:
        super().finish()
        self.server.kept.discard(self.connection)
        self.connection.close()

    def reply(self, form: dict[str, str]) -> None:
        target = urlsplit(self.path)
        path = unquote(target.path)
        values = dict(parse_qsl(target.query, keep_blank_values=True)) | form
        asked = Asked(self.command, self.host, path, values, time.monotonic())
        self.server.account.asked.append(asked)
        fault = self.server.account.fault(f"{self.host}{path}")
        if fault is None:
            status, told = self.told(asked)
            self.send(status, json.dumps(told).encode(), {})
        elif fault.hangs:
            self.server.ended.wait()
            self.close_connection = True
        elif fault.drips:
            self.send(200, b"", {"Content-Length": "4096"})
            self.drip()
        elif fault.closes:
            self.send(200, b'{"sid": "', {"Content-Length": "4096"})
            self.close_connection = True
        else:
            self.send(fault.status, fault.body, dict(fault.headers))

    def drip(self) -> None:
        """Send spaces, one by one, for longer than anybody waits."""
        self.close_connection = True
        with suppress(OSError):
            for _ in range(600):
                if self.server.ended.wait(0.05):
                    return
                self.wfile.write(b" ")
                self.wfile.flush()

    def told(self, asked: Asked) -> tuple[int, Json]:
        try:
            told = answered(self.server.account, asked, self.signed_in(asked.path))
        except Refused as refusal:
            more = f"https://www.twilio.com/docs/errors/{refusal.code}"
            said = {"code": refusal.code, "message": refusal.message, "more_info": more}
            return refusal.status, said | {"status": refusal.status}
        self.server.account.violations += judged(
            asked.method, asked.host, asked.path, asked.values, told
        )
        return 200, told

    def signed_in(self, path: str) -> str:
        """Return the region of the host, in which what signs in must be right."""
        parts = self.host.split(".")
        account = self.server.account
        region = parts[2] if len(parts) == 5 else "us1"
        _, _, coded = self.headers.get("Authorization", "").partition(" ")
        user, _, secret = base64.b64decode(coded).decode("latin-1").partition(":")
        right = {account.sid: SECRETS[region], KEY: KEY_SECRETS[region]}
        if right.get(user) != secret:
            raise Refused(401, 20003, "Authenticate")
        if user == KEY and account.rights != "main":
            if path.endswith(f"/Accounts/{account.sid}.json"):
                raise Refused(401, 20003, "Authenticate")
            if account.rights == "restricted":
                raise Refused(403, 70051, "Authorization Error")
        return region

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        now = dt.datetime.now(dt.UTC) + self.server.account.ahead
        standard = {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Date": format_datetime(now, usegmt=True),
        }
        with suppress(OSError):  # of one who has given up waiting
            self.send_response_only(status)
            for name, value in (standard | headers).items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - as the library has it
        """Say nothing."""
