"""Memory that the processes of a server share since before the fork, and hashes to keep in it."""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class SharedMemory:
    """So many bytes, zero at first; what is never written takes no memory.

    Who has it ``locked`` is alone with it, among all threads of all processes. The lock is the
    kernel's, so that a process that is killed leaves it free. Nothing lies on a disk.

    >>> memory = SharedMemory(8)
    >>> with memory.locked() as cells:
    ...     cells[0:3] = b"one"
    >>> with memory.locked() as cells:
    ...     bytes(cells[0:3])
    b'one'
    """

    def __init__(self, size: int) -> None:
        self._cells = mmap.mmap(-1, size)
        # Of POSIX's locks: one that belongs to a process and is not inherited.
        self._file = _file_in_memory()
        self._threads = threading.Lock()

    @contextmanager
    def locked(self) -> Iterator[mmap.mmap]:
        """Give the memory to the caller alone."""
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield self._cells
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


def keyed_hash(key: bytes, text: str, kind: bytes = b"") -> bytes:
    """Return 16 bytes by which a text is known to whoever has the key, apart from other kinds."""
    told = text.encode("utf-8", "surrogateescape")
    return hashlib.blake2b(told, key=key, digest_size=16, person=kind).digest()


def _file_in_memory() -> int:
    """Return an open file to lock, which has no name and, on Linux, no disk."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("ivr-limits")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
