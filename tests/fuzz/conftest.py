"""The webhook as an attacker or a broken proxy reaches it, and the command as anybody types it."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

from ivr.model import Hotline
from ivr.phone import (
    LineRules,
    parse,
)
from tests.support.hotline import BASE_URL, TOKEN

URLENCODED: Final = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Ask:
    """One request, byte by byte; ``target`` is what stands on the request line."""

    target: str
    body: bytes = b""
    method: str = "POST"
    content_type: str = URLENCODED
    headers: dict[str, str] = field(default_factory=dict)

    def environ(self) -> dict[str, Any]:
        path, mark, query = self.target.partition("?")
        environ = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query.encode().decode("latin-1") if mark else "",
            "SERVER_NAME": "hotline.example",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": self.content_type,
            "CONTENT_LENGTH": str(len(self.body)),
            "HTTP_HOST": "hotline.example",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        return environ | self.headers

    @property
    def form(self) -> MultiDict[str, str]:
        """What a form reader makes of the body, which is what Twilio would have signed."""
        return Request(self.environ()).form


class Reached:
    """Asks the application, and holds every answer to what is promised of all of them."""

    def __init__(self, app: Callable[..., Iterable[bytes]], hotline: Hotline) -> None:
        self._app = app
        self._hotline = hotline
        self.logged: list[logging.LogRecord] = []

    def ask(self, ask: Ask) -> Answer:
        started: list[tuple[str, list[tuple[str, str]]]] = []
        self.logged.clear()

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:  # noqa: ANN401 - as WSGI has it
            started.append((status, headers))

        body = self._app(ask.environ(), start_response)
        try:
            content = b"".join(body)
        finally:
            getattr(body, "close", lambda: None)()
        status, headers = started[-1]
        answer = Answer(int(status[:3]), {n.lower(): v for n, v in headers}, content)
        assert answer.status < 500, (ask, answer)
        assert not [record for record in self.logged if record.exc_info], ask
        return answer

    def ask_signed(self, ask: Ask, token: str = TOKEN) -> Answer:
        """Ask with the signature Twilio would have made for just this request."""
        path, mark, query = ask.target.partition("?")
        # A bare "?" at the end is no query, and is not signed.
        url = f"{BASE_URL}{path}" + (f"{mark}{query.encode().decode('latin-1')}" if query else "")
        signature = RequestValidator(token).compute_signature(url, ask.form)
        ask.headers = {**ask.headers, "HTTP_X_TWILIO_SIGNATURE": signature}
        return self.ask(ask)

    def heard(self, ask: Ask, *, whisper: bool = False) -> Answer:
        """Ask with a signature, and hold the answer to the strict interpreter's rules."""
        answer = self.ask_signed(ask)
        assert answer.status == 200, (ask, answer)
        assert answer.headers["content-type"].startswith("text/xml")
        parse(answer.body, self._rules(ask.form, whisper=whisper))
        return answer

    def _rules(self, form: Mapping[str, str], *, whisper: bool) -> LineRules:
        caller, called = form.get("From", ""), form.get("To", "")
        own = frozenset(self._hotline.entrances)
        return LineRules(caller=caller, caller_ids=own | {caller, called}, whisper=whisper)


class _Keeper(logging.Handler):
    def __init__(self, kept: list[logging.LogRecord]) -> None:
        super().__init__()
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        self._kept.append(record)


@contextmanager
def _watched(reached: Reached) -> Iterator[Reached]:
    """Let whatever is logged as an exception fail the request that caused it."""
    keeper = _Keeper(reached.logged)
    log = logging.getLogger("ivr")
    log.addHandler(keeper)
    try:
        yield reached
    finally:
        log.removeHandler(keeper)


@pytest.fixture(scope="module")
def reached(serve: Callable[..., Any], hotline: Hotline) -> Iterator[Reached]:
    """The shipped hotline as production serves it."""
    with _watched(Reached(serve(emulated=False), hotline)) as reached:
        yield reached


@pytest.fixture(scope="module")
def emulated(serve: Callable[..., Any], hotline: Hotline) -> Iterator[Reached]:
    """The shipped hotline going by the emulated carrier's clock."""
    with _watched(Reached(serve(), hotline)) as reached:
        yield reached


@pytest.fixture(scope="session")
def raw() -> type[Ask]:
    """Make a request: target, body, then whatever else differs."""
    return Ask


@pytest.fixture(scope="session")
def held() -> Callable[..., None]:
    """Hold a finished command to what a mistake may look like, with one of these exit codes."""

    def check(done: subprocess.CompletedProcess[str], *codes: int) -> None:
        assert done.returncode in codes, done
        assert "Traceback" not in done.stdout + done.stderr
        if done.returncode == 1:
            assert done.stderr.strip().isprintable(), done.stderr
            assert done.stderr.strip()

    return check
