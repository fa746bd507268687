"""What systemd reads, hears and does: units, environment files, and services that it starts."""

from __future__ import annotations

import os
import shlex
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.support.furnished import AS_NOBODY
from tests.support.processes import Process, is_running, ran, started, wait_until

_ENVIRONMENT: Final = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
}
"""All that a service has in its environment unless its unit says more."""


def unit_of(path: Path) -> dict[str, dict[str, str]]:
    """Read a unit: its sections, and what each says."""
    sections: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            name, _, text = line.partition("=")
            section[name] = text
    return sections


def environment_of(path: Path) -> dict[str, str]:
    """Read an environment file as systemd does."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith(("#", ";"))]
    return {name: text.strip().strip("'\"") for name, _, text in pairs}


@dataclass
class Notified:
    """What a service has told systemd about itself."""

    listener: socket.socket
    messages: list[str] = field(default_factory=list)

    def hear(self) -> list[str]:
        """Return every message so far."""
        with suppress(BlockingIOError):
            while True:
                self.messages.append(self.listener.recv(65536).decode())
        return self.messages

    def said(self) -> list[str]:
        """Return every line so far."""
        return [line for message in self.hear() for line in message.splitlines()]

    def main(self) -> int | None:
        """Return the process that was named as the main one last, if another than was started."""
        named = [line.partition("=")[2] for line in self.said() if line.startswith("MAINPID=")]
        return int(named[-1]) if named else None


@contextmanager
def notifications(path: Path) -> Iterator[Notified]:
    """Listen in systemd's place, as long as the service runs."""
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(path))
        path.chmod(0o777)
        listener.setblocking(False)
        yield Notified(listener)


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=60).close()
    except OSError:
        return False
    return True


@dataclass
class Systemd:
    """Starts what the units of a machine say, with their environment and without rights.

    ``more`` is in every environment; ``told`` gathers what is told by what has ended.
    """

    root: Path
    more: dict[str, str]
    told: list[str]
    running: dict[str, Process] = field(default_factory=dict)
    _notified: dict[str, Notified] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def start(self, unit: str) -> None:
        """Start a service and wait until it says that it is ready, or run it to its end."""
        service = self._service(unit)
        if service["Type"] == "oneshot":
            self._run(service, service["ExecStart"])
            return
        told_to = self.root / f"{unit}.socket"
        notified = self._stack.enter_context(notifications(told_to))
        self._notified[unit] = notified
        env = self._environment(service) | {"NOTIFY_SOCKET": str(told_to)}
        command = (*AS_NOBODY, *shlex.split(service["ExecStart"]))
        process = self.begin(unit, command, env, Path(service["WorkingDirectory"]))
        process.until(lambda: "READY=1" in notified.said())

    def begin(
        self,
        unit: str,
        command: tuple[str, ...],
        env: Mapping[str, str],
        folder: Path | None = None,
    ) -> Process:
        """Start a command as the process of a unit."""
        process = self._stack.enter_context(started(*command, env=env, cwd=folder))
        self.running[unit] = process
        return process

    def reload(self, unit: str) -> None:
        service = self._service(unit)
        self._run(service, service["ExecReload"])

    def stop(self, unit: str) -> None:
        """Tell the main process of a unit to stop, and wait until all of it is gone."""
        process = self.running.get(unit)
        if process is not None:
            self.told.append(process.told())
            main = self.main(unit)
            del self.running[unit]
            os.kill(main, signal.SIGTERM)
            wait_until(lambda: not is_running(main), process.told)
            process.popen.poll()

    def main(self, unit: str) -> int:
        """The main process of a unit: the one that was started, or that took its place."""
        notified = self._notified.get(unit)
        return (notified.main() if notified else None) or self.running[unit].pid

    def close(self) -> None:
        for unit in [*self.running]:
            self.stop(unit)
        self._stack.close()

    def _service(self, unit: str) -> dict[str, str]:
        return unit_of(self.root / f"etc/systemd/system/{unit}.service")["Service"]

    def _environment(self, service: Mapping[str, str]) -> dict[str, str]:
        return _ENVIRONMENT | environment_of(Path(service["EnvironmentFile"])) | self.more

    def _run(self, service: Mapping[str, str], line: str) -> None:
        """Run a command of a unit to its end; it must succeed."""
        command, folder = (*AS_NOBODY, *shlex.split(line)), Path(service["WorkingDirectory"])
        done = ran(*command, env=self._environment(service), cwd=folder)
        self.told.append(done.stdout + done.stderr)
        assert done.returncode == 0, done.stdout + done.stderr
