"""A production server that tests break while it is rung."""

from __future__ import annotations

import os
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from ivr.serving.publishing.status import running_server
from tests.support.commands import Ivr
from tests.support.deployment import Deployment
from tests.support.line import Line


@dataclass
class Rig:
    """A production server with two workers, its folder and how it is started."""

    root: Path
    settings: dict[str, str]
    server: Deployment
    line: Line

    @property
    def workers(self) -> list[int]:
        return self.server.process.children()

    def kill_workers(self) -> None:
        """Kill every worker process; the master stays."""
        for worker in self.workers:
            os.kill(worker, signal.SIGKILL)

    def publish(self, old: str, new: str) -> None:
        """Change a file, tell the server, and wait for its verdict."""
        path = self.root / "config" / "menu.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        before = running_server(self.root)
        assert before is not None
        self.server.process.send(signal.SIGHUP)

        def has_decided() -> bool:
            now = running_server(self.root)
            return now is not None and now.answered > before.answered

        self.server.process.until(has_decided)

    def call_back(self) -> None:
        """Tell how a call is twice, and in an order in which it never went."""
        for status in ("completed", "ringing", "completed", "in-progress"):
            form = {"CallStatus": status, "CallDuration": "9", "SequenceNumber": "0"}
            assert self.server.post("/voice/status", **form).status_code == 204

    def too_many_fields(self) -> None:
        """Send a form that no carrier sends."""
        form = {f"Field{number}": "1" for number in range(13_000)}
        answer = httpx.post(f"{self.server.url}/voice", data=form)
        assert answer.status_code in (400, 403, 413)

    def upgrade(self) -> None:
        """Have the program take its own place."""
        done = Ivr(self.root)("upgrade")
        assert done.returncode == 0, done.stdout + done.stderr

    def clips(self) -> Iterator[Path]:
        """Give the clips of the words that are heard in a call."""
        for file, text in self.line.words.items():
            if text in self.line.plain:
                yield self.root / "audio" / "built" / file

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Have no worker write another byte."""
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        for worker in self.workers:
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (0, most))
        yield
        for worker in self.workers:
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (most, most))

    @contextmanager
    def clients(self, number: int, sent: bytes) -> Iterator[None]:
        """Have clients send something, and neither more nor read what comes."""
        with ExitStack() as stack:
            for _ in range(number):
                wire = stack.enter_context(socket.socket())
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
                wire.connect(("127.0.0.1", self.server.port))
                with suppress(OSError):  # which the server may have given up already
                    wire.sendall(sent)
            yield
