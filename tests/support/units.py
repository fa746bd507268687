"""What systemd reads and hears: units, environment files, and that a service is there."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path


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
    _said: list[str] = field(default_factory=list)

    def said(self) -> list[str]:
        """Return every line so far."""
        with suppress(BlockingIOError):
            while True:
                self._said += self.listener.recv(65536).decode().splitlines()
        return self._said

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
