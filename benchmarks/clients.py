"""Clients that are not like Twilio's: slow ones, ones that leave, ones with unusual addresses."""

from __future__ import annotations

import asyncio
import itertools
import socket
import struct
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from benchmarks.asked import Asked, call_form, fetched, posted
from benchmarks.contenders import Running, open_files
from benchmarks.load import Tally, answer_length, drive

UNUSUAL: Final = (
    "/voice/turn?m=asker&at=step&l=nb&n=main&x=%C3%A6",
    "/voice/turn?m=asker&at=step&l=nb&n=main&x=%2F%2f%3d+%20~",
    "/voice/turn?m=asker&at=step&l=&n=&x",
    "/voice/turn?m=asker&&at=step&l=nb;n=main",
    "/voice/turn?l=nb&at=step&l=en&m=asker&x=a=b=c",
    "/voice/turn?x=" + "long" * 800,
    "/voice/turn",
)
"""Request targets whose signature holds only while the server leaves every byte as it came."""


LATER: Final = 20
"""How many are answered after others have left."""

CALLERS: Final = 8
"""How many ask while the others are in the way."""


def connect(port: int) -> socket.socket:
    """Return a connection to 127.0.0.1 on which nothing waits longer than 25 s."""
    return socket.create_connection(("127.0.0.1", port), timeout=25)


def read_answer(connection: socket.socket) -> bytes:
    """Return one whole answer, or what came of it before the connection ended."""
    received = bytearray()
    while (length := answer_length(received)) is None or len(received) < length:
        try:
            more = connection.recv(65536)
        except OSError:
            break
        if not more:
            break
        received += more
    return bytes(received)


def is_answered(answer: bytes) -> bool:
    r"""Tell whether an answer is whole and a 200.

    >>> is_answered(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no")
    False
    """
    length = answer_length(answer)
    return answer.startswith(b"HTTP/1.1 200") and length is not None and len(answer) >= length


def unaltered(server: Running) -> int:
    """Return how many of the unusual targets reach the application as they were signed."""
    answered = 0
    for target in UNUSUAL:
        with connect(server.port) as connection:
            connection.sendall(posted(target, call_form("CA" + "0" * 32, "+4700000000")))
            answered += is_answered(read_answer(connection))
    return answered


async def beside_slow(server: Running, asked: Asked, slow: int, seconds: float) -> Tally:
    """Return what eight callers get while others send their forms a byte a second."""
    async with _slow_ones(server, asked, slow):
        return await drive(server.port, asked.calls, CALLERS, seconds)


async def freed_after(server: Running, asked: Asked, slow: int, limit: float) -> float:
    """Return the seconds until eight callers are answered although slow forms hold every thread.

    Infinite when that takes longer than the limit, in seconds.
    """
    async with _slow_ones(server, asked, slow):
        began = time.perf_counter()
        callers = asyncio.gather(*(_answered(server.port, one) for one in asked.answers[:CALLERS]))
        try:
            await asyncio.wait_for(callers, limit)
        except (TimeoutError, asyncio.IncompleteReadError, OSError):
            return float("inf")
    return time.perf_counter() - began


async def _answered(port: int, request: bytes) -> None:
    """Ask once, and wait for the first byte of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await reader.readexactly(1)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def _slow_ones(server: Running, asked: Asked, slow: int) -> AsyncIterator[None]:
    """Have forms on their way that never arrive."""
    with ExitStack() as open_ones:
        connections = [open_ones.enter_context(connect(server.port)) for _ in range(slow)]
        for connection, request in zip(connections, itertools.cycle(asked.turns), strict=False):
            connection.settimeout(0)
            connection.send(request[: request.index(b"\r\n\r\n") + 10])
        dripping = asyncio.create_task(_drip(connections))
        await asyncio.sleep(0.3)
        yield
        dripping.cancel()


async def beside_lingering(server: Running, asked: Asked, lingering: int, seconds: float) -> Tally:
    """Return what eight callers get while others ask for a last answer and do not close."""
    with ExitStack() as open_ones:
        for request in itertools.islice(itertools.cycle(asked.turns), lingering):
            connection = open_ones.enter_context(connect(server.port))
            connection.sendall(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        return await drive(server.port, asked.calls, CALLERS, seconds)


async def _drip(connections: Sequence[socket.socket]) -> None:
    while True:
        for connection in connections:
            try:
                connection.send(b"x")
            except OSError:
                continue
        await asyncio.sleep(1)


@dataclass(frozen=True, slots=True)
class Left:
    """What leaving clients did: later requests answered, files left open, tracebacks logged."""

    answered: int
    leaked: int
    tracebacks: int


def after_leaving(server: Running, asked: Asked, leaving: int = 100, later: int = LATER) -> Left:
    """Leave in mid-form and before the answer, and return how the server takes it."""
    before = open_files(server)
    for request in itertools.islice(itertools.cycle(asked.turns), leaving):
        _leave(server.port, request[:-50])
        _leave(server.port, request)
        _leave(server.port, fetched(request.split(b" ", 2)[1].decode("ascii"))[:20])
    time.sleep(0.5)
    answered = 0
    for request in asked.answers[:later]:
        with connect(server.port) as connection:
            connection.sendall(request)
            answered += is_answered(read_answer(connection))
    time.sleep(0.2)
    return Left(answered, open_files(server) - before, server.logged().count("Traceback"))


def _leave(port: int, begun: bytes) -> None:
    """Send the beginning of a request, then reset the connection."""
    with connect(port) as connection:
        connection.sendall(begun)
        # To linger for no seconds is to reset.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
