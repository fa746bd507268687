"""Processes beside this one, which never outlive it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection


def _at_once() -> None:
    os._exit(1)


@contextmanager
def pools(
    count: int,
    workers: int,
    begin: Callable[..., object],
    *args: object,
    leave: Callable[[], object] = _at_once,
) -> Iterator[list[ProcessPoolExecutor]]:
    """Give ``count`` pools of ``workers`` processes each; ``begin`` is called first in each.

    Each takes its work in order. They end when the work does, at once when it is broken off by
    an exception, and at once when this process is killed; ``leave`` is what ends a process that
    is in the middle of its work. The keyboard's Ctrl-C, which reaches every process, is left to
    this one.

    >>> with pools(1, 1, print, "ready") as [pool]:
    ...     pool.submit(abs, -113).result()
    113
    """
    # Forking a process that has threads, such as a progress bar's, may lock up the copy.
    context = multiprocessing.get_context("spawn")
    alive, held = context.Pipe(duplex=False)
    made = [
        ProcessPoolExecutor(workers, context, _begin, (alive, leave, begin, args))
        for _ in range(count)
    ]
    try:
        _start(made, workers)
        yield made
    except BaseException:
        held.close()
        raise
    finally:
        for pool in made:
            pool.shutdown(cancel_futures=True)
        held.close()
        alive.close()


def _start(made: list[ProcessPoolExecutor], workers: int) -> None:
    """Start the processes with Ctrl-C held back, which they inherit: one may come at once.

    A pool starts a process for each piece of work that finds none at leisure.
    """
    with held_back(signal.SIGINT, signal.SIGTERM):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            for pool in made:
                for _ in range(workers):
                    pool.submit(bool)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def held_back(*signs: signal.Signals) -> Iterator[None]:
    """Let signals take effect after the block: a process half begun would say so in the log.

    The mask alone does not: another thread takes the signal, and the main one is broken off.
    Threads beside the main one are broken off by no signal, and may call this too.

    >>> with held_back(signal.SIGTERM):
    ...     print("here first")
    here first
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    former = {each: signal.signal(each, lambda number, _: came.append(number)) for each in signs}
    try:
        yield
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)
        for number in came:
            signal.raise_signal(number)


def _begin(
    alive: Connection,
    leave: Callable[[], object],
    begin: Callable[..., object],
    args: tuple[object, ...],
) -> None:
    threading.Thread(target=_leave_with, args=(alive, leave), daemon=True).start()
    begin(*args)


def _leave_with(alive: Connection, leave: Callable[[], object]) -> None:
    """Leave when the other end of the pipe is closed, which a process that dies does too."""
    with suppress(EOFError, OSError):
        alive.recv_bytes()
    leave()
