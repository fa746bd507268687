"""Several processes rendering clips side by side."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from ivr.files import leave_when_written
from ivr.speech.build.render import ClipFailure, RenderResult, RenderTask, render
from ivr.speech.clips.clip import RECORDING
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.engines import engine

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_WORTH_A_PROCESS: Final = 40
"""A process takes as long to start as this many clips take to make."""
_AHEAD: Final = 3
"""Clips that each process is asked for at a time, so that none waits for its next one."""


def render_all(
    tasks: Sequence[RenderTask], jobs: int | None
) -> Generator[RenderResult, None, None]:
    """Render clips and give each result as it comes.

    Args:
        tasks: Clips to render, each with an engine that exists.
        jobs: Processes to use; None for as many as pay off on this machine's cores.

    Returns:
        The results, in any order; closing the generator stops the work.
    """
    # The matrices are too small to spread over the cores: threads would only wait for each other.
    # It counts as long as numpy is not loaded, here and in the processes to come.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parallel = [task for task in tasks if _at_once(task) is None]
    serial = [task for task in tasks if _at_once(task) is not None]
    if parallel:
        yield from _in_parallel(parallel, _process_count(len(parallel), jobs))
    yield from render_in_turn(serial)


def render_in_turn(tasks: Iterable[RenderTask]) -> Iterator[RenderResult]:
    """Render clips one after the other in this process.

    Once an engine is down, its other clips fail for the same reason without being tried: a
    service that refuses is not asked a thousand times more.
    """
    down: dict[str, ClipFailure] = {}
    for task in tasks:
        name = task.request.engine
        if name in down:
            yield ClipFailure.of(
                task.request, EngineDownError("engine-down", down[name].cause, down[name].fix)
            )
            continue
        result = render(task)
        if isinstance(result, ClipFailure) and result.engine_down:
            down[name] = result
        yield result


def _at_once(task: RenderTask) -> int | None:
    name = task.request.engine
    return None if name == RECORDING else engine(name).at_once


def _process_count(clips: int, jobs: int | None) -> int:
    if jobs is not None:
        return max(1, min(jobs, clips))
    return max(1, min(_cores(), clips // _WORTH_A_PROCESS))


def _cores() -> int:
    # A container may be allowed fewer cores than the machine has.
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _in_parallel(
    tasks: Sequence[RenderTask], processes: int
) -> Generator[RenderResult, None, None]:
    """Render clips in a thread of this process and in others, which join in when they have started.

    A thread leaves Ctrl-C to the main one, where it cannot strike in the middle of an engine.
    """
    from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

    from ivr.worker_pools import pools

    others = processes - 1
    waiting = deque(tasks)
    asked: dict[Future[RenderResult], tuple[Executor, RenderTask]] = {}
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
                    there, task = asked.pop(future)
                    _ask(there, waiting, asked)
                    yield _result(future, task)
        finally:
            here.shutdown(wait=False, cancel_futures=True)


def _ask(
    there: Executor,
    waiting: deque[RenderTask],
    asked: dict[Future[RenderResult], tuple[Executor, RenderTask]],
) -> None:
    from concurrent.futures.process import BrokenProcessPool

    if not waiting:
        return
    # A pool that has lost a process takes no more; the thread goes on with what waits.
    with suppress(BrokenProcessPool):
        future = there.submit(render, waiting[0])
        asked[future] = there, waiting.popleft()


def _result(future: Future[RenderResult], task: RenderTask) -> RenderResult:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return future.result()
    except BrokenProcessPool:
        error = SpeechError(
            "build-interrupted", "a process of the build ended unexpectedly", "build again"
        )
        return ClipFailure.of(task.request, error)
