"""Closed-loop load: so many callers, each asking again as soon as it is answered."""

from __future__ import annotations

import asyncio
import gc
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

PATIENCE_SECONDS: Final = 3.0
"""How long a request of the last moment may still be answered before it counts as unanswered."""

AGAIN_SECONDS: Final = 0.02
"""The pause before a refused connection is tried again."""


@dataclass(slots=True)
class Tally:
    """What became of the requests of one load.

    ``seconds`` is how long it ran, ``latencies`` the seconds of every 200, ``other`` counts
    answers with another status, ``cut_off`` requests whose connection ended without an
    answer, ``unanswered`` those that had none in the end, ``unconnected`` refused connections.
    """

    seconds: float
    latencies: list[float] = field(default_factory=list)
    other: int = 0
    cut_off: int = 0
    unanswered: int = 0
    unconnected: int = 0

    def __add__(self, more: Tally) -> Tally:
        """Return both together, as one longer load."""
        return Tally(
            self.seconds + more.seconds,
            self.latencies + more.latencies,
            self.other + more.other,
            self.cut_off + more.cut_off,
            self.unanswered + more.unanswered,
            self.unconnected + more.unconnected,
        )

    @property
    def rate(self) -> float:
        """Requests answered per second."""
        return len(self.latencies) / self.seconds

    @property
    def lost(self) -> int:
        """Requests without a right answer."""
        return self.other + self.cut_off + self.unanswered

    def milliseconds(self, share: float) -> float:
        """Return the latency that a share of the answers stayed below; NaN without answers.

        >>> Tally(1.0, [0.003, 0.001, 0.002]).milliseconds(0.5)
        2.0
        """
        ranked = sorted(self.latencies)
        if not ranked:
            return float("nan")
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1000


def answer_length(received: bytes | bytearray) -> int | None:
    r"""Return how long the first answer is in all, or None while its head is incomplete.

    Raises ValueError for one whose head gives no length.

    >>> answer_length(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
    46
    """
    head, end, _ = bytes(received).partition(b"\r\n\r\n")
    if not end:
        return None
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(head) + len(end) + int(line[15:])
    raise ValueError(f"An answer without a length: {head[:200]!r}")


class _Caller(asyncio.Protocol):
    """One connection that asks, waits for the whole answer, and asks again."""

    def __init__(self, tally: Tally, requests: Iterator[bytes], until: float, fresh: bool) -> None:  # noqa: FBT001
        self._tally = tally
        self._requests = requests
        self._until = until
        self._fresh = fresh
        self._received = bytearray()
        self._length: int | None = None
        self._sent: float | None = None
        self._transport: asyncio.Transport
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment] # a TCP connection's is one
        self._ask()

    def _ask(self) -> None:
        self._received.clear()
        self._length = None
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._length is None:
            self._length = answer_length(self._received)
        if self._length is not None and len(self._received) >= self._length:
            self._answered()

    def _answered(self) -> None:
        now = time.perf_counter()
        if self._received.startswith(b"HTTP/1.1 200"):
            self._tally.latencies.append(now - (self._sent or now))
        else:
            self._tally.other += 1
        self._sent = None
        leaving = b"connection: close" in self._received[:1000].lower()
        if self._fresh or leaving or now > self._until:
            self._transport.close()
        else:
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        if self._sent is not None:
            self._tally.cut_off += 1
        if not self.ended.done():
            self.ended.set_result(None)

    def give_up(self) -> None:
        if self._sent is not None:
            self._tally.unanswered += 1
            self._sent = None
        self._transport.abort()


async def _call(
    port: int, tally: Tally, requests: Iterator[bytes], until: float, *, fresh: bool
) -> None:
    """Be one caller until the time is up, connecting anew when a connection has ended."""
    loop = asyncio.get_running_loop()
    while time.perf_counter() < until:
        try:
            _, caller = await loop.create_connection(
                lambda: _Caller(tally, requests, until, fresh), "127.0.0.1", port
            )
        except OSError:
            tally.unconnected += 1
            await asyncio.sleep(AGAIN_SECONDS)
            continue
        try:
            left = until - time.perf_counter() + PATIENCE_SECONDS
            await asyncio.wait_for(caller.ended, left)
        except TimeoutError:
            caller.give_up()


async def drive(
    port: int, requests: Sequence[bytes], callers: int, seconds: float, *, fresh: bool = False
) -> Tally:
    """Return what became of a bounded load on 127.0.0.1.

    Args:
        port: where the server listens.
        requests: whole HTTP/1.1 requests, asked in turn, over and over.
        callers: how many ask at a time.
        seconds: how long they go on asking.
        fresh: every request on a connection of its own, as behind a proxy that keeps none.
    """
    tally = Tally(seconds)
    endless = itertools.cycle(requests)
    gc.collect()
    gc.disable()
    try:
        began = time.perf_counter()
        until = began + seconds
        await asyncio.gather(
            *(_call(port, tally, endless, until, fresh=fresh) for _ in range(callers))
        )
        tally.seconds = min(time.perf_counter() - began, seconds)
    finally:
        gc.enable()
    return tally
