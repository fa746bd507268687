"""Several processes making clips side by side."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ivr.speech.engines import engine
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.recording import RECORDING
from ivr.speech.workbench import ClipFailure, Order, Outcome, make

if TYPE_CHECKING:
    from concurrent.futures import Future

_WORTH_A_PROCESS: Final = 20
"""A process takes as long to start as this many clips take to make."""


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
    processes = _processes(len(crowd), jobs)
    yield from in_turn(crowd) if processes == 1 else _side_by_side(crowd, processes)
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


def _processes(clips: int, jobs: int | None) -> int:
    if jobs is not None:
        return max(1, min(jobs, clips))
    return max(1, min(_cores(), clips // _WORTH_A_PROCESS))


def _cores() -> int:
    # A container may be allowed fewer cores than the machine has.
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _side_by_side(orders: Sequence[Order], processes: int) -> Generator[Outcome, None, None]:
    from concurrent.futures import as_completed

    from ivr.crowd import pools

    with pools(1, processes, bool) as [pool]:
        asked = {pool.submit(make, order): order for order in orders}
        for future in as_completed(asked):
            yield _answer(future, asked[future])


def _answer(future: Future[Outcome], order: Order) -> Outcome:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return future.result()
    except BrokenProcessPool:
        error = SpeechError("a process of the build ended unexpectedly", "build again")
        return ClipFailure.of(order.request, error)
