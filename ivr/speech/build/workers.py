"""Several processes making clips side by side."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from ivr.files import leave_when_written
from ivr.speech.build.render import ClipFailure, Order, Outcome, make
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.recordings.recording import RECORDING
from ivr.speech.tts.engines import engine

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_WORTH_A_PROCESS: Final = 40
"""A process takes as long to start as this many clips take to make."""
_AHEAD: Final = 3
"""Clips that each process is asked for at a time, so that none waits for its next one."""


def outcomes(orders: Sequence[Order], jobs: int | None) -> Generator[Outcome, None, None]:
    """Make clips and give each outcome as it comes.

    Args:
        orders: Clips to make, each with an engine that exists.
        jobs: Processes to use; None for as many as pay off on this machine's cores.

    Returns:
        The outcomes, in any order; closing the generator stops the work.
    """
    # The matrices are too small to spread over the cores: threads would only wait for each other.
    # It counts as long as numpy is not loaded, here and in the processes to come.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    crowd = [order for order in orders if _at_once(order) is None]
    queue = [order for order in orders if _at_once(order) is not None]
    if crowd:
        yield from _side_by_side(crowd, _hands(len(crowd), jobs))
    yield from in_turn(queue)


def in_turn(orders: Iterable[Order]) -> Iterator[Outcome]:
    """Make clips one after the other in this process.

    Once an engine is down, its other clips fail for the same reason without being tried: a
    service that refuses is not asked a thousand times more.
    """
    down: dict[str, ClipFailure] = {}
    for order in orders:
        name = order.request.engine
        if name in down:
            yield ClipFailure.of(order.request, EngineDownError(down[name].cause, down[name].fix))
            continue
        outcome = make(order)
        if isinstance(outcome, ClipFailure) and outcome.engine_down:
            down[name] = outcome
        yield outcome


def _at_once(order: Order) -> int | None:
    name = order.request.engine
    return None if name == RECORDING else engine(name).at_once


def _hands(clips: int, jobs: int | None) -> int:
    if jobs is not None:
        return max(1, min(jobs, clips))
    return max(1, min(_cores(), clips // _WORTH_A_PROCESS))


def _cores() -> int:
    # A container may be allowed fewer cores than the machine has.
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _side_by_side(orders: Sequence[Order], hands: int) -> Generator[Outcome, None, None]:
    """Make clips in a thread of this process and in others, which join in when they have started.

    A thread leaves Ctrl-C to the main one, where it cannot strike in the middle of an engine.
    """
    from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

    from ivr.worker_pools import pools

    others = hands - 1
    waiting = deque(orders)
    asked: dict[Future[Outcome], tuple[Executor, Order]] = {}
    with (
        ThreadPoolExecutor(1) as here,
        pools(min(1, others), others, bool, leave=leave_when_written) as made,
    ):
        try:
            for there, at_a_time in [(here, 1), *((pool, others) for pool in made)]:
                for _ in range(_AHEAD * at_a_time):
                    _ask(there, waiting, asked)
            while asked:
                for future in wait(asked, return_when=FIRST_COMPLETED).done:
                    there, order = asked.pop(future)
                    _ask(there, waiting, asked)
                    yield _answer(future, order)
        finally:
            here.shutdown(wait=False, cancel_futures=True)


def _ask(
    there: Executor, waiting: deque[Order], asked: dict[Future[Outcome], tuple[Executor, Order]]
) -> None:
    from concurrent.futures.process import BrokenProcessPool

    if not waiting:
        return
    # A pool that has lost a process takes no more; the thread goes on with what waits.
    with suppress(BrokenProcessPool):
        future = there.submit(make, waiting[0])
        asked[future] = there, waiting.popleft()


def _answer(future: Future[Outcome], order: Order) -> Outcome:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return future.result()
    except BrokenProcessPool:
        error = SpeechError("a process of the build ended unexpectedly", "build again")
        return ClipFailure.of(order.request, error)
