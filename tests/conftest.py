"""The whole stack as tests ring it: shipped hotline, silent clips, emulated carrier."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx
import pytest
from flask import Flask
from hypothesis import settings
from twilio.request_validator import RequestValidator

from ivr.definition import Loaded, load
from ivr.model import Hotline
from ivr.phone import Account, Caller, CallRecord, EmulatedCarrier, Limits, ScriptedCaller, parse
from ivr.phone.twiml import verbs as twiml
from ivr.serving.settings import Settings
from ivr.speech.build.requests import wanted
from ivr.speech.build.run import build
from ivr.web import create_app

# A slow machine is no failure: no test here is timed.
settings.register_profile("hotline", deadline=None)
settings.load_profile("hotline")

ROOT: Final = Path(__file__).parents[1]
BASE_URL: Final = "https://hotline.example"
TOKEN: Final = "the token of the tests"
TRUNK: Final = "trunk.example"
CALLER: Final = "+4700000099"
"""A number that no telephone can have; a test looks for it where it must not be."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh-broken", action="store_true", help="Write what tests/broken expects anew."
    )
    parser.addoption(
        "--refresh-calls",
        action="store_true",
        help="Write the conversations in tests/calls/*.yaml anew; read the differences in git.",
    )


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


def check_portable(body: bytes) -> None:
    """Hold TwiML against the subset of docs/architecture.md, beside the emulator's own rules."""
    for verb in parse(body).verbs:
        match verb:
            case twiml.Gather():
                assert (verb.num_digits, verb.finish_on_key) == (1, "")
                assert verb.action_on_empty_result
                assert (verb.action or "").startswith(BASE_URL)
                assert all(isinstance(one, (twiml.Play, twiml.Say)) for one in verb.prompts)
            case twiml.Dial():
                assert (verb.action or "").startswith(BASE_URL)
                assert all((callee.url or "").startswith(BASE_URL) for callee in verb.callees)
            case _:
                assert isinstance(verb, (twiml.Play, twiml.Say, twiml.Redirect, twiml.Hangup))
    assert b"<Pause" not in body


class Line:
    """Rings the whole stack; a call with a fault, or a request that does not verify, fails."""

    def __init__(self, app: Callable[..., Iterable[bytes]], hotline: Hotline) -> None:
        self.wire = Wire(app)
        self.hotline = hotline
        self.number = next(n for n, to in hotline.entrances.items() if to.language is None)
        self._client = httpx.Client(transport=httpx.WSGITransport(self.wire))

    def close(self) -> None:
        self._client.close()

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
            limits=Limits(turns=200),
        )

    def ring(
        self,
        caller: Caller | None = None,
        *,
        to: str = "",
        from_: str = CALLER,
        at: dt.datetime | None = None,
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
        at: dt.datetime | None = None,
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
            check_portable(tapped.body)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped project with silent clips; look, but do not change it."""
    root = tmp_path_factory.mktemp("shipped")
    for folder in ("config", "prompts"):
        shutil.copytree(ROOT / folder, root / folder)
    requests = wanted(load(root, {"SIP_TRUNK": TRUNK}), "silent")
    assert build(requests, root / "audio" / "built", jobs=1).complete
    return root


@pytest.fixture(scope="session")
def loaded(shipped: Path) -> Loaded:
    """The shipped hotline with a SIP trunk, so that every service can be dialled."""
    return load(shipped, {"SIP_TRUNK": TRUNK})


@pytest.fixture(scope="session")
def hotline(loaded: Loaded) -> Hotline:
    return loaded.hotline


@pytest.fixture(scope="session")
def serve(shipped: Path) -> Callable[..., Flask]:
    """Make the application, from the shipped project or another one, with settings of its own."""

    def made(
        root: Path = shipped,
        clock: Callable[[], dt.datetime] | None = None,
        *,
        tokens: tuple[str, ...] = (TOKEN,),
        emulated: bool = True,
        trunk: str = TRUNK,
    ) -> Flask:
        variables = {"SIP_TRUNK": trunk}
        settings = Settings(BASE_URL, tokens, root, variables, emulated=emulated, drafts=True)
        return create_app(settings, clock)

    return made


@pytest.fixture(scope="session")
def line(serve: Callable[..., Flask], hotline: Hotline) -> Iterator[Line]:
    line = Line(serve(), hotline)
    yield line
    line.close()
