"""A copy of the content that was taken over last: what a change is compared with."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from ivr.definition.differences import Difference, differences
from ivr.definition.read import read_project
from ivr.definition.yaml.file import YamlFile
from ivr.serving.publishing.content import content_files, content_version

SERVED: Final = Path(".run", "served")
"""Below a project's folder."""


def keep(root: Path, version: str) -> None:
    """Copy the content of a folder, if the disk lets it; never a part of it.

    What is no longer of the version that was taken over is not kept.
    """
    target = root / SERVED
    fresh = target.with_name(f"{SERVED.name}.new")
    with suppress(OSError):
        shutil.rmtree(fresh, ignore_errors=True)
        for name, path in content_files(root):
            if path.is_relative_to(root) and not name.startswith("shipped "):
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, fresh / name)
        if content_version(fresh) == version:
            shutil.rmtree(target, ignore_errors=True)
            fresh.rename(target)
    shutil.rmtree(fresh, ignore_errors=True)


def changes(root: Path, files: Mapping[str, YamlFile]) -> tuple[Difference, ...] | None:
    """Return what a folder, as it was read, changes against the copy; None without a whole copy."""
    if not (root / SERVED / "config").is_dir():
        return None
    before = read_project(root / SERVED, dt.datetime.now(dt.UTC).date())
    if not all(file.readable for file in before.files.values()):
        return None
    return differences(before.files, files)
