"""The `ivr` command as an operator runs it: processes, a port, a terminal."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from ivr.cli import main

COMMAND = [sys.executable, "-c", "from ivr.cli import main; main(prog_name='ivr')"]
OURS = ("HOTLINE_ROOT", "PORT", "PUBLIC_BASE_URL", "SIP_TRUNK", "TWILIO")


def _is_ours(name: str) -> bool:
    return name.startswith(OURS)


def environment(**more: str) -> dict[str, str]:
    """The shell's variables without those that steer the command."""
    kept = {name: value for name, value in os.environ.items() if not _is_ours(name)}
    return kept | {"PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "error"} | more


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass(frozen=True)
class Ivr:
    """Runs commands on one project."""

    project: Path

    def __call__(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command in this process, which spares Python's start."""
        out, err = io.StringIO(), io.StringIO()
        whole = ["--project", str(self.project), *arguments]
        kept = dict(os.environ)
        os.environ.update(variables)
        for name in filter(_is_ours, set(kept) - set(variables)):
            del os.environ[name]
        try:
            with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
                main(whole, prog_name="ivr")
        finally:
            os.environ.clear()
            os.environ.update(kept)
        code = ended.value.code
        assert isinstance(code, int)
        return subprocess.CompletedProcess(whole, code, out.getvalue(), err.getvalue())

    def process(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a process of its own."""
        return subprocess.run(
            [*COMMAND, "--project", str(self.project), *arguments],
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def start(self, *arguments: str, terminal: int | None = None) -> subprocess.Popen[str]:
        """Start a command, at a terminal or with its output in one pipe."""
        return subprocess.Popen(
            [*COMMAND, "--project", str(self.project), *arguments],
            env=environment(TERM="xterm"),
            text=True,
            encoding="utf-8",
            stdin=terminal,
            stdout=subprocess.PIPE if terminal is None else terminal,
            stderr=subprocess.STDOUT,
        )

    def serve(self, port: int) -> subprocess.Popen[str]:
        """Start the hotline and return once it answers."""
        server = self.start("run", "--port", str(port))
        assert server.stdout is not None
        told = [""]
        while told[-1] or len(told) == 1:
            told.append(server.stdout.readline())
            if f"http://127.0.0.1:{port}" in told[-1]:
                return server
        raise AssertionError("".join(told))


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def own(shipped: Path, tmp_path: Path) -> Ivr:
    """A project of the test's own, with its clips built."""
    shutil.copytree(shipped, tmp_path / "project")
    return Ivr(tmp_path / "project")


@pytest.fixture(scope="session")
def running(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ivr]:
    """A project whose hotline is running, for as many calls as there are tests."""
    project = tmp_path_factory.mktemp("running") / "project"
    shutil.copytree(shipped, project)
    ivr = Ivr(project)
    server = ivr.serve(free_port())
    yield ivr
    server.terminate()
    server.communicate()
    assert server.returncode == 0


@pytest.fixture
def refused() -> Callable[[subprocess.CompletedProcess[str]], str]:
    """Hold a finished command to what a mistake must look like, and return its one line."""

    def line(done: subprocess.CompletedProcess[str]) -> str:
        assert done.returncode == 1, done
        assert "Traceback" not in done.stderr
        assert done.stderr.count("\n") == 1, done.stderr
        return done.stderr.strip()

    return line
