"""Where a project keeps its sound."""

from __future__ import annotations

from pathlib import Path

from ivr.cli.project import Refused
from ivr.hotline import Loaded
from ivr.hotline.faults import nearest


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


def known_language(loaded: Loaded, language: str) -> str:
    """Return a language of the hotline; raises Refused, with the nearest, for another one."""
    if language not in loaded.hotline.languages:
        fix = nearest(language, loaded.hotline.languages)
        raise Refused(f"[{language}] is not among the languages of config/hotline.yaml. {fix}")
    return language
