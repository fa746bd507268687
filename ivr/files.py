"""Where a project keeps its sound, and files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

UNFINISHED: Final = ".unfinished"
"""Ending of a file still being written."""

_writing: Final = threading.Lock()


def built_folder(project: Path) -> Path:
    """Return the folder of a project's clips and their manifest.

    Example:
        >>> built_folder(Path("hotline")).as_posix()
        'hotline/audio/built'
    """
    return project / "audio" / "built"


def recordings_folder(project: Path) -> Path:
    """Return the folder of people's recordings.

    Example:
        >>> recordings_folder(Path("hotline")).as_posix()
        'hotline/audio/recordings'
    """
    return project / "audio" / "recordings"


def make_private(folder: Path) -> None:
    """Make a folder that its owner alone can read, unless it is there.

    Raises:
        OSError: The disk refuses.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as above:
        ...     folder = Path(above, "journal")
        ...     make_private(folder)
        ...     oct(folder.stat().st_mode & 0o777)
        '0o700'
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_whole(
    path: Path, content: bytes, *, lasting: bool = False, private: bool = False
) -> None:
    """Write a file under another name and move it into place.

    A reader sees the former content or the new one, never a part; a build that is killed leaves
    at most a file ending in ``.unfinished``.

    Args:
        path: Where the file shall be; its folder must exist.
        content: What shall be in it.
        lasting: Wait until the disk has it, so that a power cut cannot lose it.
        private: Let its owner alone read it.

    Raises:
        OSError: The disk refuses.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_whole(Path(folder, "clip.wav"), b"RIFF")
        ...     [path.name for path in Path(folder).iterdir()]
        ['clip.wav']
    """
    unfinished = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    with _writing:
        try:
            _write(unfinished, content, lasting=lasting, private=private)
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def write_together(contents: Mapping[Path, bytes], moves: Mapping[Path, Path]) -> None:
    """Write several files and give others new names: all of it, or nothing.

    Every content is on the disk before the first file is replaced; what fails after that is undone.

    Args:
        contents: What shall be in each file; the files are there.
        moves: The new name of each file that gets one.

    Raises:
        OSError: The disk refuses, or a new name is taken; everything is as it was.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     note = Path(folder, "note")
        ...     _ = note.write_bytes(b"old")
        ...     write_together({note: b"new"}, {note: Path(folder, "other")})
        ...     Path(folder, "other").read_bytes()
        b'new'
    """
    ready = {path: _beside(path, "new") for path in contents}
    former = {path: _beside(path, "former") for path in contents}
    replaced: list[Path] = []
    moved: list[Path] = []
    with _writing:
        try:
            for path, content in contents.items():
                _write(former[path], path.read_bytes(), lasting=True)
                _write(ready[path], content, lasting=True)
            for path in contents:
                ready[path].replace(path)
                replaced.append(path)
            for path, target in moves.items():
                _move(path, target)
                moved.append(path)
        except BaseException:
            for path in moved:
                moves[path].rename(path)
            for path in replaced:
                former[path].replace(path)
            raise
        finally:
            for unfinished in (*ready.values(), *former.values()):
                unfinished.unlink(missing_ok=True)


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}.{what}.{os.getpid()}{UNFINISHED}")


def _move(path: Path, target: Path) -> None:
    """Give a file a name that no other has."""
    if target.exists():
        raise FileExistsError(errno.EEXIST, "the name is taken", str(target))
    path.rename(target)


def _write(path: Path, content: bytes, *, lasting: bool, private: bool = False) -> None:
    def opened(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600 if private else 0o666)

    with open(path, "wb", opener=opened) as file:
        file.write(content)
        if lasting:
            file.flush()
            os.fsync(file.fileno())


def leave_when_written() -> None:
    """End this process at once, but for the file it is writing: that one is finished first."""
    with _writing:
        os._exit(1)
