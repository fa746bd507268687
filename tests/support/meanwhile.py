"""Work that goes on in threads of its own for as long as a block lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event


@contextmanager
def meanwhile(*works: Callable[[Event], object]) -> Iterator[None]:
    """Have each work done until the event that it gets is set; one that fails fails the block."""
    over = Event()
    with ThreadPoolExecutor(len(works)) as threads:
        begun = [threads.submit(work, over) for work in works]
        try:
            yield
        finally:
            over.set()
    for work in begun:
        work.result()
