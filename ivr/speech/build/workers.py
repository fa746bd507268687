"""Several processes rendering clips side by side."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from ivr.files import leave_when_written
from ivr.speech.build.render import ClipFailure, RenderResult, Work, render
from ivr.speech.clips.clip import RECORDING
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.engines import engine

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_WORTH_A_PROCESS: Final = 40
"""A process takes as long to start as this many clips of a quick voice take to make."""
_WORTH_A_MODEL: Final = 2
"""The same for a voice that takes long, whose model each process reads for itself."""
_AHEAD: Final = 3
"""Clips that each process is asked for at a time, so that none waits for its next one."""


def render_all(work: Sequence[Work], jobs: int | None) -> Generator[RenderResult, None, None]:
    """Render clips and give each result as it comes.

    Args:
        work: Clips to render, each with an engine that exists.
        jobs: Processes to use; None for as many as pay off on this machine's cores.

    Returns:
        The results, in any order; closing the generator stops the work.
    """
    # The matrices are too small to spread over the cores: threads would only wait for each other.
    # It counts as long as numpy is not loaded, here and in the processes to come.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parallel = [one for one in work if _at_once(one) is None]
    quick = [one for one in parallel if not _takes_long(one)]
    slow = [one for one in parallel if _takes_long(one)]
    if quick:
        others = _process_count(len(quick), _WORTH_A_PROCESS, jobs) - 1
        yield from _in_parallel(deque(quick), here=1, others=others)
    if slow:
        yield from _by_models(slow, _process_count(len(slow), _WORTH_A_MODEL, jobs))
    yield from render_in_turn(one for one in work if _at_once(one) is not None)


def render_in_turn(work: Iterable[Work]) -> Iterator[RenderResult]:
    """Render clips one after the other in this process.

    Once an engine is down, its other clips fail for the same reason without being tried: a
    service that refuses is not asked a thousand times more.
    """
    down: dict[str, ClipFailure] = {}
    for one in work:
        name = one[0].request.engine
        if name in down:
            error = EngineDownError("engine-down", down[name].cause, down[name].fix)
            yield from (ClipFailure.of(task.request, error) for task in one)
            continue
        for result in render(one):
            if isinstance(result, ClipFailure) and result.engine_down:
                down[name] = result
            yield result


def _by_models(work: Sequence[Work], processes: int) -> Iterator[RenderResult]:
    """Render clips of voices that take long: in other processes, which can be left at any moment.

    What they leave, when one has died for want of memory, is made in this one.
    """
    waiting = deque(work)
    if processes > 1:
        yield from _in_parallel(waiting, here=0, others=processes)
    yield from render_in_turn(waiting)


def _takes_long(work: Work) -> bool:
    name = work[0].request.engine
    return name != RECORDING and engine(name).stretches


def _at_once(work: Work) -> int | None:
    name = work[0].request.engine
    return None if name == RECORDING else engine(name).at_once


def _process_count(clips: int, worth: int, jobs: int | None) -> int:
    if jobs is not None:
        return max(1, min(jobs, clips))
    return max(1, min(_cores(), clips // worth))


def _cores() -> int:
    # A container may be allowed fewer cores than the machine has.
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _in_parallel(
    waiting: deque[Work], *, here: int, others: int
) -> Generator[RenderResult, None, None]:
    """Render clips in a thread of this process and in others, which join in when they have started.

    A thread leaves Ctrl-C to the main one, where it cannot strike in the middle of an engine. With
    none ``here``, what is left ``waiting`` in the end is what the others did not live to take.
    """
    from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

    from ivr.worker_pools import pools

    asked: dict[Future[tuple[RenderResult, ...]], tuple[Executor, Work]] = {}
    with (
        ThreadPoolExecutor(1) as thread,
        pools(min(1, others), others, bool, leave=leave_when_written) as made,
    ):
        try:
            for there, at_a_time in [(thread, here), *((pool, others) for pool in made)]:
                for _ in range(_AHEAD * at_a_time):
                    _ask(there, waiting, asked)
            while asked:
                for future in wait(asked, return_when=FIRST_COMPLETED).done:
                    there, work = asked.pop(future)
                    _ask(there, waiting, asked)
                    yield from _results(future, work)
        finally:
            thread.shutdown(wait=False, cancel_futures=True)


def _ask(
    there: Executor,
    waiting: deque[Work],
    asked: dict[Future[tuple[RenderResult, ...]], tuple[Executor, Work]],
) -> None:
    from concurrent.futures.process import BrokenProcessPool

    if not waiting:
        return
    # A pool that has lost a process takes no more; the thread goes on with what waits.
    with suppress(BrokenProcessPool):
        future = there.submit(render, waiting[0])
        asked[future] = there, waiting.popleft()


def _results(future: Future[tuple[RenderResult, ...]], work: Work) -> tuple[RenderResult, ...]:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return future.result()
    except BrokenProcessPool:
        error = SpeechError(
            "build-interrupted", "a process of the build ended unexpectedly", "build again"
        )
        return tuple(ClipFailure.of(task.request, error) for task in work)
