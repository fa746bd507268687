"""Telling a running server, and waiting until each of its workers has what was published."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from ivr.problems import Problem, Refusal
from ivr.serving.publishing.content import content_version
from ivr.serving.publishing.status import (
    BESIDE,
    Master,
    OutOfReachError,
    running_server,
    workers,
)

PATIENCE_S: Final = 120.0
"""A trial takes seconds, and a worker finishes what it began within twenty."""

_LOOK_S: Final = 0.1
_GONE: Final = "The server has ended. Start it: it serves what is here."

T = TypeVar("T")


class NotPublished(Refusal):
    """A server has not taken a folder over; says why. Calls hear what they heard before."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*(Problem("not-published", "", None, reason) for reason in reasons))


class HalfPublished(NotPublished):
    """A server has taken a folder over, and not every worker of it within our patience."""


def server_in(project: Path) -> Master | None:
    """Return the server that runs in a folder.

    Raises:
        NotPublished: It cannot be told anything.
    """
    try:
        return running_server(project)
    except OutOfReachError as said:
        raise NotPublished(str(said)) from None


def settled_server_in(project: Path) -> Master | None:
    """Return the server that runs in a folder, once no other one is about to take its place.

    Raises:
        NotPublished: It cannot be told anything.
    """
    for is_followed in looks(lambda: _is_followed(project), time.monotonic() + PATIENCE_S):
        if not is_followed:
            break
    return server_in(project)


def _is_followed(project: Path) -> bool:
    try:
        return running_server(project, BESIDE) is not None
    except OutOfReachError:
        return True


def send(server: Master, sign: int) -> None:
    """Send a signal to a server, 0 to see whether that can be done; raises NotPublished."""
    try:
        os.kill(server.pid, sign)
    except PermissionError:
        fix = "Publish as the user that it runs as."
        raise NotPublished(f"The server (process {server.pid}) is another user's. {fix}") from None
    except ProcessLookupError:
        raise NotPublished(_GONE) from None


def take_over(project: Path, server: Master, version: str, say: Callable[[str], None]) -> None:
    """Have a server take a version over, and say when each worker has it.

    Raises:
        NotPublished: It was not taken over; says why.
        HalfPublished: It was, and not everywhere in time.
    """
    have_taken(project, server, version)
    wait_for_workers(project, server, version, say)


def have_taken(project: Path, server: Master, version: str) -> None:
    """Tell a server of a version, and wait until it has taken that over; raises NotPublished."""
    send(server, signal.SIGHUP)
    for now in looks(lambda: server_in(project), time.monotonic() + PATIENCE_S):
        if now is None:
            raise NotPublished(_GONE)
        if now.version == version:
            return
        is_answer = now.answered > server.answered and now.tried in (version, "")
        if is_answer and now.reasons:
            raise NotPublished("Not taken over; calls hear what was there before.", *now.reasons)
        if content_version(project) != version:
            raise NotPublished("The folder has changed meanwhile. Publish once more.")
    fix = "Look into its log: it may still be building clips."
    raise NotPublished(f"The server has not answered within {PATIENCE_S:.0f} s. {fix}")


def wait_for_workers(
    project: Path, server: Master, version: str, say: Callable[[str], None]
) -> None:
    """Wait until each worker has a version that was taken over, and say when one has.

    A worker that waits itself, as the studio may, is left out: it ends when it has answered.

    Raises:
        HalfPublished: Not each has it in time.
    """
    had: set[int] = set()
    for found in looks(lambda: _others(project), time.monotonic() + PATIENCE_S):
        for pid, has in found.items():
            if has == version and pid not in had:
                had.add(pid)
                say(f"worker {len(had)} of {server.workers} has {version}")
        if len(found) >= server.workers and set(found.values()) == {version}:
            return
    fix = "Look into its log. Every call hears one of the two versions."
    raise HalfPublished(
        f"{len(had)} of {server.workers} workers have {version} after {PATIENCE_S:.0f} s. {fix}"
    )


def _others(project: Path) -> dict[int, str]:
    return {pid: has for pid, has in workers(project).items() if pid != os.getpid()}


def looks(look: Callable[[], T], latest: float) -> Iterator[T]:
    """Yield what a look finds, again and again until a moment of the monotonic clock."""
    while time.monotonic() < latest:
        yield look()
        time.sleep(_LOOK_S)
