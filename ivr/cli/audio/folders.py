"""Where a project keeps its sound."""

from __future__ import annotations

from pathlib import Path


def built(project: Path) -> Path:
    """Return the folder of the clips and their manifest.

    >>> built(Path("hotline")).as_posix()
    'hotline/audio/built'
    """
    return project / "audio" / "built"


def recordings(project: Path) -> Path:
    """Return the folder of people's recordings.

    >>> recordings(Path("hotline")).as_posix()
    'hotline/audio/recordings'
    """
    return project / "audio" / "recordings"
