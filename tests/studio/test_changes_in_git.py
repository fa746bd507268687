"""Where a project is kept in git, each change is a commit of its own, by whoever made it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ivr.studio.changes import Draft
from tests.support.changing import MENU, NORWEGIAN, TOLD, changes_of, said_goodbye
from tests.support.hotline import SMALL, copied

NOTICES = "config/announcements.yaml"


def git(project: Path, *arguments: str) -> str:
    """Run git as somebody who keeps a folder by hand."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.no")
    command = ["git", *who, "-C", str(project), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a folder of a repository, with one commit."""
    folder = copied(tmp_path / "repository" / "hotline", SMALL)
    (folder / ".gitignore").write_text("/studio/\n/audio/\n", encoding="utf-8")
    git(folder.parent, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=As it was")
    return folder


def commits(project: Path) -> list[str]:
    return git(project, "log", "--format=%an <%ae>: %s").splitlines()[:-1]


def test_a_change_is_a_commit_of_its_files_alone(project: Path) -> None:
    """Others are dirty and staged meanwhile, and stay so."""
    (project / MENU).write_text((project / MENU).read_text() + "# staged\n", encoding="utf-8")
    git(project, "add", MENU)
    facts = project / "config" / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8") + "# dirty\n", encoding="utf-8")
    before = git(project, "status", "--porcelain")
    changes = changes_of(project)
    change = changes.make(said_goodbye(changes, project, "Og"), "Kari Nordmann")
    assert change.notes == ()
    assert commits(project) == ["Kari Nordmann <kari.nordmann@studio.invalid>: Ny avskjed"]
    assert git(project, "show", "--format=", "--name-only").split() == [f"hotline/{NORWEGIAN}"]
    assert git(project, "status", "--porcelain") == before
    changes.undo(change.id, "ola@example.no")
    assert commits(project)[0] == "ola <ola@example.no>: Angret: Ny avskjed"
    assert git(project, "diff", "HEAD~2", "HEAD") == ""


def test_files_that_come_and_go_are_committed(project: Path) -> None:
    (project / NOTICES).unlink(missing_ok=True)
    git(project, "commit", "--quiet", "--all", "--allow-empty", "--message=None")
    changes = changes_of(project)
    made = changes.make(Draft({NOTICES: b"{}\n"}, {NOTICES: ""}, TOLD), "Kari")
    assert git(project, "show", "--format=", "--name-status").split() == ["A", f"hotline/{NOTICES}"]
    changes.undo(made.id, "Kari")
    assert git(project, "show", "--format=", "--name-status").split() == ["D", f"hotline/{NOTICES}"]
    assert git(project, "status", "--porcelain") == ""


def test_what_git_refuses_is_told_and_the_change_stays(project: Path) -> None:
    hook = Path(git(project, "rev-parse", "--absolute-git-dir").strip()) / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    changes = changes_of(project)
    change = changes.make(said_goodbye(changes, project, "Og"), "Kari")
    (note,) = change.notes
    assert note.code == "change-not-in-git"
    assert "not on a Friday" in note.cause
    assert "goodbye: Og " in (project / NORWEGIAN).read_text(encoding="utf-8")
    assert [one.id for one in changes.last()] == [change.id]
    made = changes.make(Draft({NOTICES: b"# None.\n{}\n"}, changes.seen(NOTICES), TOLD), "Kari")
    assert made.notes
    assert commits(project) == []


def test_what_the_repository_leaves_out_is_no_business_of_git(project: Path) -> None:
    (project / ".gitignore").write_text("*\n", encoding="utf-8")
    git(project, "rm", "--quiet", "-r", "--cached", ".")
    git(project, "commit", "--quiet", "--message=Nothing")
    changes = changes_of(project)
    assert changes.make(said_goodbye(changes, project, "Og"), "Kari").notes == ()
    assert len(commits(project)) == 1


def test_a_folder_in_no_repository_is_changed_all_the_same(tmp_path: Path) -> None:
    project = copied(tmp_path, SMALL)
    changes = changes_of(project)
    assert changes.make(said_goodbye(changes, project, "Og"), "Kari").notes == ()


@pytest.mark.parametrize("who", [".", "Kari\nAuthor: Ola <ola@example.no>"])
def test_whatever_somebody_is_called_their_change_is_a_commit(project: Path, who: str) -> None:
    changes = changes_of(project)
    change = changes.make(said_goodbye(changes, project, "Og"), who)
    assert change.notes == ()
    [told] = commits(project)
    assert told.endswith("@studio.invalid>: Ny avskjed")
    assert "Ola" not in git(project, "log", "--max-count=1", "--format=%b")
