"""How a server stops, how it takes the death of a worker, and how it refuses to start."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.asked import Asked
from benchmarks.clients import connect, is_answered, read_answer
from benchmarks.contenders import Contender, Running, environment
from benchmarks.load import Tally, drive

IN_FLIGHT: Final = 8
CALLERS: Final = 32
BEGIN_SECONDS: Final = 0.5
"""How long a load runs before something happens to the server."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A graceful stop: requests in flight that were finished, its seconds, its exit code."""

    finished: int
    seconds: float
    code: int | None


def stop_in_flight(server: Running, asked: Asked) -> Stop:
    """Send SIGTERM while half-sent forms wait, send the rest a second later."""
    with ExitStack() as open_ones:
        connections = [open_ones.enter_context(connect(server.port)) for _ in range(IN_FLIGHT)]
        flights = list(zip(connections, asked.turns, strict=False))
        for connection, request in flights:
            connection.sendall(request[:-100])
        time.sleep(BEGIN_SECONDS)
        began = time.perf_counter()
        server.ask_to_stop()
        time.sleep(1)
        finished = 0
        for connection, request in flights:
            try:
                connection.sendall(request[-100:])
            except OSError:
                continue
            finished += is_answered(read_answer(connection))
    return Stop(finished, *_ended(server, began))


def _ended(server: Running, began: float) -> tuple[float, int | None]:
    try:
        code = server.process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        return time.perf_counter() - began, None
    return time.perf_counter() - began, code


async def stop_under_load(server: Running, asked: Asked, *, fresh: bool) -> Tally:
    """Return what becomes of a load in whose middle SIGTERM arrives."""
    asyncio.get_running_loop().call_later(BEGIN_SECONDS, server.ask_to_stop)
    return await drive(server.port, asked.calls, CALLERS, 2 * BEGIN_SECONDS, fresh=fresh)


@dataclass(frozen=True, slots=True)
class Death:
    """A worker killed under load: what became of the load, and seconds until another was there.

    ``seconds`` is infinite when none came while the load ran.
    """

    tally: Tally
    seconds: float


async def kill_worker(server: Running, asked: Asked, seconds: float) -> Death:
    """Kill one of the workers in the middle of a load."""
    before = server.workers
    load = asyncio.create_task(drive(server.port, asked.calls, CALLERS, seconds, fresh=True))
    await asyncio.sleep(BEGIN_SECONDS)
    os.kill(before[0], signal.SIGKILL)
    began = time.perf_counter()
    restored = float("inf")
    while not load.done():
        await asyncio.sleep(0.02)
        now = set(server.workers)
        if restored == float("inf") and len(now - set(before)) == 1:
            restored = time.perf_counter() - began
    return Death(await load, restored)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A start without a token: exit code (None while it went on), seconds, lines, tracebacks."""

    code: int | None
    seconds: float
    lines: int
    tracebacks: int


def start_without_token(contender: Contender, project: Path, port: int, workers: int) -> Refusal:
    """Start a server whose settings lack the carrier's token, and wait ten seconds at most."""
    environ = environment(project, port, workers)
    del environ["TWILIO_AUTH_TOKEN"]
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own commands
        contender.at(port, workers),
        env=environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        written, _ = process.communicate(timeout=10)
        code: int | None = process.returncode
    except subprocess.TimeoutExpired:
        process.terminate()
        written, _ = process.communicate()
        code = None
    seconds = time.perf_counter() - began
    return Refusal(code, seconds, len(written.splitlines()), written.count("Traceback"))
