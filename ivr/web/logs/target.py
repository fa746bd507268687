"""Where lines go: a log that is full, closed or read by nobody keeps no call waiting."""

from __future__ import annotations

import logging
import os
import select
from typing import Final

_LONGEST: Final = 4096
"""Bytes that a pipe takes at once or not at all: a longer line goes in pieces."""


class Target(logging.Handler):
    """Writes whole lines to a file's number, and leaves out those that it would have to wait for.

    How many were left out is told in a line as soon as there is room again.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._lost = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; whatever comes between, nobody is told, and nobody waits."""
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - a line that cannot be shown must not cost a call
            line = f"A line of {record.name} could not be shown."
        if self._lost and self._write(f"{self._lost} lines of the log were lost before this one."):
            self._lost = 0
        if not self._write(line):
            self._lost += 1

    def _write(self, line: str) -> bool:
        content = f"{line}\n".encode(errors="replace")
        try:
            while content:
                if not self._has_room():
                    return False
                content = content[os.write(self._number, content[:_LONGEST]) :]
        except (OSError, ValueError):
            return False
        return True

    def _has_room(self) -> bool:
        poll = select.poll()
        poll.register(self._number, select.POLLOUT)
        return any(event & select.POLLOUT for _, event in poll.poll(0))
