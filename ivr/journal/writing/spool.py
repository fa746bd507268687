"""What waits on the disk while the database is away: a file a process, bounded together."""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ivr.files import make_private
from ivr.journal.events import QUARTER_S, Entry
from ivr.journal.writing.lines import DamagedLineError, from_line, lost_of, lost_to_line, to_line
from ivr.journal.writing.locks import lock_if_free

FOLDER: Final = "spool"
SUFFIX: Final = ".jsonl"
RESCUED: Final = ".rescued"
"""Follows the name of a process in that of a second file, which comes after its first."""

MOST_BYTES: Final = 64 * 2**20
"""On the disk, of all processes of this machine: some 400,000 events."""

_CHUNK: Final = 2**18
"""Bytes that are read at a time."""


class SpoolFullError(Exception):
    """The files have reached their bound."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries that are written together.

    Attributes:
        number: Which it is of its process, so that the database takes it once; from 1 on.
        entries: What is written.
        lost: What is counted as lost there, by its reason: lines that cannot be read, and what the
            process could not keep.
        end: Where in the file it ends, in bytes.
    """

    number: int
    entries: tuple[Entry, ...]
    lost: Counter[str] = field(default_factory=Counter)
    end: int = 0


class Spool:
    """The file of one process, which has it locked for as long as it lives.

    >>> import tempfile
    >>> from ivr.journal.events import Event, Kind
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     spool = Spool.begin(Path(folder), "one")
    ...     spool.append(Batch(1, (Entry(Event(Kind.SILENCE), 5, b"tag"),)))
    ...     busy = Spool.adopt(spool.path)
    ...     spool.close()
    ...     adopted = Spool.adopt(spool.path)
    ...     adopted.first().entries[0].quarter
    ...     adopted.remove()
    5
    >>> busy is None
    True
    """

    def __init__(self, path: Path, file: int) -> None:
        self.path = path
        self._file = file
        self._read = 0
        self._end = os.fstat(file).st_size

    @classmethod
    def begin(cls, folder: Path, writer: str) -> Spool:
        """Make the file of a process, by whose name the database knows its batches.

        Raises:
            OSError: The disk refuses.
        """
        make_private(folder)
        path = folder / f"{writer}{SUFFIX}"
        while True:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is(path, file):
                return cls(path, file)
            os.close(file)  # somebody took it for a dead process's before it was locked

    @classmethod
    def adopt(cls, path: Path) -> Spool | None:
        """Take the file of a process that is no more; None where that is at work still."""
        try:
            file = os.open(path, os.O_RDWR)
        except OSError:
            return None
        if lock_if_free(file) and _is(path, file):
            return cls(path, file)
        os.close(file)
        return None

    @property
    def writer(self) -> str:
        """The name of the process that has made it."""
        return self.path.name.partition(".")[0]

    @property
    def is_there(self) -> bool:
        """Tell whether the file still lies where it was made."""
        return _is(self.path, self._file)

    def __bool__(self) -> bool:
        """Tell whether anything in it is not yet written."""
        return self._read < self._end

    def append(self, batch: Batch, most: int = MOST_BYTES) -> None:
        """Put a batch behind the others, whole or not at all.

        Raises:
            SpoolFullError: It would grow over ``most`` bytes, with the other processes' files.
            OSError: The disk refuses, or the file is gone.
        """
        content = b"".join(to_line(batch.number, entry) for entry in batch.entries)
        content += b"".join(lost_to_line(reason, n) for reason, n in batch.lost.items())
        if spooled(self.path.parent) + len(content) > most:
            raise SpoolFullError
        if not self.is_there:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.path))
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(self._file, left) :]
        except OSError:
            os.ftruncate(self._file, self._end)
            raise
        self._end += len(content)

    def first(self) -> Batch | None:
        """Return the first batch that is not yet written; `written` goes on to the next."""
        if not self:
            return None
        size = _CHUNK
        while True:
            content = os.pread(self._file, min(size, self._end - self._read), self._read)
            is_all = self._read + len(content) >= self._end or len(content) < size
            if batch := _first(content, self._read, is_all=is_all):
                return batch
            size *= 2

    def written(self, batch: Batch) -> None:
        """Have a batch behind us; when it was the last, the file is emptied."""
        self._read = batch.end
        if not self:
            self._read = self._end = 0
            os.ftruncate(self._file, 0)

    def close(self) -> None:
        """Leave the file to whoever adopts it."""
        os.close(self._file)

    def remove(self) -> None:
        """Take the file away."""
        self.path.unlink(missing_ok=True)
        os.close(self._file)


def spooled(folder: Path) -> int:
    """Return how many bytes wait on the disk, of all processes."""
    try:
        with os.scandir(folder) as files:
            return sum(file.stat().st_size for file in files)
    except OSError:
        return 0


def waiting_since(folder: Path) -> dt.datetime | None:
    """Return the quarter of an hour, in UTC, of the first event that waits; None without any."""
    quarters = []
    for path in folder.glob(f"*{SUFFIX}"):
        with suppress(OSError, DamagedLineError), path.open("rb") as file:
            quarters.append(from_line(file.readline())[1].quarter)
    return dt.datetime.fromtimestamp(min(quarters) * QUARTER_S, dt.UTC) if quarters else None


def _first(content: bytes, start: int, *, is_all: bool) -> Batch | None:
    """Return the first batch of what begins at ``start``; None if its end is not in sight."""
    number, length = 0, 0
    entries: list[Entry] = []
    lost: Counter[str] = Counter()
    for line in content.splitlines(keepends=True):
        try:
            of, entry = from_line(line)
        except DamagedLineError:
            reason, n = lost_of(line)
            lost[reason] += n
        else:
            if number and of != number:
                return Batch(number, tuple(entries), lost, start + length)
            number = of
            entries.append(entry)
        length += len(line)
    return Batch(number, tuple(entries), lost, start + length) if is_all else None


def _is(path: Path, file: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(file))
