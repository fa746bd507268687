"""What an operator reads in the log, and what nobody ever does: who called, and the secrets."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import flask
import httpx
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from ivr.journal import Event, Kind, NoJournal
from ivr.journal.overheard import Overheard
from ivr.web.logs import EventLines
from ivr.web.logs.hidden import HIDDEN, Hidden
from ivr.web.logs.setup import formatter
from ivr.web.logs.target import Target
from tests.support.deployment import Deployment, answers, deployed, signed_request
from tests.support.deployment import environment as of_a_server
from tests.support.hand import FORM, Hand
from tests.support.hotline import MORNING, SMALL, TOKEN, copied, rented, with_clips
from tests.support.processes import free_port, started
from tests.support.ringing import CALLER

SERVER: Final = (sys.executable, "-m", "ivr.web.server")
SID: Final = "CA" + "1" * 32
METRICS_TOKEN: Final = "a-token-of-the-monitoring-system"
PASSWORD: Final = "correct-horse-battery"
SECRETS: Final = (
    *(CALLER, CALLER[1:], CALLER[3:], SID, TOKEN, METRICS_TOKEN, PASSWORD),
    *("n=fees", "l=nb", "t=fees", "Ola Nordmann"),
)
TURN: Final = "/voice/turn?m=asker&at=step&l=nb&n=fees"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_clips(rented(copied(tmp_path_factory.mktemp("logged"), SMALL)))


class Kept(logging.Handler):
    """Keeps the lines that the server would write."""

    def __init__(self, log_format: str = "json") -> None:
        super().__init__()
        settings = {"METRICS_TOKEN": METRICS_TOKEN, "TWILIO_AUTH_TOKEN": TOKEN}
        settings["DATABASE_URL"] = f"postgresql://hotline:{PASSWORD}@db.example/hotline"
        self.setFormatter(formatter(settings | {"LOG_FORMAT": log_format}))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """What is logged in the test, in JSON unless it asks for text."""
    handler = Kept(getattr(request, "param", "json"))
    log = logging.getLogger("ivr")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield handler
    finally:
        log.removeHandler(handler)
        log.setLevel(before)


def test_a_fault_is_one_line_with_what_led_to_it(
    serve: Callable[..., Flask], small: Path, kept: Kept
) -> None:
    def stopped() -> dt.datetime:
        raise RuntimeError("the clock has stopped")

    app = serve(small, stopped, journal=Recorded())
    Hand(app).post(TURN)
    line, *_ = kept.told()
    assert line["event"] == "A turn failed; the caller hears the apology."
    assert (line["level"], line["address"], line["call"]) == ("error", "/voice/turn", "12345678")
    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("the clock has stopped")
    assert dt.datetime.fromisoformat(line["time"]).tzinfo is not None


def test_whatever_a_fault_says_of_the_caller_is_hidden(
    serve: Callable[..., Flask], small: Path, kept: Kept
) -> None:
    """The message of an exception holds all that the carrier told, and every secret."""

    def stopped() -> dt.datetime:
        raise RuntimeError(f"{dict(flask.request.form)} {flask.request.url} {SECRETS[:7]}")

    app = serve(small, stopped)
    Hand(app).post(TURN, FORM | {"CallerName": "Ola Nordmann", "FromCity": "Lillehammer"})
    assert kept.told()[0]["event"] == "A turn failed; the caller hears the apology."
    for line in kept.lines:
        assert HIDDEN in line
        for secret in (*SECRETS[:7], "Ola Nordmann", "Lillehammer", "n=fees"):
            assert secret not in line


SHOWN: Final = [
    "Called: +4700····88, which no municipality lists; answered as Asker.",
    "A transfer came to nothing: asker: guidance, route 1: failed, SIP 503, error 13224.",
    "nb [main.fees] has lost its clip, nb/4f2a91c01d.wav. Run: ivr audio build --verify",
    "Sorry: 113 and 116 117 cannot be dialled; sip:113@trunk.example is skipped.",
    "Booting worker with pid: 1234567",
    "Listening at: http://0.0.0.0:8000,http://127.0.0.1:9100 (4321)",
    "3 more in 10 minutes: The carrier fell back: error 11205 at /voice/turn.",
    "4,638 clips; taken over: 3f2a91c at 2026-11-30T15:45:21Z. Is it open? Set A=b",
]


@pytest.mark.parametrize("line", SHOWN)
def test_what_an_operator_needs_is_shown_as_it_is(line: str) -> None:
    assert Hidden([])(None, "", {"event": line}) == {"event": line}


@pytest.mark.parametrize(
    "secret",
    [
        *("+4791122333", "+47 911 22 333", "+47 91 12 23 33", "+47-911-22-333", "004791122333"),
        *("4791122333", "91122333", "91 12 23 33", "911 22 333", "From=%2B4791122333"),
        *("+46 (0)70-123 45 67", "+1 202-555-0143", "911\xa022\xa0333"),
        *(SID, SID.upper().replace("CA", "AC"), "PN" + "a" * 32, TOKEN),
        *("sip:ola.nordmann@pbx.example", "sips:4791122333@pbx.example"),
        *("/voice/turn?m=asker&at=step&l=nb&n=fees", "https://h.example/voice?x=y"),
        *("postgresql://hotline:word@db.example/x", "hHs7dXVtPxg1tbPbMCuLbqZwbcI="),
    ],
)
def test_what_looks_like_a_caller_a_call_or_a_secret_is_hidden(secret: str) -> None:
    line = Hidden([])(None, "", {"event": f"Seen: {secret} twice.", "beside": secret})
    for told in (str(line["event"]), str(line["beside"])):
        assert HIDDEN in told
        assert secret not in told
    assert str(line["event"]).startswith("Seen: ")
    assert str(line["event"]).endswith(" twice.")


@given(st.text(), st.integers(10**7, 10**14))
def test_a_number_is_hidden_whatever_stands_around_it(around: str, number: int) -> None:
    line = Hidden([])(None, "", {"event": f"{around} +{number} {around}"})
    assert f"+{number}" not in str(line["event"])


@pytest.mark.parametrize("kept", ["text"], indirect=True)
def test_in_text_a_line_is_read_from_left_to_right(kept: Kept) -> None:
    logging.getLogger("ivr").warning("pl: %d prompts have no clip.", 3)
    [line] = kept.lines
    time, level, words = line.split(maxsplit=2)
    assert dt.datetime.fromisoformat(time).tzinfo is not None
    assert (level, words) == ("warning", "pl: 3 prompts have no clip.")


class Recorded(NoJournal):
    """A journal that keeps what it is given."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def log_tag(self, call: str) -> str:
        return "12345678" if call == SID else super().log_tag(call)

    def record(self, call: str, now: dt.datetime, *events: Event, probe: bool = False) -> None:
        super().record(call, now, *events, probe=probe)
        self.events += events


def test_each_event_of_a_call_is_a_line_where_it_is_asked_for(kept: Kept) -> None:
    recorded = Recorded()
    journal = Overheard(recorded, EventLines(recorded.log_tag))
    heard = (
        Event(Kind.ANSWERED, "asker", "shared", at="languages"),
        Event(Kind.TRANSFER, "asker", name="gp", route=1, outcome="answered", seconds=0),
    )
    journal.record(SID, MORNING, *heard)
    journal.record(SID, MORNING, heard[0], probe=True)
    lines = [{name: told for name, told in one.items() if name != "time"} for one in kept.told()]
    asker: dict[str, object] = {"level": "info", "call": "12345678", "municipality": "asker"}
    assert lines == [
        asker | {"event": "answered", "label": "shared", "at": "languages"},
        asker
        | {"event": "transfer", "name": "gp", "route": 1, "outcome": "answered", "seconds": 0},
        asker | {"event": "answered", "label": "shared", "at": "languages", "probe": True},
    ]
    assert recorded.events == [*heard, heard[0]]
    assert SID not in "".join(kept.lines)


def test_a_line_that_fails_costs_no_event() -> None:
    class Keyless(Recorded):
        def log_tag(self, call: str) -> str:
            raise RuntimeError(f"no key for {call}")

    recorded = Keyless()
    Overheard(recorded, EventLines(recorded.log_tag)).record(SID, MORNING, Event(Kind.ANSWERED))
    assert len(recorded.events) == 1


def target_line(target: Target, words: str) -> None:
    target.emit(logging.LogRecord("ivr", logging.INFO, "", 0, words, None, None))


def test_a_pipe_that_nobody_reads_keeps_nobody_waiting_and_the_loss_is_told() -> None:
    """It is filled to the brim, and emptied later."""
    reader, writer = os.pipe()
    try:
        target = Target(writer)
        for number in range(5000):
            target_line(target, f"line {number} {'x' * 100}")
        os.set_blocking(reader, False)
        read = os.read(reader, 1 << 20).decode().splitlines()
        target_line(target, "there is room again")
        after = os.read(reader, 1 << 20).decode().splitlines()
    finally:
        os.close(reader)
        os.close(writer)
    assert len(read) < 5000
    assert after == [
        f"{5000 - len(read)} lines of the log were lost before this one.",
        "there is room again",
    ]


def test_a_target_that_is_closed_or_full_raises_nothing() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with Path("/dev/full").open("wb") as full:
        for number in (writer, full.fileno(), -1, 9999):
            target_line(Target(number), "lost")
    os.close(writer)


def lines_of(server: Deployment) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.process.told().splitlines()]


def test_every_line_of_production_is_json_and_holds_nothing_of_a_caller(project: Path) -> None:
    """At the most talkative level: calls, refusals, broken requests, a change, the end."""
    settings = {"LOG_FORMAT": "json", "LOG_LEVEL": "debug", "METRICS_TOKEN": METRICS_TOKEN}
    with deployed(project, *SERVER, WEB_CONCURRENCY="2", LOG_CALLS="yes", **settings) as server:
        server.post()
        server.post(TURN, Digits="1", CallerName="Ola Nordmann")
        server.post("/voice/status", CallStatus="failed", ErrorCode="13224")
        httpx.post(server.url + TURN, data=FORM)
        for broken in (
            f"GET {TURN}&From={CALLER} HTTP/9.9\r\n\r\n".encode(),
            b"GET /\xff?n=fees\r\n\r\n",
            signed_request(TURN)[:-20],
        ):
            with server.connect() as connection:
                connection.sendall(broken)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(4096)
        server.process.send(signal.SIGHUP)
        server.process.wait_for("Nothing has changed")
        server.process.send(signal.SIGTERM)
        server.process.finished()
        found = lines_of(server)
        log = server.process.told()
    assert {line["level"] for line in found} >= {"info", "warning"}
    assert all({"time", "level", "event"} <= line.keys() for line in found)
    for secret in SECRETS:
        assert secret not in log, secret


@pytest.mark.parametrize("target", ["/dev/full", "closed"])
def test_a_log_that_takes_nothing_keeps_the_server_from_nothing(project: Path, target: str) -> None:
    """Neither from starting nor from answering, nor from a change."""
    redirect = "2>&- >&-" if target == "closed" else f">{target} 2>&1"
    port = free_port()
    command = f"exec {sys.executable} -m ivr.web.server {redirect}"
    env = of_a_server(project, PORT=str(port))
    with started("sh", "-c", command, env=env) as process:
        server = Deployment(process, port)
        process.until(lambda: answers(server.url))
        assert httpx.post(server.url + TURN, data=FORM).status_code == 403
        assert server.post().status_code == 200
        process.send(signal.SIGHUP)
        assert server.post().status_code == 200
