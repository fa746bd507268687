"""Whether anything at all has changed since a build that left nothing to do.

Reading and checking sixteen catalogues takes a second. When every file a build could look at is
the one it was, there is no need to: the last answer still holds.
"""

from __future__ import annotations

import hashlib
import os
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import ivr

FOLDER_VARIABLE: Final = "PIPER_VOICES"
"""Voices lie outside the project, in the folder this variable names."""

NOTE_NAME: Final = "nothing_to_do"
"""The note beside the manifest: a fingerprint, then what the build said."""


def inputs(project: Path, asked: str, environ: Mapping[str, str]) -> str:
    """Return a fingerprint of everything that decides which clips there should be.

    Args:
        project: The folder of ``config/``, ``prompts/`` and ``audio/``.
        asked: The options of the command; others may mean other clips.
        environ: The environment; variables that the configuration names count.

    Returns:
        Hexadecimal digits; empty when something cannot be read.
    """
    digest = hashlib.sha256(repr((asked, sorted(_libraries()))).encode())
    try:
        texts = b"".join(_contents(project / "config")) + b"".join(_contents(project / "prompts"))
    except OSError:
        # The build itself says what is wrong.
        return ""
    digest.update(texts)
    voices = environ.get(FOLDER_VARIABLE, "")
    for name in sorted(environ):
        if name == FOLDER_VARIABLE or name.encode(errors="replace") in texts:
            digest.update(f"{name}={environ[name]}\0".encode(errors="replace"))
    folders = [project / "audio" / "recordings", Path(ivr.__path__[0])]
    for folder in folders + ([Path(voices)] if voices else []):
        _add(digest, folder)
    return digest.hexdigest()


def last_answer(built: Path, asked_for: str) -> str | None:
    """Return what the last build said when it left nothing to do and all is as it left it.

    Args:
        built: The folder of the clips.
        asked_for: The fingerprint that ``inputs`` has just made.
    """
    try:
        kept, _, said = (built / NOTE_NAME).read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return said if asked_for and kept == _fingerprint(built, asked_for) else None


def remember(built: Path, asked_for: str, said: str) -> None:
    """Leave a note of what a build that left nothing to do has said; without room there is none.

    ``asked_for`` is the fingerprint from before the build had read anything: what was changed
    while it ran is no part of it.
    """
    from ivr.files import write_whole

    try:
        write_whole(built / NOTE_NAME, f"{_fingerprint(built, asked_for)}\n{said}".encode())
    except OSError:
        # The next build reads everything, which is no loss but of a second.
        return


def _fingerprint(built: Path, asked_for: str) -> str:
    digest = hashlib.sha256(asked_for.encode())
    _add(digest, built)
    return digest.hexdigest()


def _add(digest: hashlib._Hash, folder: Path) -> None:
    for state in sorted(_states(folder)):
        digest.update(state.encode(errors="replace"))


def _libraries() -> list[str]:
    # Each installed library has a folder that ends in its version.
    installed = Path(sysconfig.get_path("purelib")).glob("*-info")
    return [folder.name for folder in installed]


def _contents(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"\0{path.relative_to(folder)}\0".encode(errors="replace")
            yield path.read_bytes()


def _states(folder: Path) -> Iterator[str]:
    """Give the name, size and date of every file below a folder but the note itself."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from _states(Path(entry.path))
        elif entry.name != NOTE_NAME:
            try:
                status = entry.stat()
            except OSError:
                continue
            yield f"{entry.path} {status.st_size} {status.st_mtime_ns}\0"
