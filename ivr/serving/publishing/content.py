"""Which content a folder holds: a version that changes when what callers hear may change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath, PurePosixPath
from typing import Final, TypeVar

from ivr.definition.beneath import beneath
from ivr.problems import Problem, Refusal

DIGITS: Final = 7
"""Signs of a version: as many as git shows of a commit."""

_FOLDERS: Final = (
    *("config", "config/municipalities"),
    *("prompts", "prompts/approved", "prompts/made_from"),
    "audio/recordings",
)
"""Those that are read, each without what lies deeper; any may be a link to another place."""

_FILES: Final = frozenset({".yaml", ".yml", ".json"})
_READINGS: Final = 5
"""So often is a folder read that somebody is writing into."""

T = TypeVar("T")


class StillChanging(Refusal):
    """The files of a folder change faster than they can be read."""


def content_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file that decides what is served, with the name it has in the content.

    Those are the configuration, the texts, approvals, and the lists of people's recordings;
    where the folder builds on the shipped content, that content's too.

    Example:
        >>> from ivr.definition.beneath import shipped_content
        >>> names = [name for name, _ in content_files(shipped_content())]
        >>> "config/menu.yaml" in names, any("schema" in name for name in names)
        (True, False)
    """
    yield from _below(root, "")
    under = beneath(root)
    if under is not None:
        yield from _below(under, "shipped ")


def is_content(name: str) -> bool:
    """Tell whether a file of this name in the project counts for its version.

    >>> is_content("prompts/nb.yaml"), is_content("audio/recordings/nb/one.wav")
    (True, False)
    """
    path = PurePosixPath(name)
    return str(path.parent) in _FOLDERS and _is_read(path)


def _below(root: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    for folder in _FOLDERS:
        try:
            paths = sorted(filter(_is_content, (root / folder).iterdir()))
        except OSError:
            continue  # told by whoever reads the project
        for path in paths:
            yield f"{prefix}{folder}/{path.name}", path


def _is_content(path: Path) -> bool:
    return _is_read(path) and path.is_file()


def _is_read(path: PurePath) -> bool:
    # What begins with a dot is an editing program's own.
    return path.suffix.lower() in _FILES and not path.name.startswith(".")


def content_version(root: Path) -> str:
    """Return the version of what a folder holds: another one whenever a file is.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     content_version(Path(folder))
        'e3b0c44'
    """
    digest = hashlib.sha256()
    for name, path in content_files(root):
        try:
            content = path.read_bytes()
        except OSError:
            content = b""  # told by whoever reads the project
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:DIGITS]


def stamps(root: Path) -> frozenset[tuple[str, int, int, int]]:
    """Return what tells every file's state: others as soon as one is written, moved or allowed.

    The time of change is the disk's own, which nobody sets: a file may keep its date.
    """
    found = set()
    for name, path in content_files(root):
        try:
            status = path.stat()
        except OSError:
            continue  # taken away meanwhile
        found.add((name, status.st_ino, status.st_size, status.st_ctime_ns))
    return frozenset(found)


def read_whole(root: Path, read: Callable[[], T]) -> tuple[str, T]:
    """Read a folder, again if it changed meanwhile; return its version and what was read.

    Raises:
        StillChanging: It changed in every reading.
        Refusal: What ``read`` raises of files that stayed as they were.
    """
    for _ in range(_READINGS):
        before = content_version(root)
        try:
            found = read()
        except Refusal:
            if content_version(root) == before:
                raise
            continue
        if content_version(root) == before:
            return before, found
    cause, fix = "The files change while they are read.", "Wait until all are there, and publish."
    raise StillChanging(Problem("content-changing", "config", None, cause, fix))
