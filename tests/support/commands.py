"""The `ivr` command as an operator types it: in this process, or in one of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest import mock

import pytest

from ivr.cli import main
from tests.support.processes import OURS, Process, environment, free_port, ran, started

COMMAND: Final = (sys.executable, "-c", "from ivr.cli import main; main(prog_name='ivr')")


@dataclass(frozen=True)
class Ivr:
    """Runs commands on one project."""

    project: Path

    def __call__(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command in this process, which spares Python's start."""
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
        kept = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
        environ = mock.patch.dict(os.environ, kept | variables, clear=True)
        whole = ["--project", str(self.project), *arguments]
        with environ, redirect_stdout(out), redirect_stderr(err):
            with pytest.raises(SystemExit) as ended:
                main(whole, prog_name="ivr")
            out.flush()
            err.flush()
        assert isinstance(ended.value.code, int)
        told = [stream.buffer.getvalue().decode() for stream in (out, err)]
        return subprocess.CompletedProcess(whole, ended.value.code, *told)

    def process(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a process of its own, to its end."""
        whole = [*COMMAND, "--project", str(self.project), *arguments]
        return ran(*whole, env=environment(**variables))

    @contextmanager
    def started(
        self,
        *arguments: str,
        terminal: int | None = None,
        stdin: int = subprocess.DEVNULL,
        **variables: str,
    ) -> Iterator[Process]:
        """Start a command, at a terminal or with what it writes in files."""
        whole = [*COMMAND, "--project", str(self.project), *arguments]
        env = environment(**variables)
        with started(*whole, env=env, stdin=stdin, terminal=terminal) as process:
            yield process

    @contextmanager
    def running(self, *, port: int | None = None) -> Iterator[Process]:
        """Run the hotline, from its first answer on."""
        port = port or free_port()
        with self.started("run", "--port", str(port)) as server:
            server.wait_for(f"http://127.0.0.1:{port}")
            yield server


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Hold a finished command to what a mistake must look like, and return its one line."""
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()
