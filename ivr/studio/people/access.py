"""Who came in, who did not, and who changed people: a line each, without a password."""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from ivr.files import make_private
from ivr.studio.people.attempts import network_of

FILE: Final = "access.jsonl"
FORMER: Final = "access.former.jsonl"
LARGEST: Final = 1_000_000
"""Bytes after which a file becomes the former one, and the one before that goes."""

_log: Final = logging.getLogger(__name__)


class Deed(StrEnum):
    """What somebody did; each has its words in the pages."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    FAILED = "failed"
    LOCKED_OUT = "locked_out"
    ADDED = "added"
    REMOVED = "removed"
    ROLE = "role"
    PASSWORD = "password"  # noqa: S105 - a word of the log


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``who`` it was done to or by, ``by`` whom if by somebody else, from where.

    The address is a network of 256 machines, or of 2⁸⁰ in IPv6. A name that nobody has is not
    kept, for people type their password there.
    """

    at: str
    what: str
    who: str = ""
    by: str = ""
    address: str = ""

    @property
    def moment(self) -> dt.datetime:
        """When it was."""
        return dt.datetime.fromisoformat(self.at)


class Access:
    """The log of one studio."""

    def __init__(self, folder: Path, clock: Callable[[], dt.datetime]) -> None:
        self._path = folder / FILE
        self._clock = clock
        self._lock = threading.Lock()

    def tell(self, what: Deed, who: str = "", *, by: str = "", address: str = "") -> None:
        """Write a line; where the disk refuses, the program's own log has it."""
        at = self._clock().astimezone(dt.UTC).isoformat(timespec="seconds")
        line = Line(at, what.value, who, by, network_of(address, 24, 48))
        text = json.dumps(asdict(line), ensure_ascii=False)
        try:
            with self._lock:
                make_private(self._path.parent)
                if self._path.is_file() and self._path.stat().st_size > LARGEST:
                    self._path.replace(self._path.with_name(FORMER))
                with self._path.open("a", encoding="utf-8") as file:
                    self._path.chmod(0o600)
                    file.write(f"{text}\n")
        except OSError as error:
            _log.error("%s cannot be written (%s): %s", self._path, error.strerror, text)

    def last(self, number: int = 50) -> tuple[Line, ...]:
        """Return the latest lines, the newest first; what is damaged is left out."""
        try:
            text = self._path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ()
        found = []
        for line in reversed(text.splitlines()):
            with suppress(ValueError, TypeError):
                read = Line(**json.loads(line))
                if read.moment.tzinfo is not None and Deed(read.what):
                    found.append(read)
            if len(found) == number:
                break
        return tuple(found)
