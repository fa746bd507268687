"""An end to what is asked over a network: libraries wait so long for each part of an answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, ask: Callable[[], T]) -> T:
    """Return what a question is answered with, or raise what it raises.

    Raises:
        TimeoutError: All of it has taken longer than so many seconds; nobody waits for it any more.

    >>> within(10, lambda: "an answer")
    'an answer'
    """
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            answer.set_exception(error)

    Thread(target=run, daemon=True).start()
    return answer.result(seconds)
