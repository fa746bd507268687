"""The servers that are compared, each started as a deployment would start it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.asked import BASE_URL, TOKEN
from ivr.web.server import GRACE_SECONDS, KEEP_ALIVE_SECONDS, THREADS

SLOWEST_START: Final = 30.0
"""Seconds after which a server that does not answer counts as broken."""

BESIDE: Final = Path(sys.executable).parent
"""Where the commands of this Python's libraries are."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A server's name and its command, in which {port} and {workers} are filled in."""

    name: str
    command: tuple[str, ...]

    def at(self, port: int, workers: int) -> list[str]:
        """Return the command for a port and a number of worker processes."""
        return [part.format(port=port, workers=workers) for part in self.command]


GUNICORN: Final = Contender("gunicorn", (sys.executable, "-m", "ivr.web.server"))
"""The product's own start; PORT and WEB_CONCURRENCY come in the environment."""

GTHREAD: Final = Contender(
    "gthread",
    (
        *(str(BESIDE / "gunicorn"), "--worker-class", "gthread", "--threads", str(THREADS)),
        *("--bind", "0.0.0.0:{port}", "--workers", "{workers}", "--preload"),
        *("--graceful-timeout", str(GRACE_SECONDS), "--no-control-socket"),
        *("--keep-alive", str(KEEP_ALIVE_SECONDS), "ivr.web.wsgi:application()"),
    ),
)
"""gunicorn's own threaded worker, which ours builds on: what the difference is worth."""

GRANIAN: Final = Contender(
    "granian",
    (
        *(str(BESIDE / "granian"), "--interface", "wsgi", "--factory", "--http", "1"),
        *("--no-ws", "--host", "0.0.0.0", "--port", "{port}"),  # noqa: S104 - as deployed
        *("--workers", "{workers}", "--blocking-threads", str(THREADS)),
        *("--workers-kill-timeout", str(GRACE_SECONDS), "--respawn-failed-workers"),
        "ivr.web.wsgi:application",
    ),
)


def free_port() -> int:
    """Return a TCP port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def environment(project: Path, port: int, workers: int) -> dict[str, str]:
    """Return the settings of a deployment on this machine."""
    ours = {"PUBLIC_BASE_URL": BASE_URL, "TWILIO_AUTH_TOKEN": TOKEN}
    ours |= {"HOTLINE_ROOT": str(project), "PORT": str(port), "WEB_CONCURRENCY": str(workers)}
    return dict(os.environ) | ours


@dataclass(slots=True)
class Running:
    """A started server: its first process, its port, its log, and how long its start took."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    start_seconds: float = field(default=0.0)

    @property
    def workers(self) -> list[int]:
        """The ids of the processes that the first one has started."""
        return children(self.process.pid)

    def logged(self) -> str:
        """Return everything the server has written."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the first process, as every platform does."""
        self.process.send_signal(signal.SIGTERM)


@contextmanager
def running(contender: Contender, project: Path, port: int, workers: int) -> Iterator[Running]:
    """Start a server and wait for its first answer; kill it in the end if it is still there.

    Raises TimeoutError, with its log, for one that does not answer.
    """
    folder = Path(tempfile.mkdtemp())
    began = time.perf_counter()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            contender.at(port, workers),
            env=environment(project, port, workers),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Running(process, port, folder / "log")
    try:
        _wait_for_answer(server)
        server.start_seconds = time.perf_counter() - began
        while len(server.workers) < workers:
            time.sleep(0.01)
        yield server
    finally:
        _end(process)
        shutil.rmtree(folder)


def _wait_for_answer(server: Running) -> None:
    latest = time.perf_counter() + SLOWEST_START
    while time.perf_counter() < latest and server.process.poll() is None:
        if is_answering(server.port):
            return
        time.sleep(0.01)
    raise TimeoutError(f"No answer on port {server.port}.\n{server.logged()}")


def is_answering(port: int) -> bool:
    """Tell whether the health page is there."""
    try:
        with closing(urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)) as page:
            return bool(page.status == 200)  # noqa: PLR2004
    except (URLError, OSError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server and everything it has started."""
    family = [process.pid, *children(process.pid)] if process.poll() is None else []
    for pid in reversed(family):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


def children(pid: int) -> list[int]:
    """Return the ids of a process's living children."""
    try:
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text(encoding="ascii").split()
        ]
    except OSError:
        return []


def memory(server: Running) -> Mapping[str, float]:
    """Return the family's megabytes: resident (Rss), and with shared pages split (Pss)."""
    totals = {"Rss": 0.0, "Pss": 0.0}
    for pid in [server.process.pid, *server.workers]:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            name, _, value = line.partition(":")
            if name in totals:
                totals[name] += int(value.split()[0]) / 1024
    return totals


def open_files(server: Running) -> int:
    """Return how many files and sockets the workers hold open."""
    return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in server.workers)
