"""A proof that is broken off, or killed, leaves no process behind."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.commands import Ivr
from tests.support.processes import Process, command_line, is_running, wait_until

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")

PROOF = ("proof", "--from", "2026-11-25", "--jobs", "2")
CHECK = ("check", "--full", "--jobs", "2")
RANDOM = ("proof", "--random", "1000000", "--jobs", "2")  # takes its time on any hotline


@contextmanager
def at_work(project: Path, *words: str) -> Iterator[tuple[Process, list[int]]]:
    """Run a command until both of its processes are there; give it and every process it made."""
    with Ivr(project).started(*words) as running:
        running.until(lambda: len(_workers(running)) == 2)
        yield running, running.children()


def _workers(running: Process) -> list[int]:
    return [child for child in running.children() if "spawn_main" in command_line(child)]


@pytest.mark.parametrize(
    ("words", "end"),
    [
        (PROOF, signal.SIGTERM),
        (CHECK, signal.SIGKILL),
        (RANDOM, signal.SIGTERM),
        (RANDOM, signal.SIGKILL),
    ],
)
def test_a_killed_proof_leaves_no_process_behind(
    shipped: Path, small: Path, words: tuple[str, ...], end: signal.Signals
) -> None:
    with at_work(small if words == RANDOM else shipped, *words) as (running, crew):
        running.send(end)
        running.finished()
        wait_until(lambda: not any(map(is_running, crew)))


@pytest.mark.parametrize("words", [PROOF, RANDOM])
def test_ctrl_c_ends_a_proof_with_one_message_and_no_process_behind(
    shipped: Path, small: Path, words: tuple[str, ...]
) -> None:
    with at_work(small if words == RANDOM else shipped, *words) as (running, crew):
        running.send_all(signal.SIGINT)
        done = running.finished()
        assert done.returncode != 0
        assert "Traceback" not in done.stderr
        wait_until(lambda: not any(map(is_running, crew)))
