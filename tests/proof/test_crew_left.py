"""A proof that is broken off, or killed, leaves no process behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import ivr

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")

COMMAND = "from ivr.cli import main; main(prog_name='ivr')"
PATIENCE_SECONDS = 60
PROOF = ("proof", "--from", "2026-11-25", "--jobs", "2")
CHECK = ("check", "--jobs", "2")
RANDOM = ("proof", "--random", "1000000", "--jobs", "2")


@contextmanager
def at_work(project: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Run a command until both of its processes are there; give it and every process it made."""
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, "--project", str(project), *words],
        env={**os.environ, "PYTHONPATH": str(Path(ivr.__path__[0]).parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        try:
            wait_until(lambda: len(_workers(running.pid)) == 2 or running.poll() is not None)
            crew = _children(running.pid)
            assert running.poll() is None, running.communicate()
            yield running, crew
        finally:
            running.kill()
            for process in _workers(running.pid):
                os.kill(process, signal.SIGKILL)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "still waiting"
        time.sleep(0.02)


def _children(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for child in listed.split()]


def _workers(pid: int) -> list[int]:
    return [child for child in _children(pid) if "spawn_main" in _read(child, "cmdline")]


def _runs(pid: int) -> bool:
    state = _read(pid, "stat").rpartition(")")[2].split()
    return bool(state) and state[0] != "Z"


def _read(pid: int, file: str) -> str:
    try:
        return Path(f"/proc/{pid}/{file}").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


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
    shipped: Path, words: tuple[str, ...], end: signal.Signals
) -> None:
    with at_work(shipped, *words) as (running, crew):
        running.send_signal(end)
        running.communicate(timeout=PATIENCE_SECONDS)
        wait_until(lambda: not any(map(_runs, crew)))


@pytest.mark.parametrize("words", [PROOF, RANDOM])
def test_ctrl_c_ends_a_proof_with_one_message_and_no_process_behind(
    shipped: Path, words: tuple[str, ...]
) -> None:
    with at_work(shipped, *words) as (running, crew):
        os.killpg(running.pid, signal.SIGINT)
        _, errors = running.communicate(timeout=PATIENCE_SECONDS)
        assert running.returncode != 0
        assert "Traceback" not in errors
        wait_until(lambda: not any(map(_runs, crew)))
