"""Which clips lie on the disk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_CLIP: Final = re.compile(r"[0-9a-f]{20}\.wav")


def sizes_on_disk(folder: Path) -> dict[str, int]:
    """List the clips below a folder with their sizes in bytes.

    Only files named like a clip, in a folder of the first level, count.

    Returns:
        Sizes by path below the folder, ``{"nb/0123456789abcdef0123.wav": 4858}``.

    Example:
        >>> sizes_on_disk(Path("/no/such/folder"))
        {}
    """
    return {
        f"{language.name}/{file.name}": file.stat().st_size
        for language in folders(folder)
        for file in os.scandir(language)
        if _CLIP.fullmatch(file.name)
    }


def folders(folder: Path) -> Iterator[Path]:
    """Give the folders of the languages.

    Example:
        >>> list(folders(Path("/no/such/folder")))
        []
    """
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if path.is_dir())
