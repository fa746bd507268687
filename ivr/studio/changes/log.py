"""The log of a project's changes: who, when, what, a line each, which nobody rewrites."""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from ivr.studio.changes.draft import Change, HeardFrom, Replaced, Told
from ivr.studio.people.roles import Role

LOG: Final = "changes.jsonl"


class Log:
    """Reads on where it has read to; what cannot be read of it is left out."""

    def __init__(self, folder: Path) -> None:
        self._path: Final = folder / LOG
        self._read: list[Change] = []
        self._to = 0
        self._lock = threading.Lock()

    def append(self, change: Change) -> None:
        """Add a change; raises OSError when the disk refuses."""
        line = json.dumps(_record(change), ensure_ascii=False).encode() + b"\n"
        with open(self._path, "ab", opener=owners_alone) as file:
            file.write(self._missing_end() + line)
            file.flush()
            os.fsync(file.fileno())

    def changes(self) -> tuple[Change, ...]:
        """Return every change, the oldest first."""
        with self._lock:
            try:
                self._read_on()
            except FileNotFoundError:
                self._read, self._to = [], 0
            return tuple(self._read)

    def _read_on(self) -> None:
        with self._path.open("rb") as file:
            if self._to > os.fstat(file.fileno()).st_size:
                self._read, self._to = [], 0
            file.seek(self._to)
            for line in file:
                if not line.endswith(b"\n"):
                    break  # is being written, or was when its writer was killed
                self._to += len(line)
                if (change := _change(line)) is not None:
                    self._read.append(change)

    def _missing_end(self) -> bytes:
        """Return what ends a line that was being written when its writer was killed."""
        with suppress(FileNotFoundError), self._path.open("rb") as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                return b"" if file.read() == b"\n" else b"\n"
        return b""


def owners_alone(name: str, flags: int) -> int:
    """Open a file that nobody but its owner can read, as `open` takes it."""
    return os.open(name, flags, 0o600)


def _record(change: Change) -> Mapping[str, object]:
    return {
        "id": change.id,
        "at": change.at.isoformat(timespec="seconds"),
        "who": change.who,
        "told": {"nb": change.told.nb, "en": change.told.en},
        "needs": change.needs.word,
        "files": {name: [one.before, one.after] for name, one in change.replaced.items()},
        "undoes": change.undoes,
        "heard": [[line.nb, line.en] for line in change.heard],
        "heard_from": change.heard_from.value,
    }


def _change(line: bytes) -> Change | None:
    try:
        said: Any = json.loads(line)
        replaced = {str(name): Replaced(*map(str, two)) for name, two in said["files"].items()}
        return Change(
            str(said["id"]),
            dt.datetime.fromisoformat(said["at"]),
            str(said["who"]),
            Told(str(said["told"]["nb"]), str(said["told"]["en"])),
            tuple(replaced),
            str(said["undoes"]),
            Role[said["needs"].upper()],
            replaced,
            tuple(Told(*map(str, line)) for line in said["heard"]),
            HeardFrom(said["heard_from"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
