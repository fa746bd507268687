"""What callers hear while something breaks: one table of every fault, printed by one test.

Each call goes from the answer over a language and the emergency menu to 113, and the fault comes in
the middle of it. Run with `-s`, or see the table on a failure.
"""

from __future__ import annotations

import datetime as dt
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.support.deployment import ToServer, deployed, signed_request
from tests.support.hotline import MORNING, copy_of, rented, served
from tests.support.line import Line, Row, words_of
from tests.support.postgres import Postgres, postgres_server
from tests.support.rig import Rig

SERVER: Final = (sys.executable, "-m", "ivr.web.server")


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
    line = _known(Line(httpx.Client(transport=transport), words_of(root)))
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


def _served(small: Path, tmp_path: Path) -> Iterator[Row]:
    root = rented(copy_of(small, tmp_path / "served"))
    with postgres_server() as database:
        settings = {"DATABASE_URL": database.database(), "SIP_TRUNK": "trunk.example"}
        variables = settings | {"WEB_CONCURRENCY": "2", "JOURNAL_DIR": str(tmp_path / "journal")}
        with (
            deployed(root, *SERVER, **variables) as server,
            httpx.Client(transport=ToServer(server.port)) as client,
        ):
            line = _known(Line(client, words_of(root)))
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
