"""What a server records is in the database soon after, tied to its call and to nobody."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import select

from ivr.journal import Event, Kind
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store
from ivr.journal.store.tables import CALL, EVENT
from ivr.journal.writing import open_journal
from tests.support.processes import wait_until
from tests.support.recording import NOON, OSLO, kept, losses, record, recorder


@pytest.fixture
def settings(tmp_path: Path, database: str) -> JournalSettings:
    return JournalSettings(tmp_path / "journal", database)


def test_what_happens_in_a_call_is_kept_together_and_in_order(settings: JournalSettings) -> None:
    journal = open_journal(settings, OSLO)
    record(journal, range(3000))
    journal.close()
    assert kept(settings) == [*range(3000)]
    assert not journal.status().lost


def test_it_is_there_while_the_server_goes_on(settings: JournalSettings) -> None:
    journal = open_journal(settings, OSLO)
    journal.record("CA1", NOON, Event(Kind.ANSWERED, "asker", "shared"), probe=True)
    wait_until(lambda: journal.status().queued == 0)
    with Store.open(settings.database, OSLO).reading() as connection:
        assert connection.execute(select(CALL.c.municipality, CALL.c.probe)).all() == [
            ("asker", True)
        ]
    journal.close()


def test_what_is_alike_outside_calls_is_one_event(settings: JournalSettings) -> None:
    journal = open_journal(settings, OSLO)
    for kind in (Kind.REFUSED, Kind.LOST_CLIP, Kind.REFUSED):
        journal.count(kind)
    journal.close()
    with Store.open(settings.database, OSLO).reading() as connection:
        found = connection.execute(select(EVENT.c.kind, EVENT.c.n)).all()
    # A quarter of an hour may have ended between them.
    assert {kind: sum(n for other, n in found if other == kind) for kind, _ in found} == {
        "signature-refused": 2,
        "clip-lost": 1,
    }


def test_every_forked_worker_writes_and_none_writes_for_another(
    settings: JournalSettings,
) -> None:
    with recorder(settings) as process:
        process.tell("fork 3")  # as gunicorn's master does, before anything has happened
        process.tell("record 20")
        assert process.tell("close").queued == 0
    assert kept(settings) == [*range(41)]


def test_what_a_killed_worker_had_in_memory_is_counted(settings: JournalSettings) -> None:
    with recorder(settings) as process:
        process.tell("kill 3")
        process.tell("record 20")
        process.process.until(lambda: process.tell("status").lost == 21)
        process.tell("close")
    assert kept(settings) == [*range(21, 41)]
    assert losses(settings) == {"killed": 21}


def test_a_worker_that_ends_without_a_word_leaves_nothing_behind(
    settings: JournalSettings,
) -> None:
    with recorder(settings) as process:
        process.tell("record 500")
        process.process.close_input()
        process.process.finished()
    assert kept(settings) == [*range(500)]


def test_no_identifier_of_a_call_is_on_the_disk(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in the database, nor in what waits for it, nor in the log."""
    settings = JournalSettings(tmp_path, f"sqlite:///{tmp_path}/journal.sqlite")
    away = JournalSettings(tmp_path, f"sqlite:///{tmp_path}")
    sid = "CA" + "5e" * 16
    with caplog.at_level(logging.DEBUG):
        for journal in (open_journal(settings, OSLO), open_journal(away, OSLO)):
            journal.record(sid, NOON, Event(Kind.ANSWERED, "asker", "shared"))
            journal.close()
    contents = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert sum(b"asker" in content for content in contents) >= 2
    for form in (sid.encode(), sid.encode("utf-16-le"), bytes.fromhex("5e" * 16)):
        assert not any(form in content for content in contents)
    assert sid not in caplog.text


def test_two_journals_of_one_machine_agree_on_what_a_call_is(settings: JournalSettings) -> None:
    first, second = open_journal(settings, OSLO), open_journal(settings, OSLO)
    record(first, range(70))
    wait_until(lambda: first.status().queued == 0)
    record(second, range(70, 140))
    second.close()
    first.close()
    assert kept(settings) == [*range(140)]
