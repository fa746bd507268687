"""Several at one project at once, and a process that is killed in the middle of a change."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.studio.changes import Changes, Conflict, Draft
from tests.support.changing import NORWEGIAN, TOLD, changes_of, said_goodbye
from tests.support.hotline import copy_of
from tests.support.processes import environment, started

FACTS = "config/facts.yaml"


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    return copy_of(small, tmp_path / "project")


def contents(project: Path) -> dict[str, bytes]:
    """What every file says that decides what callers hear."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for folder in ("config", "prompts")
        for path in (project / folder).rglob("*")
        if path.is_file()
    }


def test_of_two_at_one_sentence_the_second_is_told(project: Path) -> None:
    """Two studios of one folder, such as two processes; each begins before either has ended."""
    drafts = [
        (changes, said_goodbye(changes, project, word))
        for changes, word in ((changes_of(project), "Og"), (changes_of(project), "Men"))
    ]

    def made(whose: tuple[Changes, Draft]) -> str:
        changes, draft = whose
        try:
            return changes.make(draft, "Kari").id
        except Conflict as conflict:
            return f"conflict: {conflict}"

    with ThreadPoolExecutor(2) as threads:
        came = [*threads.map(made, drafts)]
    assert sum(one == f"conflict: {NORWEGIAN}" for one in came) == 1
    (kept,) = changes_of(project).last()
    assert kept.id in came
    winner = drafts[came.index(kept.id)][1]
    assert (project / NORWEGIAN).read_bytes() == winner.files[NORWEGIAN]


def test_two_at_two_files_lose_nothing(project: Path) -> None:
    changes = changes_of(project)
    facts = (project / FACTS).read_bytes()
    drafts = [
        said_goodbye(changes, project, "Og"),
        Draft({FACTS: facts + b"# Looked at.\n"}, changes.seen(FACTS), TOLD),
    ]
    with ThreadPoolExecutor(2) as threads:
        made = [*threads.map(lambda draft: changes.make(draft, "Kari"), drafts)]
    assert {one.id for one in changes.last()} == {one.id for one in made}
    assert (project / FACTS).read_bytes() == facts + b"# Looked at.\n"
    assert "goodbye: Og " in (project / NORWEGIAN).read_text(encoding="utf-8")


KILLED = """\
import os, sys
from pathlib import Path
from ivr.studio.changes import Draft, Told, kept, changes
from tests.support.changing import changes_of

project, when = Path(sys.argv[1]), int(sys.argv[2])
made, put = changes_of(project), changes.put
written = 0

def killed(path, content):
    global written
    if written == when:
        print("here", flush=True)
        os.kill(os.getpid(), 9)
    put(path, content)
    written += 1

changes.put = killed
append = made._log.append
def after(change):
    append(change)
    if when == 3:
        os.kill(os.getpid(), 9)
made._log.append = after
files = {"config/facts.yaml": None, "config/new.json": b"{}", "prompts/nb.yaml": None}
for name in files:
    path = project / name
    if path.exists():
        files[name] = path.read_bytes() + b"# Looked at.\\n"
made.make(Draft(files, made.seen(*files), Told("Tre filer", "Three files")), "Kari")
"""


@pytest.mark.parametrize("written", [0, 1, 2, 3])
def test_a_process_that_is_killed_leaves_all_of_a_change_or_nothing(
    project: Path, tmp_path: Path, written: int
) -> None:
    """It dies with none, some or all of three files written, and once when the log has it."""
    before = contents(project)
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    root = Path(__file__).parents[2]
    command = (sys.executable, str(script), str(project), str(written))
    with started(*command, env=environment(PYTHONPATH=str(root))) as process:
        ended = process.finished()
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    changes = changes_of(project)  # whoever comes next mends it
    if written < 3:
        assert contents(project) == before
        assert changes.last() == ()
    else:
        (made,) = changes.last()
        assert made.told.en == "Three files"
        changes.undo(made.id, "Ola")
        assert contents(project) == before


def test_what_was_written_by_hand_since_a_killed_process_stays(project: Path) -> None:
    changes = changes_of(project)
    change = changes.make(said_goodbye(changes, project, "Og"), "Kari")
    studio = project / "studio"
    under_way = f'{{"id": "20260101T000000-000000", "after": {{"{NORWEGIAN}": "0000"}}}}'
    (studio / "under-way.json").write_text(under_way, encoding="utf-8")
    text = (project / NORWEGIAN).read_bytes()
    changes.make(Draft({}, {}, TOLD), "Ola")
    assert (project / NORWEGIAN).read_bytes() == text
    assert not (studio / "under-way.json").exists()
    assert changes.can_undo(change)


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"id": 1}'])
def test_a_note_of_what_is_under_way_that_somebody_has_damaged_says_nothing(
    project: Path, damaged: str
) -> None:
    note = project / "studio" / "under-way.json"
    note.parent.mkdir(exist_ok=True)
    note.write_text(damaged, encoding="utf-8")
    changes = changes_of(project)
    assert not note.exists()
    changes.make(said_goodbye(changes, project, "Og"), "Kari")


def test_a_line_that_was_being_written_spoils_no_other(project: Path) -> None:
    changes = changes_of(project)
    first = changes.make(said_goodbye(changes, project, "Og"), "Kari")
    with (project / "studio" / "changes.jsonl").open("ab") as log:
        log.write(b'{"id": "2026')
    second = changes.make(said_goodbye(changes, project, "Men"), "Kari")
    assert [one.id for one in changes.last()] == [second.id, first.id]
    assert [one.id for one in changes_of(project).last()] == [second.id, first.id]


def test_a_disk_that_refuses_the_second_file_leaves_the_first_as_it_was(project: Path) -> None:
    """The name is so long that nothing can be written beside it to be put in its place."""
    changes, before = changes_of(project), contents(project)
    draft, name = said_goodbye(changes, project, "Og"), f"config/{'a' * 245}.json"
    files = {**draft.files, name: b"{}"}
    with pytest.raises(OSError, match="too long"):
        changes.make(Draft(files, {**draft.seen, name: ""}, TOLD), "Kari")
    assert contents(project) == before
    assert changes.last() == ()
    assert not (project / "studio" / "under-way.json").exists()
    assert [*(project / "studio" / "kept").iterdir()] == []


@contextmanager
def fresh(project: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield copy_of(project, Path(folder, "project"))


COMMENTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)
WRITTEN = st.fixed_dictionaries(
    {},
    optional={
        FACTS: COMMENTS,
        NORWEGIAN: COMMENTS,
        "config/schema/own.json": st.one_of(st.none(), COMMENTS),
        "prompts/approved/nb.json": st.just(None),
    },
)


@settings(max_examples=8)
@given(written=WRITTEN)
def test_what_is_made_and_undone_is_as_it_was(small: Path, written: dict[str, str | None]) -> None:
    with fresh(small) as project:
        changes, before = changes_of(project), contents(project)
        files = {
            name: None if said is None else before.get(name, b"") + f"# {said}\n".encode()
            for name, said in written.items()
        }
        change = changes.make(Draft(files, changes.seen(*files), TOLD), "Kari")
        assert contents(project) == {
            name: content for name, content in (before | files).items() if content is not None
        }
        if change.id:
            undone = changes.undo(change.id, "Ola")
            assert contents(project) == before
            changes.undo(undone.id, "Kari")
            assert changes.seen(*change.files) == {
                name: one.after for name, one in change.replaced.items()
            }
