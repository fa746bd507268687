"""What lies underneath a folder of one's own: the content that comes with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ivr.definition.yaml.file import LARGEST_BYTES, read_yaml

HOTLINE: Final = "config/hotline.yaml"
"""The file that says what a folder builds on."""

_IN_THE_PACKAGE: Final = Path(__file__).parents[1] / "content"
_IN_THE_SOURCE: Final = Path(__file__).parents[2]


def shipped_content() -> Path:
    """Return the folder of the shipped content: that of the package, or of its source.

    Example:
        >>> (shipped_content() / HOTLINE).exists()
        True
    """
    return _IN_THE_PACKAGE if _IN_THE_PACKAGE.is_dir() else _IN_THE_SOURCE


def beneath(root: Path) -> Path | None:
    """Return what lies underneath a project's folder; None where it holds everything itself.

    Example:
        >>> beneath(shipped_content()) is None
        True
    """
    try:
        if (root / HOTLINE).stat().st_size > LARGEST_BYTES:
            return None  # told by whoever reads the project
        text = (root / HOTLINE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None  # as above
    # Another word than the one there is can only be meant so, and is told as a mistake.
    says = read_yaml(HOTLINE, text)[0].at(("builds_on",)) is not None
    return shipped_content() if says else None
