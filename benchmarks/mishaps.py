"""What each server does when something goes wrong: one row a question, one figure a server."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks import clients, endings
from benchmarks.asked import CALLER, Asked
from benchmarks.contenders import Contender, Running, free_port, running
from ivr.web.server import THREADS

LINGERING: Final = 20
FREED_LIMIT: Final = 15.0
"""Seconds after which a caller gives up waiting: Twilio's ceiling."""

Fact = tuple[str, float, int]
"""A question, its figure, and the decimals to show."""


def mishaps(
    contender: Contender, project: Path, asked: Asked, workers: int, *, quick: bool
) -> Iterator[Fact]:
    """Put a server through everything, started anew for each; yield a fact at a time."""
    ordeals = (_addresses_and_leaving, _slow, _lingering, _stop, _load_fresh, _kill)
    longer = () if quick else (_crowded, _load_kept)
    yield from _start(contender, project, workers, 1 if quick else 3)
    for ordeal in (*ordeals, *longer):
        with running(contender, project, free_port(), workers) as server:
            yield from ordeal(server, asked)


def _start(contender: Contender, project: Path, workers: int, times: int) -> Iterator[Fact]:
    seconds = []
    for _ in range(times):
        with running(contender, project, free_port(), workers) as server:
            seconds.append(server.start_seconds)
    yield "Start: seconds to the first answer", statistics.median(seconds), 2
    refusal = endings.start_without_token(contender, project, free_port(), workers)
    code = float("inf") if refusal.code is None else refusal.code
    yield "Start without a token: exit code (never: it goes on trying)", code, 0
    yield "Start without a token: lines written", refusal.lines, 0


def _addresses_and_leaving(server: Running, asked: Asked) -> Iterator[Fact]:
    whole = len(clients.UNUSUAL)
    yield (
        f"Unusual addresses that reach the signature check unaltered, of {whole}",
        (clients.unaltered(server)),
        0,
    )
    left = clients.after_leaving(server, asked)
    yield (
        f"Callers answered after 300 clients left in the middle, of {clients.LATER}",
        (left.answered),
        0,
    )
    yield "Tracebacks logged for those who left", left.tracebacks, 0
    yield "Log lines that hold a caller's number", server.logged().count(CALLER), 0


def _slow(server: Running, asked: Asked) -> Iterator[Fact]:
    one = asyncio.run(clients.beside_slow(server, asked, 1, 1.0))
    yield f"Beside 1 slow client: {clients.CALLERS} callers' 99 % ms", one.milliseconds(0.99), 1


def _crowded(server: Running, asked: Asked) -> Iterator[Fact]:
    many = 2 * THREADS * len(server.workers)
    freed = asyncio.run(clients.freed_after(server, asked, many, FREED_LIMIT))
    question = f"Beside {many} slow clients: seconds until {clients.CALLERS} callers are answered"
    yield question, freed, 1


def _lingering(server: Running, asked: Asked) -> Iterator[Fact]:
    tally = asyncio.run(clients.beside_lingering(server, asked, LINGERING, 1.5))
    question = f"Beside {LINGERING} clients that do not close: {clients.CALLERS} callers'"
    yield f"{question} requests/s", tally.rate, 0


def _stop(server: Running, asked: Asked) -> Iterator[Fact]:
    stop = endings.stop_in_flight(server, asked)
    code = float("inf") if stop.code is None else stop.code
    yield f"SIGTERM: requests in flight that are finished, of {endings.IN_FLIGHT}", stop.finished, 0
    yield "SIGTERM: exit code", code, 0


def _load_kept(server: Running, asked: Asked) -> Iterator[Fact]:
    tally = asyncio.run(endings.stop_under_load(server, asked, fresh=False))
    yield "SIGTERM under load, kept connections: requests cut off", tally.cut_off, 0


def _load_fresh(server: Running, asked: Asked) -> Iterator[Fact]:
    tally = asyncio.run(endings.stop_under_load(server, asked, fresh=True))
    yield "SIGTERM under load, a connection each: requests cut off", tally.cut_off, 0


def _kill(server: Running, asked: Asked) -> Iterator[Fact]:
    death = asyncio.run(endings.kill_worker(server, asked, 2.0))
    yield (
        f"A worker killed under {endings.CALLERS} callers: requests cut off",
        (death.tally.cut_off + death.tally.unanswered),
        0,
    )
    yield "A worker killed: seconds until another has started", death.seconds, 2
