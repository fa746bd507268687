"""A project as a draft would have it, in a folder of its own that holds little but links."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

Files: TypeAlias = Mapping[str, bytes | None]

_TOPS = ("config", "prompts", "audio")


@contextmanager
def overlaid(root: Path, files: Files) -> Iterator[Path]:
    """Lay files over a project for as long as the block lasts; the project is as it was.

    Example:
        >>> project = Path(tempfile.mkdtemp())
        >>> (project / "config").mkdir()
        >>> _ = (project / "config" / "menu.yaml").write_text("main: {}")
        >>> with overlaid(project, {"config/facts.yaml": b"a: 1"}) as folder:
        ...     sorted(path.name for path in (folder / "config").iterdir())
        ['facts.yaml', 'menu.yaml']
    """
    with tempfile.TemporaryDirectory(prefix="draft-") as name:
        folder = Path(name).resolve()
        for top in _TOPS:
            _lay(root.resolve() / top, folder / top, _below(files, top))
        yield folder


def _lay(source: Path, target: Path, files: Files) -> None:
    """Make a folder of links to another's content, but for the files that are laid over it."""
    if not files:
        if source.exists():
            target.symlink_to(source)
        return
    target.mkdir()
    own = {name.partition("/")[0] for name in files}
    if source.is_dir():
        for path in source.iterdir():
            if path.name not in own:
                (target / path.name).symlink_to(path)
    for name in own:
        if name not in files:
            _lay(source / name, target / name, _below(files, name))
        elif (content := files[name]) is not None:
            (target / name).write_bytes(content)


def _below(files: Files, folder: str) -> Files:
    return {
        name.removeprefix(f"{folder}/"): content
        for name, content in files.items()
        if name.startswith(f"{folder}/")
    }
