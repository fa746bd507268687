"""What callers hear while something breaks: one table of every fault, printed by one test.

Each call goes from the answer over a language and the emergency menu to 113, and the fault comes in
the middle of it. Run with `-s`, or see the table on a failure.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import pytest

from ivr.phone import Account, CallRecord, EmulatedCarrier, ScriptedCaller
from ivr.phone.callers.caller import Listen, Reaction
from ivr.phone.events import Transferred
from ivr.serving.publishing.status import running_server
from tests.support.commands import Ivr
from tests.support.deployment import Deployment, ToServer, deployed, signed_request
from tests.support.hotline import BASE_URL, MORNING, TOKEN, copy_of, rented, served
from tests.support.postgres import Postgres, postgres_server

SERVER: Final = (sys.executable, "-m", "ivr.web.server")
CALLED: Final = "+4721000001"
KEYS: Final = "1,1,1"
MENU: Final = "/voice/turn?m=asker&at=step&l=nb&n=main"
CALLS: Final = 3
"""Calls a fault, one after the other."""


class Row(NamedTuple):
    """A fault, what callers heard, and how many calls were lost of how many."""

    fault: str
    heard: str
    calls: int
    lost: int


class Caller(ScriptedCaller):
    """Presses keys, and has something happen while the second of them is awaited."""

    def __init__(self, keys: str, happens: Callable[[], object]) -> None:
        super().__init__(keys)
        self._happens, self._waits = happens, 0

    def listen(self, listen: Listen) -> Reaction:
        self._waits += listen.gathering
        if self._waits == 2:
            self._waits += 1
            self._happens()
        return super().listen(listen)


def nothing() -> None:
    """Have nothing happen."""


@dataclass
class Line:
    """A hotline that is rung over ``client``; ``words`` are those of its clips, by file."""

    client: httpx.Client
    words: dict[str, str]
    url: str = BASE_URL
    fallback: str = f"{BASE_URL}/voice/fallback"
    plain: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def ring(self, happens: Callable[[], object] = nothing) -> CallRecord:
        carrier = EmulatedCarrier(
            self.client,
            account=Account("AC" + "0" * 32, TOKEN, (CALLED,)),
            voice_url=f"{self.url}/voice#ct=2000&rt=5000&rc=2&rp=ct,rt,5xx",
            fallback_url=self.fallback,
            status_callback=f"{self.url}/voice/status",
        )
        caller = Caller(KEYS, happens)
        return carrier.call(caller, to=CALLED, from_="+4700000099", at=MORNING)

    def heard(self, record: CallRecord) -> tuple[str, ...]:
        """The sentences that were heard, however they came."""
        told = (one.text or self.words.get(self._file(one.url), "") for one in record.heard)
        return tuple(text for text in told if text)

    def _file(self, url: str) -> str:
        return url.removeprefix(f"{self.url}/audio/").removeprefix("opening/")

    def row(self, fault: str, happens: Callable[[], object] = nothing, calls: int = CALLS) -> Row:
        """Make calls, each with a fault in its middle."""
        return self.judged(fault, [self.ring(happens) for _ in range(calls)])

    def judged(self, fault: str, records: list[CallRecord]) -> Row:
        """Say what was heard: all, all with some sentences read aloud by the carrier, or less."""
        lost = [record for record in records if not self.is_whole(record)]
        aloud = {one.text for record in records for one in record.heard if one.kind == "say"}
        told = f"every word; {len(aloud)} read aloud by the carrier" if aloud else "every word"
        if lost:
            told = f"{lost[0].reason}; {'; '.join(map(str, lost[0].faults))[:200]}"
        return Row(fault, told, len(records), len(lost))

    def is_whole(self, record: CallRecord) -> bool:
        """Whether a caller heard what every caller hears, and was put through."""
        rang = [joined.to for joined in record.of(Transferred)] == ["sip:113@trunk.example"]
        return rang and record.faults == () and self.heard(record) in (self.plain, self.others)


def test_no_fault_loses_a_call(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [*_inside(small, tmp_path), *_served(small, tmp_path)]
    widths = [max(len(str(row[column])) for row in rows) for column in range(2)]
    lines = [f"{'fault':{widths[0]}}  {'what callers heard':{widths[1]}}  calls  lost"]
    lines += [
        f"{fault:{widths[0]}}  {heard:{widths[1]}}  {calls:5}  {lost:4}"
        for fault, heard, calls, lost in rows
    ]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert [row for row in rows if row.lost] == []


def _words(root: Path) -> dict[str, str]:
    manifest = json.loads((root / "audio/built/manifest.json").read_text(encoding="utf-8"))
    return {clip["file"]: clip["text"] for clip in manifest["clips"]}


def _known(line: Line) -> Line:
    """Learn what a caller hears when nothing is broken."""
    first = line.ring()
    line.plain = line.heard(first)
    assert line.is_whole(first), first.faults
    return line


# --- within this process, where the clock can be turned -------------------------------------------


@dataclass
class Hands:
    """A clock whose hands can be turned."""

    now: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.now

    def turn(self, **by: float) -> Callable[[], None]:
        """Return what turns them by some time."""

        def turned() -> None:
            self.now = (self.now.astimezone(dt.UTC) + dt.timedelta(**by)).astimezone(MORNING.tzinfo)

        return turned


class _Twice(httpx.BaseTransport):
    """Sends every request twice, as a carrier does that has lost the first answer."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self.differences = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        first, second = (self._inner.handle_request(request) for _ in range(2))
        self.differences += first.read() != second.read()
        return second


def _inside(small: Path, tmp_path: Path) -> Iterator[Row]:
    hands = Hands(MORNING)
    root = rented(copy_of(small, tmp_path / "inside"))
    app = served(root, hands, emulated=False)
    transport = httpx.WSGITransport(app)
    line = _known(Line(httpx.Client(transport=transport), _words(root)))
    for name, by in {"ten minutes on": 600, "ten minutes back": -600, "a day back": -86400}.items():
        hands.now = MORNING
        yield line.row(f"clock stepped {name}", hands.turn(seconds=by))
    for night in ("2026-10-25T00:59:58", "2027-03-28T00:59:58"):
        hands.now = dt.datetime.fromisoformat(f"{night}+00:00").astimezone(MORNING.tzinfo)
        yield line.row(f"the night of {night[:10]}", hands.turn(seconds=5), calls=1)
    hands.now = MORNING
    twice = _Twice(transport)
    yield Line(httpx.Client(transport=twice), line.words, plain=line.plain).row("every turn twice")
    assert twice.differences == 0


# --- the production server ------------------------------------------------------------------------


@dataclass
class Rig:
    """A production server with two workers, its folder and how it is started."""

    root: Path
    settings: dict[str, str]
    server: Deployment
    line: Line

    @property
    def workers(self) -> list[int]:
        return self.server.process.children()

    def kill_workers(self) -> None:
        """Kill every worker process; the master stays."""
        for worker in self.workers:
            os.kill(worker, signal.SIGKILL)

    def publish(self, old: str, new: str) -> None:
        """Change a file, tell the server, and wait for its verdict."""
        path = self.root / "config" / "menu.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        before = running_server(self.root)
        assert before is not None
        self.server.process.send(signal.SIGHUP)

        def has_decided() -> bool:
            now = running_server(self.root)
            return now is not None and now.answered > before.answered

        self.server.process.until(has_decided)

    def call_back(self) -> None:
        """Tell how a call is twice, and in an order in which it never went."""
        for status in ("completed", "ringing", "completed", "in-progress"):
            form = {"CallStatus": status, "CallDuration": "9", "SequenceNumber": "0"}
            assert self.server.post("/voice/status", **form).status_code == 204

    def too_many_fields(self) -> None:
        """Send a form that no carrier sends."""
        form = {f"Field{number}": "1" for number in range(13_000)}
        answer = httpx.post(f"{self.server.url}/voice", data=form)
        assert answer.status_code in (400, 403, 413)

    def upgrade(self) -> None:
        """Have the program take its own place."""
        done = Ivr(self.root)("upgrade")
        assert done.returncode == 0, done.stdout + done.stderr

    def clips(self) -> Iterator[Path]:
        """Give the clips of the words that are heard in a call."""
        for file, text in self.line.words.items():
            if text in self.line.plain:
                yield self.root / "audio" / "built" / file

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Have no worker write another byte."""
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        for worker in self.workers:
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (0, most))
        yield
        for worker in self.workers:
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (most, most))

    @contextmanager
    def clients(self, number: int, sent: bytes) -> Iterator[None]:
        """Have clients send something, and neither more nor read what comes."""
        with ExitStack() as stack:
            for _ in range(number):
                wire = stack.enter_context(socket.socket())
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
                wire.connect(("127.0.0.1", self.server.port))
                with suppress(OSError):  # which the server may have given up already
                    wire.sendall(sent)
            yield


def _served(small: Path, tmp_path: Path) -> Iterator[Row]:
    root = rented(copy_of(small, tmp_path / "served"))
    with postgres_server() as database:
        settings = {"DATABASE_URL": database.database(), "SIP_TRUNK": "trunk.example"}
        variables = settings | {"WEB_CONCURRENCY": "2", "JOURNAL_DIR": str(tmp_path / "journal")}
        with (
            deployed(root, *SERVER, **variables) as server,
            httpx.Client(transport=ToServer(server.port)) as client,
        ):
            line = _known(Line(client, _words(root)))
            rig = Rig(root, variables, server, line)
            yield from _of_clients(rig)
            yield from _of_the_folder(rig)
            yield from _of_the_machine(rig, database)
        yield _stopped_and_started(rig)


def _of_clients(rig: Rig) -> Iterator[Row]:
    clip = max(rig.clips(), key=lambda path: path.stat().st_size)
    wanted = f"GET /audio/{clip.parent.name}/{clip.name} HTTP/1.1\r\nHost: h\r\n\r\n".encode()
    with rig.clients(300, wanted * 60):
        yield rig.line.row("300 clients that do not read")
    with rig.clients(64, signed_request()[:-3]):
        yield rig.line.row("64 that send slowly")
    yield rig.line.row("13,000 fields", rig.too_many_fields)
    yield rig.line.row("callbacks twice and out of order", rig.call_back)


def _of_the_folder(rig: Rig) -> Iterator[Row]:
    menu = "  after: keys\n"
    yield rig.line.row("HUP with good content", lambda: rig.publish(menu, menu + "  # changed\n"))
    yield rig.line.row("HUP with broken content", lambda: rig.publish("main:", "main: {sya: x}"), 1)
    path = rig.root / "config" / "menu.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("main: {sya: x}", "main:", 1))
    # One that is heard after the fault.
    last = rig.line.plain[-1]
    file = next(file for file, text in rig.line.words.items() if text == last)
    lost = rig.root / "audio" / "built" / file
    whole = lost.read_bytes()
    yield rig.line.row("clip missing", lambda: lost.unlink(missing_ok=True))
    lost.write_bytes(whole[: len(whole) // 2])
    yield rig.line.row("clip corrupt")
    lost.write_bytes(whole)


def _of_the_machine(rig: Rig, database: Postgres) -> Iterator[Row]:
    yield rig.line.row("every worker killed", rig.kill_workers)
    rig.server.process.until(lambda: len(rig.workers) == 2)
    with rig.full_disk():
        yield rig.line.row("disk full")
    yield rig.line.row("database gone", database.kill, calls=1)
    # The last, for the process that was started ends by it.
    yield rig.line.row("upgrade", rig.upgrade, calls=1)


def _stopped_and_started(rig: Rig) -> Row:
    """Stop a server in the middle of a call, and start it before the next key."""
    with ExitStack() as stack:
        first = stack.enter_context(deployed(rig.root, *SERVER, **rig.settings))

        def stop_and_start() -> None:
            first.process.send(signal.SIGTERM)
            first.process.finished()
            second = stack.enter_context(deployed(rig.root, *SERVER, **rig.settings))
            transport.port = second.port

        transport = ToServer(first.port)
        client = stack.enter_context(httpx.Client(transport=transport))
        line = Line(client, rig.line.words, plain=rig.line.plain)
        return line.row("server stopped and started", stop_and_start, calls=1)
