"""A disk that is full, or that nobody may write: one clear line, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final, Never

import polib
import pytest

from tests.support.commands import COMMAND, Ivr, one_line
from tests.support.hotline import copied
from tests.support.processes import environment, ran

NOTHING_LOST: Final = "Nothing was changed: make room, or allow writing there."
SMALL_FILES: Final = 'ulimit -f 1; exec "$@"'
"""A shell whose commands can write a kilobyte a file: to them the disk is full after that."""

APPROVE: Final = ("approve", "pl", "--by", "interpreter")
WITHDRAW: Final = (*APPROVE, "--withdraw", "--only", "goodbye")
IMPORT: Final = ("import", "pl", "pl.po")
BEGIN: Final = ("import", "hu", "hu.po")
EXPORT: Final = ("export", "pl", "--out", "handed.po")

WRITTEN: Final = {
    APPROVE: "prompts/approved/pl.json",
    WITHDRAW: "prompts/approved/pl.json",
    IMPORT: "prompts/pl.yaml",
    BEGIN: "prompts/hu.yaml",
    EXPORT: "handed.po",
}
"""The one file that each command writes."""


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped texts, approved once and handed out twice; a translator has changed one."""
    project = copied(tmp_path_factory.mktemp("texts"))
    ivr = Ivr(project)
    for arguments in (APPROVE, ("export", "pl", "--out", str(project / "handed.po"))):
        assert ivr("prompts", *arguments).returncode == 0
    begun = polib.pofile(str(project / "handed.po"))
    begun.metadata["Language"] = "hu"
    begun.save(str(project / "hu.po"))
    changed = polib.pofile(str(project / "handed.po"))
    next(entry for entry in changed if entry.msgctxt == "goodbye").msgstr += " Dziękujemy."
    changed.save(str(project / "pl.po"))
    return project


@pytest.fixture
def project(ready: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ready, tmp_path / "project"))


def contents(project: Path) -> dict[str, bytes]:
    files = (path for path in project.rglob("*") if path.is_file())
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in files}


def named(project: Path, arguments: tuple[str, ...]) -> list[str]:
    """The arguments, in which each file is named by its whole path."""
    return [str(project / one) if one.endswith(".po") else one for one in arguments]


@pytest.mark.parametrize("arguments", WRITTEN, ids=" ".join)
def test_on_a_full_disk_nothing_is_lost(project: Path, arguments: tuple[str, ...]) -> None:
    """The kernel refuses every byte after the first kilobyte of a file."""
    before = contents(project)
    command = [*COMMAND, "--project", str(project), "prompts", *named(project, arguments)]
    refused = ran("sh", "-c", SMALL_FILES, "sh", *command, env=environment())
    path = project / WRITTEN[arguments]
    assert one_line(refused) == f"{path}: cannot be written: File too large. {NOTHING_LOST}"
    assert contents(project) == before


@pytest.mark.parametrize("arguments", WRITTEN, ids=" ".join)
def test_where_nobody_may_write_nothing_is_lost(
    project: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """The system refuses to have a file moved into place, as on a disk that is read-only."""
    before = contents(project)

    def refuse(source: object, _target: object) -> Never:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(source))

    monkeypatch.setattr(os, "replace", refuse)
    refused = Ivr(project)("prompts", *named(project, arguments))
    path = project / WRITTEN[arguments]
    told = f"{path}: cannot be written: Read-only file system. {NOTHING_LOST}"
    assert one_line(refused) == told
    assert contents(project) == before


def test_a_folder_that_cannot_be_made_is_told(project: Path) -> None:
    """A file stands where the folder of the approvals should be."""
    shutil.rmtree(project / "prompts/approved")
    (project / "prompts/approved").write_text("", encoding="utf-8")
    assert "pl.json" in one_line(Ivr(project)("prompts", *APPROVE))


def test_a_file_that_is_no_file_is_written_to_and_not_replaced(project: Path) -> None:
    """A pipe stays a pipe: whoever reads at its other end gets the list."""
    pipe = project / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert Ivr(project)("prompts", "export", "pl", "--out", str(pipe)).returncode == 0
        assert reader.stdout is not None
        assert b'msgctxt "goodbye"' in reader.stdout.read()
    assert pipe.is_fifo()
