"""Which files of a project may be changed: those of its content, and no link's target."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ivr.problems import Problem, Refusal

FOLDERS: Final = ("config", "prompts", "audio/recordings")
"""What is kept in them is content; all else of a folder is the operator's."""

_ENDINGS: Final = frozenset({".yaml", ".json", ".flac", ".wav"})


class NotToBeChanged(Refusal):
    """A file that the studio leaves alone; says which, and why."""


def path_of(root: Path, name: str) -> Path:
    """Return where a file of a project is, or would be.

    Raises:
        NotToBeChanged: It is no part of the content, or a link leads elsewhere.

    Example:
        >>> path_of(Path("/srv/hotline"), "config/menu.yaml").as_posix()
        '/srv/hotline/config/menu.yaml'
        >>> path_of(Path("/srv/hotline"), "config/../.env")
        Traceback (most recent call last):
        ...
        ivr.studio.changes.names.NotToBeChanged: config/../.env: This is no file of the content...
    """
    parts = name.split("/")
    is_plain = name.isprintable() and "\\" not in name
    is_plain = is_plain and not any(part.startswith(".") or not part for part in parts)
    is_within = any(name.startswith(f"{folder}/") for folder in FOLDERS)
    if not is_plain or not is_within or Path(name).suffix not in _ENDINGS:
        cause = "This is no file of the content."
        raise _refused(name, cause, f"Change files of {', '.join(FOLDERS)} alone.")
    root = root.resolve()
    path = root.joinpath(*parts)
    if path.resolve() != path:
        cause = "A link on the way to this file leads elsewhere."
        raise _refused(name, cause, "Put a file in the place of the link.")
    return path


def _refused(name: str, cause: str, fix: str) -> NotToBeChanged:
    return NotToBeChanged(Problem("file-not-to-be-changed", name, None, cause, fix))
