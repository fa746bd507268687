"""Commands as processes of their own: awaited by facts, ended with everything they have started."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import ivr

PATIENCE_SECONDS: Final = 300.0
"""After so long a fact is taken never to come; no test is about how long anything takes."""

IVR: Final = str(Path(sys.executable).with_name("ivr"))
"""The command as it is installed beside this Python, whatever PATH holds."""

LOOK_SECONDS: Final = 0.01
"""Between two looks at a fact."""

OURS: Final = (
    *(
        "ALARM",
        "AUDIO_BASE_URL",
        "CONNECTION_OVERRIDES",
        "DATABASE_URL",
        "EMULATED",
        "FALLBACK_URL",
    ),
    *("HOTLINE", "JOURNAL", "LISTEN_ADDRESS", "LOG_", "METRICS", "OFFER"),
    *("PORT", "PUBLIC_BASE_URL", "SIP_TRUNK", "SMALL_CELLS", "STUDIO", "TWILIO"),
    "WEB_CONCURRENCY",
)
"""How the names of variables begin that steer the hotline: a test sets its own."""

PORTS: Final = range(12_000, 32_000)
"""Below those that systems give to whoever asks for any, which may take one at any moment."""

T = TypeVar("T")


def environment(**more: str) -> dict[str, str]:
    """The shell's variables without those that steer the hotline, in UTF-8 whatever the machine."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
    tree = {"PYTHONPATH": str(Path(ivr.__path__[0]).parent)}
    return kept | tree | {"PYTHONUTF8": "1", "PYTHONWARNINGS": "error", "TERM": "xterm"} | more


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


def wait_until(happened: Callable[[], T], told: Callable[[], str] = str) -> T:
    """Wait for something and return it; ``told`` says more when it does not come."""
    latest = time.monotonic() + PATIENCE_SECONDS
    while not (fact := happened()):
        assert time.monotonic() < latest, f"still waiting\n{told()}"
        time.sleep(LOOK_SECONDS)
    return fact


@dataclass(frozen=True)
class Process:
    """A started command; what it writes goes to files, so that it never waits for a reader."""

    popen: subprocess.Popen[bytes]
    folder: Path

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text(encoding="utf-8", errors="replace")

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text(encoding="utf-8", errors="replace")

    def told(self) -> str:
        """Everything that it has written."""
        return self.out + self.err

    def until(self, happened: Callable[[], T]) -> T:
        """Wait for something that happens while it runs, and return it."""

        def seen() -> T | bool:
            ended = self.popen.poll()
            fact = happened()
            assert fact or ended is None, f"it has ended with {ended}\n{self.told()}"
            return fact

        return wait_until(seen, self.told)  # type: ignore[return-value] # what is true is a fact

    def wait_for(self, text: str) -> None:
        """Wait until it has written a text."""
        self.until(lambda: text in self.told())

    def finished(self) -> subprocess.CompletedProcess[str]:
        """Wait for its end."""
        wait_until(lambda: self.popen.poll() is not None, self.told)
        return subprocess.CompletedProcess(
            self.popen.args, self.popen.returncode, self.out, self.err
        )

    def send(self, sign: signal.Signals) -> None:
        """Send a signal to the process itself."""
        self.popen.send_signal(sign)

    def send_all(self, sign: signal.Signals) -> None:
        """Send a signal to it and to whatever it has started, as a terminal does on Ctrl-C."""
        os.killpg(self.pid, sign)

    def close_input(self) -> None:
        """Let its standard input, which must be a pipe, come to an end."""
        assert self.popen.stdin is not None
        self.popen.stdin.close()

    def children(self) -> list[int]:
        """The processes it has started and not yet taken leave of; Linux only."""
        return children(self.pid)


@contextmanager
def started(
    *command: str,
    env: Mapping[str, str] | None = None,
    stdin: int = subprocess.DEVNULL,
    terminal: int | None = None,
    cwd: Path | None = None,
) -> Iterator[Process]:
    """Start a command; in the end its whole group is gone, and a failure shows what it wrote.

    At a ``terminal``, the terminal is where it reads and writes.
    """
    with tempfile.TemporaryDirectory(prefix="process-") as name:
        folder = Path(name)
        with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
            popen = subprocess.Popen(
                command,
                env=environment() if env is None else env,
                stdin=stdin if terminal is None else terminal,
                stdout=out if terminal is None else terminal,
                stderr=err if terminal is None else terminal,
                cwd=cwd,
                start_new_session=True,
            )
        process = Process(popen, folder)
        try:
            yield process
        except BaseException as error:
            error.add_note(f"{' '.join(command)} wrote:\n{process.told()}")
            raise
        finally:
            with suppress(ProcessLookupError):
                os.killpg(popen.pid, signal.SIGKILL)
            if popen.stdin is not None:
                popen.stdin.close()
            popen.wait()


def ran(
    *command: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    with started(*command, env=env, cwd=cwd) as process:
        return process.finished()


def children(pid: int) -> list[int]:
    """The processes that one has started and not yet taken leave of; Linux only."""
    return [int(child) for child in _read(pid, f"task/{pid}/children").split()]


def command_line(pid: int) -> str:
    """How a process was started; empty for one that is gone."""
    return _read(pid, "cmdline")


def is_running(pid: int) -> bool:
    """Tell whether a process is there, and not only waits for its parent to notice its end."""
    state = _read(pid, "stat").rpartition(")")[2].split()
    return bool(state) and state[0] != "Z"


def _read(pid: int, file: str) -> str:
    try:
        return Path(f"/proc/{pid}/{file}").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
