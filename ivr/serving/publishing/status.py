"""What a production server leaves on the disk about itself, for `ivr publish` and `ivr upgrade`.

It lies in ``.run/server`` of the project: a file of the master process, one of each worker, and a
lock that is held for as long as the master lives. That of a next version, until the former one has
ended, lies in a folder beside. A disk that refuses never stops serving.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO, Any, Final

from ivr.files import write_whole

FOLDER: Final = Path(".run", "server")
BESIDE: Final = FOLDER / "next"
"""Where a server is told of that is to take the place of another one."""

_MASTER: Final = "master.json"
_LOCK: Final = "lock"

_WORD_S: Final = 1.0
"""Within it, a master that has taken its lock says which it is, or one that leaves has left."""


@dataclass(frozen=True, slots=True)
class Master:
    """A running server.

    Attributes:
        pid: Its master process.
        workers: How many worker processes it has.
        version: The content that it serves.
        since: When it was taken over, by the clock of the machine, with its zone.
        answered: How often it has answered to being told, taken over or not.
        tried: The content that it was told to take over last; empty before the first.
        reasons: Why it did not; empty when it did.
        stayed: How often a new program did not take its place, of which the reasons tell then.
        languages: Those that callers are offered.
        drafts: Whether it offers languages that nobody has approved.
        outdated: Whether it speaks what was approved before its Norwegian changed.
        command: What it was started by, and would be again.
        searched: What Python searched for its modules beside its own, as PYTHONPATH has it.
        directory: Where it was started.
    """

    pid: int
    workers: int
    version: str
    since: str
    answered: int = 0
    tried: str = ""
    reasons: tuple[str, ...] = ()
    stayed: int = 0
    languages: tuple[str, ...] = ()
    drafts: bool = False
    outdated: bool = True
    command: tuple[str, ...] = ()
    searched: str = ""
    directory: str = ""


def now() -> str:
    """Return the present moment as it is written in a status."""
    return dt.datetime.now(dt.UTC).astimezone().isoformat(timespec="seconds")


class OutOfReachError(Exception):
    """A server runs in a folder, and what it says of itself cannot be read; says why."""


class Board:
    """Where one master and its workers leave their word; every write is best effort."""

    def __init__(self, root: Path, folder: Path = FOLDER) -> None:
        self.folder = root / folder
        self._lock: IO[str] | None = None

    @property
    def is_found(self) -> bool:
        """Whether whoever looks into the folder finds this process: its lock, and its word."""
        return self._is_held and (self.folder / _MASTER).exists()

    @property
    def _is_held(self) -> bool:
        """Whether the lock is this process's; the folder may be another one by now."""
        if self._lock is None:
            return False
        try:
            there = (self.folder / _LOCK).stat()
        except OSError:
            return False
        return os.path.samestat(os.fstat(self._lock.fileno()), there)

    def take(self) -> bool:
        """Make the folder this process's own; False where another server has it, or the disk."""
        if self._is_held:
            return True
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / _LOCK).open("w", encoding="ascii")
        except OSError:
            return False
        try:
            # Such a lock belongs to one process, and is not passed on to those that it forks.
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        self._lock = lock
        self._clear()
        return True

    def tell(self, master: Master) -> None:
        """Write what the master is."""
        self._write(_MASTER, asdict(master))

    def tell_worker(self, pid: int, version: str) -> None:
        """Write which version a worker process serves."""
        self._write(f"worker-{pid}.json", {"pid": pid, "version": version})

    def forget_worker(self, pid: int) -> None:
        """Take away what was said of a worker process that has ended."""
        with suppress(OSError):
            (self.folder / f"worker-{pid}.json").unlink()

    def leave(self) -> None:
        """Take away everything, and let others have it. Another server's is left alone."""
        if self._lock is None:
            return
        if self._is_held:
            self._clear()
        self._lock.close()
        self._lock = None

    def _clear(self) -> None:
        for left in self.folder.glob("*.json"):
            with suppress(OSError):
                left.unlink()

    def _write(self, name: str, said: Mapping[str, object]) -> None:
        if self._lock is not None:
            with suppress(OSError):
                write_whole(self.folder / name, json.dumps(said).encode())


def running_server(root: Path, folder: Path = FOLDER) -> Master | None:
    """Return the server that runs in a project's folder; None where none does.

    What another version of the program says more is left out, and what it does not say is empty.

    Raises:
        OutOfReachError: One does, and another user may not read what it says, or it says nothing.
    """
    folder = root / folder
    try:
        said = _word(folder)
        return None if said is None else _master(said)
    except PermissionError:
        told = f"{folder} cannot be read. Publish as the user that the server runs as."
    except (OSError, ValueError, KeyError, TypeError):
        told = (
            f"A server runs in {root.resolve()}, and {folder} does not say which. Is the disk full?"
            " Make room, or send its master process SIGHUP."
        )
    raise OutOfReachError(told)


def _word(folder: Path) -> Mapping[str, Any] | None:
    """Return what a master says; None where there is none, or none any more."""
    latest = time.monotonic() + _WORD_S
    while _is_locked(folder / _LOCK):
        with suppress(FileNotFoundError):
            said: dict[str, Any] = json.loads((folder / _MASTER).read_text(encoding="utf-8"))
            return said
        if time.monotonic() > latest:
            raise FileNotFoundError
        time.sleep(0.02)
    return None


def _master(said: Mapping[str, Any]) -> Master:
    known = {one.name: said[one.name] for one in fields(Master) if one.name in said}
    lists = {name: tuple(told) for name, told in known.items() if isinstance(told, list)}
    return Master(**known | lists)


def workers(root: Path, folder: Path = FOLDER) -> dict[int, str]:
    """Return the version of each worker process that has one, by its number."""
    found = {}
    for path in sorted((root / folder).glob("worker-*.json")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads(path.read_text(encoding="utf-8"))
            found[int(said["pid"])] = str(said["version"])
    return found


def _is_locked(path: Path) -> bool:
    """Tell whether another process holds a lock."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError):
        return False
    try:
        # A shared lock is for whoever may read the file, and another user may look as well.
        fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
