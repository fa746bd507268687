"""Where a project keeps its sound, and files that are there whole or not at all."""

from __future__ import annotations

import os
import threading
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


def write_whole(path: Path, content: bytes, *, lasting: bool = False) -> None:
    """Write a file under another name and move it into place.

    A reader sees the former content or the new one, never a part; a build that is killed leaves
    at most a file ending in ``.unfinished``.

    Args:
        path: Where the file shall be; its folder must exist.
        content: What shall be in it.
        lasting: Wait until the disk has it, so that a power cut cannot lose it.

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
            with unfinished.open("wb") as file:
                file.write(content)
                if lasting:
                    file.flush()
                    os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def leave_when_written() -> None:
    """End this process at once, but for the file it is writing: that one is finished first."""
    with _writing:
        os._exit(1)
