"""A change in the studio while a production server answers calls from the folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ivr.problems import Refusal
from ivr.serving.publishing.status import workers
from ivr.studio.changes import Draft
from ivr.studio.changes.draft import HeardFrom
from tests.support.changing import MENU, NORWEGIAN, TOLD, changes_of, said_goodbye
from tests.support.deployment import Deployment, deployed
from tests.support.hotline import SMALL, copied, rented, with_clips
from tests.support.processes import PATIENCE_SECONDS


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return with_clips(rented(copied(tmp_path, SMALL)))


@pytest.fixture
def server(project: Path) -> Iterator[Deployment]:
    with deployed(project, WEB_CONCURRENCY="2") as server:
        server.process.until(lambda: len(workers(project)) == 2)
        yield server


def test_every_worker_has_a_change_when_it_is_told_as_made(
    project: Path, server: Deployment
) -> None:
    before, changes = server.content, changes_of(project, is_own=False)
    change = changes.make(said_goodbye(changes, project, "Og"), "Kari")
    assert change.heard_from is HeardFrom.NOW
    assert change.notes == ()
    assert server.content != before
    assert len(set(workers(project).values())) == 1
    undone = changes.undo(change.id, "Kari")
    assert undone.heard_from is HeardFrom.NOW
    assert server.content == before


def test_what_the_server_refuses_is_put_back_and_told(project: Path, server: Deployment) -> None:
    """The folder has a mistake already, so that nothing of it is taken over."""
    menu = project / MENU
    sound = menu.read_bytes()
    menu.write_bytes(sound.replace(b"topic: emergency", b"topci: emergency"))
    before, heard = (project / NORWEGIAN).read_bytes(), server.content
    changes = changes_of(project, is_own=False)
    with pytest.raises(Refusal, match="calls hear what was there before") as refused:
        changes.make(said_goodbye(changes, project, "Og"), "Kari")
    assert any("topci" in problem.cause for problem in refused.value.problems)
    assert (project / NORWEGIAN).read_bytes() == before
    assert changes.last() == ()
    assert server.content == heard
    menu.write_bytes(sound)
    assert changes.make(said_goodbye(changes, project, "Og"), "Kari").heard_from is HeardFrom.NOW


def test_a_language_that_callers_would_lose_is_put_back(project: Path, server: Deployment) -> None:
    """Nobody makes the sound of what somebody in danger is to hear."""
    changes, name = changes_of(project, is_own=False), "prompts/pl.yaml"
    before = (project / name).read_bytes()
    after = before.replace(b"engine: silent", b"engine: none").replace(
        b"dial: Roz", b"dial: Oj, roz"
    )
    with pytest.raises(Refusal, match="pl is not offered"):
        changes.make(Draft({name: after}, changes.seen(name), TOLD), "Kari")
    assert (project / name).read_bytes() == before
    assert "pl" in httpx.get(f"{server.url}/healthz", timeout=PATIENCE_SECONDS).text


def test_what_somebody_has_changed_by_hand_is_told_as_taken_over_with_it(
    project: Path, server: Deployment
) -> None:
    changes, before = changes_of(project, is_own=False), server.content
    facts = project / "config" / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8") + "# Looked at.\n", encoding="utf-8")
    change = changes.make(said_goodbye(changes, project, "Og"), "Kari")
    assert [note.code for note in change.notes] == ["published-beside"]
    assert server.content != before


def test_what_a_killed_studio_leaves_half_done_is_taken_back_from_callers_too(
    project: Path, server: Deployment
) -> None:
    """Killed when the server has the change, and before the studio's log has it."""
    before, changes = server.content, changes_of(project, is_own=False)
    change = changes.make(said_goodbye(changes, project, "Og"), "Kari")
    studio = project / "studio"
    (studio / "changes.jsonl").write_bytes(b"")
    after = {name: one.after for name, one in change.replaced.items()}
    (studio / "under-way.json").write_text(json.dumps({"id": change.id, "after": after}))
    assert changes_of(project, is_own=False).last() == ()
    server.process.until(lambda: server.content == before)


def test_without_a_server_callers_hear_it_from_the_next_start(project: Path) -> None:
    changes = changes_of(project, is_own=False)
    assert changes.make(said_goodbye(changes, project, "Og"), "Kari").heard_from is HeardFrom.START
    heard = (project / "audio/built/manifest.json").read_text(encoding="utf-8")
    assert "Og Ved fare" in heard


def test_an_example_of_a_number_is_a_mistake_where_callers_come(project: Path) -> None:
    name = "config/municipalities/asker.yaml"
    text = (project / name).read_text(encoding="utf-8").replace("+47 21 00 00", "+47 00 00 00")
    found = {}
    for is_own in (True, False):
        changes = changes_of(project, is_own=is_own)
        draft = Draft({name: text.encode()}, changes.seen(name), TOLD)
        found[is_own] = [one.code for one in changes.judge(draft) if one.is_mistake]
    assert found[True] == []
    assert set(found[False]) == {"example-number"}
