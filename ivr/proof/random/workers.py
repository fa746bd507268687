"""Random calls on all cores: each process has its own application and takes batches in turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from ivr.proof.random.calls import Serve, Switchboard, Tally
from ivr.worker_pools import pools

BATCH: Final = 50
"""Calls a process makes before it reports: about a second of work."""

AHEAD: Final = 3
"""Batches handed out per process, so that none waits for the slowest."""


@dataclass(frozen=True, slots=True)
class Lot:
    """The calls to make: ``count`` of a seed's, from number ``first`` on."""

    seed: int
    first: int
    count: int

    def batches(self) -> Iterator[range]:
        """Yield the numbers of the calls, a batch at a time.

        >>> [len(batch) for batch in Lot(1, 50, 120).batches()]
        [50, 50, 20]
        """
        end = self.first + self.count
        for begin in range(self.first, end, BATCH):
            yield range(begin, min(begin + BATCH, end))


_board: Switchboard | None = None
"""What one process works on; set once when it starts."""


def _sit_down(serve: Serve, seed: int) -> None:
    global _board  # noqa: PLW0603 - a process pool's initializer has no other place to leave things
    _board = Switchboard(serve(), seed)


def _calls(batch: range) -> Tally:
    assert _board is not None  # noqa: S101 - the initializer has run
    return _board.calls(batch)


def random_calls(serve: Serve, lot: Lot, jobs: int) -> Iterator[Tally]:
    """Make the calls, and yield what came of each batch, in the order of the calls' numbers.

    So what has been yielded is complete up to its last call, whenever it is broken off. The
    calls are the same whatever the number of processes. ``serve`` must be picklable when
    ``jobs`` is more than one.
    """
    if jobs == 1:
        board = Switchboard(serve(), lot.seed)
        yield from map(board.calls, lot.batches())
        return
    with pools(1, jobs, _sit_down, serve, lot.seed) as [pool]:
        yield from _in_order(pool, lot, jobs * AHEAD)


def _in_order(pool: ProcessPoolExecutor, lot: Lot, ahead: int) -> Iterator[Tally]:
    waiting: deque[Future[Tally]] = deque()
    for batch in lot.batches():
        waiting.append(pool.submit(_calls, batch))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
