"""The journal's files are its owner's alone, however careless the server's user is."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ivr.journal.alarms.past import remember
from ivr.journal.alarms.state import Notice, State, keep_state
from ivr.journal.events import Event, Kind
from ivr.journal.settings import JournalSettings
from ivr.serving.journal import project_journal
from ivr.serving.settings import Settings
from tests.support.hotline import BASE_URL, MORNING, TOKEN
from tests.support.processes import IVR, environment, ran, wait_until
from tests.support.recording import OSLO


@pytest.fixture
def careless() -> Iterator[None]:
    """A user whose new files may be read and written by everybody, unless a program says more."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_every_file_is_its_owners_alone(small: Path, tmp_path: Path, careless: None) -> None:
    del careless
    settings = JournalSettings.read(tmp_path, {})
    told = {"JOURNAL_DIR": str(settings.folder), "ALARMS": "no"}
    served = Settings(BASE_URL, (TOKEN,), small, told)
    journal = project_journal(served, OSLO, lambda: pytest.fail("nobody watches"))
    journal.record("CA1", MORNING, Event(Kind.ANSWERED, "asker"))
    database = settings.folder / "journal.sqlite"
    wait_until(lambda: database.exists() and not journal.status().queued)
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        journal.record("CA2", MORNING, Event(Kind.ANSWERED, "asker"))
        journal.close()
    keep_state(settings.folder, State(MORNING, MORNING))
    over = Notice(
        "cleared", "no_calls", "", urgent=False, what="", fix="", since=MORNING, at=MORNING
    )
    remember(settings.folder, [over])
    probed = ran(IVR, "--project", str(small), "probe", env=environment(**told))
    assert probed.returncode == 2, "nobody is served there"
    found = {path.relative_to(tmp_path).as_posix(): path for path in tmp_path.rglob("*")}
    named = {"journal/keys", "journal/alarms.json", "journal/alarms-past.json"}
    assert named | {"journal/probe.json"} <= {*found}
    assert any(path.suffix == ".jsonl" for path in found.values())
    modes = {name: stat.S_IMODE(path.stat().st_mode) for name, path in found.items()}
    assert [name for name, mode in modes.items() if mode & 0o077] == []
