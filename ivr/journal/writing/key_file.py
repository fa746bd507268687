"""The keys of the days in a file of their own: no database holds them, and no backup of it."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from ivr.files import UNFINISHED, make_private
from ivr.journal.writing.keys import KEY_BYTES, KeysAwayError
from ivr.journal.writing.locks import lock_if_free

NAME: Final = "keys"
PATIENCE_S: Final = 2.0
"""How long another process may take with the file."""

log = logging.getLogger("ivr")


class KeyFile:
    """A file that only its owner can read, and one process at a time.

    >>> import tempfile
    >>> today = dt.date(2026, 1, 5)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     first = KeyFile(Path(folder)).renew({today: bytes(32)})
    ...     KeyFile(Path(folder)).renew({today: b"another key of the same length!!"}) == first
    True
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / NAME
        # A process that was killed as it wrote may have left one, with keys in it.
        self._unfinished = folder / f"{NAME}{UNFINISHED}"

    def renew(self, offered: Mapping[dt.date, bytes]) -> dict[dt.date, bytes]:
        """Return the key of every day that is offered, and destroy all others.

        Raises:
            KeysAwayError: The folder cannot be written, or another process holds the file.
        """
        try:
            make_private(self._folder)
            with self._alone():
                kept = self._read()
                keys = {day: kept.get(day, key) for day, key in offered.items()}
                if keys != kept:
                    self._replace(keys)
        except OSError as error:
            raise KeysAwayError(str(error.strerror)) from error
        return keys

    def days(self) -> list[dt.date]:
        """Return the days there is a key of."""
        try:
            return sorted(self._read())
        except OSError:
            return []

    def destroy(self) -> None:
        """Destroy every key; a file that cannot be written now waits for the next time."""
        try:
            if self._path.exists() or self._unfinished.exists():
                with self._alone():
                    _destroy(self._path)
                    _destroy(self._unfinished)
        except OSError:
            return

    def _read(self) -> dict[dt.date, bytes]:
        try:
            content: Any = json.loads(self._path.read_bytes())
            keys = {dt.date.fromisoformat(day): bytes.fromhex(key) for day, key in content.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, AttributeError, TypeError):
            log.warning("%s is damaged; calls that go on may be counted as two.", self._path)
            return {}
        return {day: key for day, key in keys.items() if len(key) == KEY_BYTES}

    def _replace(self, keys: Mapping[dt.date, bytes]) -> None:
        """Put a new file in the place of the former one, and nothing where that one lay."""
        content = json.dumps({day.isoformat(): key.hex() for day, key in keys.items()}).encode()
        _destroy(self._unfinished)
        made = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(made, content)
            os.fsync(made)
        finally:
            os.close(made)
        try:
            former = os.open(self._path, os.O_WRONLY)
        except FileNotFoundError:
            self._unfinished.replace(self._path)
            return
        try:
            self._unfinished.replace(self._path)
            _wipe(former)
        finally:
            os.close(former)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait for the other processes; the lock's file stays, for a new one would lock nobody."""
        lock = os.open(self._folder / f"{NAME}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            latest = time.monotonic() + PATIENCE_S
            while not lock_if_free(lock):
                if time.monotonic() > latest:
                    raise BlockingIOError(0, "another process holds the keys")
                time.sleep(0.01)
            yield
        finally:
            os.close(lock)


def _destroy(path: Path) -> None:
    """Take a file away, if it is there, and what it holds with it."""
    with suppress(FileNotFoundError), path.open("r+b") as file:
        path.unlink()
        _wipe(file.fileno())


def _wipe(file: int) -> None:
    """Overwrite what a file holds, on the disk too."""
    os.pwrite(file, bytes(os.fstat(file).st_size), 0)
    os.fsync(file)
