"""Changing the files of a project: who may, what is kept, and the way back."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from ivr.definition import load
from ivr.problems import Refusal
from ivr.speech.clips.manifest import Manifest
from ivr.studio.changes import Conflict, Draft, NotToBeChanged
from ivr.studio.changes.kept import MOST
from ivr.translation.approvals import approve
from ivr.translation.catalogue import sentences
from tests.support.changing import MENU, NORWEGIAN, TOLD, changes_of, drafted, said_goodbye
from tests.support.hotline import VARIABLES, copy_of, rented


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    return copy_of(small, tmp_path / "project")


def test_a_change_is_written_and_told_and_taken_back(project: Path) -> None:
    changes, before = changes_of(project), (project / NORWEGIAN).read_bytes()
    draft = said_goodbye(changes, project, "Og")
    assert changes.judge(draft) == ()
    (told,) = changes.differences(draft)
    assert re.fullmatch("norsk: \u2068«Ved fare.*»\u2069 → \u2068«Og Ved fare.*»\u2069", told)
    change = changes.make(draft, "Kari")
    assert (project / NORWEGIAN).read_bytes() == draft.files[NORWEGIAN]
    assert changes.last() == (change,)
    assert (change.who, change.told, change.files) == ("Kari", TOLD, (NORWEGIAN,))
    assert changes.can_undo(change)
    undone = changes.undo(change.id, "Ola")
    assert (project / NORWEGIAN).read_bytes() == before
    assert undone.undoes == change.id
    assert not changes.can_undo(change)
    assert changes.can_undo(undone)
    assert changes_of(project).last() == (undone, change)


def test_what_a_draft_breaks_is_told_with_its_line_and_nothing_is_written(project: Path) -> None:
    changes, before = changes_of(project), (project / MENU).read_bytes()
    draft = drafted(changes, project, "topic: emergency", "topci: emergency", MENU)
    (problem,) = (one for one in changes.judge(draft) if one.is_mistake)
    assert problem.place.startswith("config/menu.yaml:")
    assert "Did you mean [topic]?" in problem.sentence
    with pytest.raises(Refusal, match="topci"):
        changes.make(draft, "Kari")
    assert (project / MENU).read_bytes() == before
    assert changes.last() == ()


def test_what_was_wrong_before_stops_nobody(project: Path) -> None:
    menu = project / "config" / "menu.yaml"
    menu.write_text(
        menu.read_text(encoding="utf-8").replace("topic: emergency", "topci: emergency")
    )
    changes = changes_of(project)
    draft = said_goodbye(changes, project, "Og")
    assert any("topci" in problem.cause for problem in changes.standing())
    assert changes.judge(draft) == ()
    assert changes.make(draft, "Kari").id


def test_a_text_that_nobody_has_approved_takes_no_language_from_callers(project: Path) -> None:
    """Where callers come, a sentence is changed and approved at once, or not at all."""
    loaded = load(rented(project), VARIABLES)
    written = sentences(loaded.files["prompts/nb"])
    approve(project, "nb", written, "speaker", dt.date(2026, 11, 30))
    changes = changes_of(project, is_own=False, drafts=False)
    draft = said_goodbye(changes, project, "Og")
    (problem,) = (one for one in changes.judge(draft) if one.is_mistake)
    assert problem.code == "language-would-be-lost"
    assert "nb would no longer be offered" in problem.cause
    assert not any(one.is_mistake for one in changes_of(project, is_own=False).judge(draft))
    english = "prompts/en.yaml"
    draft = drafted(changes, project, "goodbye: ", "goodbye: And ", english)
    assert not any(one.is_mistake for one in changes.judge(draft))


def test_whoever_began_before_another_is_told_whose_file_it_is(project: Path) -> None:
    changes = changes_of(project)
    first = said_goodbye(changes, project, "Og")
    second = said_goodbye(changes, project, "Men")
    change = changes.make(first, "Kari")
    with pytest.raises(Conflict) as conflict:
        changes.make(second, "Ola")
    assert conflict.value.names == (NORWEGIAN,)
    (project / NORWEGIAN).write_bytes(second.files[NORWEGIAN] or b"")
    with pytest.raises(Conflict):
        changes.undo(change.id, "Ola")


def test_files_come_and_go(project: Path) -> None:
    changes, name = changes_of(project), "config/announcements.yaml"
    (project / name).unlink(missing_ok=True)
    made = changes.make(Draft({name: b"{}\n"}, {name: ""}, TOLD), "Kari")
    assert (project / name).read_bytes() == b"{}\n"
    changes.undo(made.id, "Kari")
    assert not (project / name).exists()


def test_a_draft_of_nothing_leaves_no_trace(project: Path) -> None:
    changes = changes_of(project)
    same = (project / NORWEGIAN).read_bytes()
    assert changes.make(Draft({NORWEGIAN: same}, changes.seen(NORWEGIAN), TOLD), "Kari").id == ""
    assert changes.last() == ()


@pytest.mark.parametrize(
    "name",
    [
        ".env",
        "config/../.env",
        "/etc/passwd",
        "config/.hidden.yaml",
        "config//menu.yaml",
        "config\\menu.yaml",
        "journal/journal.db",
        "audio/built/manifest.json",
        "config/menu.txt",
        "config",
    ],
)
def test_no_other_file_is_changed(project: Path, name: str) -> None:
    changes = changes_of(project)
    with pytest.raises(NotToBeChanged):
        changes.make(Draft({name: b"x"}, {name: ""}, TOLD), "Kari")


def test_no_link_is_followed(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (project / "config" / "out").symlink_to(outside)
    changes, name = changes_of(project), "config/out/menu.yaml"
    with pytest.raises(NotToBeChanged):
        changes.make(Draft({name: b"x"}, {name: ""}, TOLD), "Kari")
    assert [*outside.iterdir()] == []


def test_what_people_have_recorded_comes_and_goes_with_its_list(project: Path) -> None:
    changes, files = changes_of(project), {"audio/recordings/nb.json": b"{}\n"}
    sound = "audio/recordings/nb/goodbye.flac"
    draft = Draft({**files, sound: b"fLaC\0\xff"}, dict.fromkeys([*files, sound], ""), TOLD)
    assert not any(problem.is_mistake for problem in changes.judge(draft))
    change = changes.make(draft, "Kari")
    assert (project / sound).read_bytes() == b"fLaC\0\xff"
    assert changes.lines(change).splitlines()[-1] == sound
    changes.undo(change.id, "Kari")
    assert not (project / sound).exists()


def test_a_file_is_named_as_the_project_names_it(project: Path) -> None:
    """And not where the draft was laid over it."""
    changes, name = changes_of(project), "prompts/made_from/nb.json"
    found = changes.judge(Draft({name: b"["}, changes.seen(name), TOLD))
    assert [problem.file for problem in found if problem.is_mistake] == [name]
    assert not any("draft-" in str(problem) for problem in found)


def test_what_the_latest_changes_replaced_is_kept_and_no_more(project: Path) -> None:
    changes = changes_of(project)
    first = changes.make(said_goodbye(changes, project, "Og"), "Kari")
    kept = project / "studio" / "kept"
    for number in range(MOST):
        (kept / f"9999{number:04}").mkdir()
    name = "config/facts.yaml"
    facts = (project / name).read_bytes() + b"# Looked at.\n"
    changes.make(Draft({name: facts}, changes.seen(name), TOLD), "Kari")
    assert len([*kept.iterdir()]) == MOST
    assert changes.find(first.id) == first
    assert not changes.can_undo(first)
    with pytest.raises(Conflict):
        changes.undo(first.id, "Kari")


def test_nobody_else_of_the_machine_reads_who_changed_what(project: Path) -> None:
    changes = changes_of(project)
    changes.make(said_goodbye(changes, project, "Og"), "Kari")
    studio = project / "studio"
    assert {path.stat().st_mode & 0o077 for path in [studio, studio / "changes.jsonl"]} == {0}


def test_whatever_is_missing_beside_a_change_is_built_before_it_is_told_as_made(
    project: Path,
) -> None:
    shutil.rmtree(project / "audio" / "built")
    changes = changes_of(project)
    changes.make(said_goodbye(changes, project, "Og"), "Kari")
    built = Manifest.load(project / "audio" / "built" / "manifest.json")
    assert len([*built]) > 40
    assert any("Og Ved fare" in clip.text for clip in built)
