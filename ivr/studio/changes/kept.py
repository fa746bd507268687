"""What changes replaced, so that each can be taken back: by a person, or after a killed process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from ivr.files import make_private, write_whole
from ivr.studio.changes.draft import Change, digest_of
from ivr.studio.changes.names import path_of

MOST: Final = 500
"""Changes of which it is kept what they replaced."""

_KEPT: Final = "kept"
_UNDER_WAY: Final = "under-way.json"
_LINES: Final = "lines.diff"
_BEFORE: Final = "before"

Files = Mapping[str, bytes | None]


class Kept:
    """What is kept of a project's changes, below the studio's own folder."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder

    @property
    def is_under_way(self) -> bool:
        """Whether a change is being made now, or was when its process was killed."""
        return (self._folder / _UNDER_WAY).exists()

    def begin(self, change: Change, before: Files, lines: str) -> None:
        """Keep what a change is about to replace, and that it is under way.

        Raises:
            OSError: The disk refuses; nothing is under way.
        """
        folder = self._folder / _KEPT / change.id
        make_private(folder)
        for name, content in before.items():
            if content is not None:
                path = folder / _BEFORE / name
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, content, lasting=True, private=True)
        write_whole(folder / _LINES, lines.encode(), private=True)
        after = {name: one.after for name, one in change.replaced.items()}
        under_way = json.dumps({"id": change.id, "after": after}).encode()
        write_whole(self._folder / _UNDER_WAY, under_way, lasting=True, private=True)

    def end(self) -> None:
        """Note that nothing is under way any more."""
        with suppress(OSError):
            (self._folder / _UNDER_WAY).unlink()

    def drop(self, change: Change) -> None:
        """Forget what a change that was not made would have replaced."""
        shutil.rmtree(self._folder / _KEPT / change.id, ignore_errors=True)

    def before(self, change: Change) -> Files:
        """Return what a change replaced; raises OSError where that is no longer kept."""
        folder = self._folder / _KEPT / change.id / _BEFORE
        return {
            name: (folder / name).read_bytes() if one.before else None
            for name, one in change.replaced.items()
        }

    def has(self, change: Change) -> bool:
        """Tell whether it is kept what a change replaced."""
        return bool(change.id) and (self._folder / _KEPT / change.id / _LINES).exists()

    def lines(self, change: Change) -> str:
        """Return the lines that a change changed, as `diff -u` tells them; empty if not kept."""
        try:
            return (self._folder / _KEPT / change.id / _LINES).read_text(encoding="utf-8")
        except OSError:
            return ""

    def recover(self, made: Iterable[Change]) -> bool:
        """Put back what a process replaced that was killed before its change was whole.

        What somebody has written since stays. Tells whether there was such a change; raises
        OSError when the disk refuses.
        """
        try:
            said = json.loads((self._folder / _UNDER_WAY).read_bytes())
            id_, after = said["id"], said["after"]
        except FileNotFoundError:
            return False
        except (ValueError, KeyError, TypeError):
            self.end()  # written whole, so that somebody else has damaged it: it says nothing
            return False
        is_made = any(change.id == id_ for change in made)
        if not is_made:
            for name, left in after.items():
                path = path_of(self._root, name)
                if digest_of(path) == left:
                    kept = self._folder / _KEPT / id_ / _BEFORE / name
                    put(path, kept.read_bytes() if kept.exists() else None)
            shutil.rmtree(self._folder / _KEPT / id_, ignore_errors=True)
        self.end()
        return not is_made

    def prune(self) -> None:
        """Take away what the oldest changes replaced."""
        with suppress(OSError):
            for old in sorted((self._folder / _KEPT).iterdir())[:-MOST]:
                shutil.rmtree(old, ignore_errors=True)


def put(path: Path, content: bytes | None) -> None:
    """Have a file hold something, or be no more; raises OSError."""
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content, lasting=True)
