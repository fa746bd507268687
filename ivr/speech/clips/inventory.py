"""Which clips lie on the disk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.speech.errors import SpeechError

_CLIP: Final = re.compile(r"[0-9a-f]{20}\.wav")


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A clip's file: its bytes, and when it was last written, in nanoseconds of the epoch."""

    size: int
    written_ns: int


def on_disk(folder: Path) -> dict[str, OnDisk]:
    """List the clips below a folder.

    Only files named like a clip, in a folder of the first level, count.

    Returns:
        By path below the folder, such as ``nb/0123456789abcdef0123.wav``.

    Raises:
        SpeechError: A folder cannot be read.

    Example:
        >>> on_disk(Path("/no/such/folder"))
        {}
    """
    found: dict[str, OnDisk] = {}
    for language in folders(folder):
        try:
            for file in os.scandir(language):
                if _CLIP.fullmatch(file.name) and file.is_file():
                    status = file.stat()
                    name = f"{language.name}/{file.name}"
                    found[name] = OnDisk(status.st_size, status.st_mtime_ns)
        except OSError as error:
            advice = "allow reading there, or take it away"
            raise SpeechError(
                "unreadable-file", f"{language} cannot be read: {error.strerror}", advice
            ) from None
    return found


def folders(folder: Path) -> Iterator[Path]:
    """Give the folders of the languages.

    Example:
        >>> list(folders(Path("/no/such/folder")))
        []
    """
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if path.is_dir())
