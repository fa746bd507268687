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

NOTE_NAME: Final = "nothing_to_do"
"""The note beside the manifest: a fingerprint, then what the build said."""


def last_answer(project: Path, built: Path, asked: str, environ: Mapping[str, str]) -> str | None:
    """Return what the last complete build said, or None when anything is not as it left it.

    Args:
        project: The folder of ``config/``, ``prompts/`` and ``audio/``.
        built: The folder of the clips.
        asked: The options of the command; others may mean other clips.
        environ: The environment; variables that the configuration names count.
    """
    try:
        kept, _, said = (built / NOTE_NAME).read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return said if kept == _fingerprint(project, built, asked, environ) else None


def remember(project: Path, built: Path, asked: str, environ: Mapping[str, str], said: str) -> None:
    """Leave a note of what a build that left nothing to do has said; without room there is none."""
    from ivr.speech.atomic import write_whole

    note = f"{_fingerprint(project, built, asked, environ)}\n{said}"
    try:
        write_whole(built / NOTE_NAME, note.encode())
    except OSError:
        # The next build reads everything, which is no loss but of a second.
        return


def _fingerprint(project: Path, built: Path, asked: str, environ: Mapping[str, str]) -> str:
    digest = hashlib.sha256(repr((asked, sorted(_libraries()))).encode())
    texts = b"".join(_contents(project / "config")) + b"".join(_contents(project / "prompts"))
    digest.update(texts)
    for name in sorted(environ):
        if name.encode(errors="replace") in texts:
            digest.update(f"{name}={environ[name]}\0".encode(errors="replace"))
    code = Path(ivr.__path__[0])
    for folder in (built, project / "audio" / "recordings", code):
        for state in sorted(_states(folder)):
            digest.update(state.encode(errors="replace"))
    return digest.hexdigest()


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
            status = entry.stat()
            yield f"{entry.path} {status.st_size} {status.st_mtime_ns}\0"
