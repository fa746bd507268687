"""Alarms over the whole stack: faults caused by calls and requests, kept and told for real."""

from __future__ import annotations

import datetime as dt
import json
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ivr.journal.settings import JournalSettings
from ivr.journal.writing.journal import DatabaseJournal
from ivr.phone import ScriptedCaller
from ivr.serving.alarms import watch_over
from ivr.serving.assembly import Assembly
from ivr.serving.settings import Settings
from ivr.web import create_app
from tests.support.deployment import deployed
from tests.support.hand import Hand
from tests.support.hotline import BASE_URL, MORNING, TOKEN, TRUNK, copy_of, rented
from tests.support.processes import wait_until
from tests.support.receivers import WebAddress, web_address
from tests.support.ringing import CALLER, Line

ALARMS = """\
rules:
  unanswered_in_a_row: {times: 3}
  refused_signatures: {times: 5}
  fallback_played: {}
  clip_lost: {}
  language_lost: {}
  journal_behind: {kilobytes: 1}
channels:
  webhook: {url: "${ALARM_WEBHOOK}"}
"""

PROBED = "rules:\n  probe_failed: {urgent: yes}"


@dataclass
class Served:
    """A hotline with its journal and its watch, on a clock that the test puts forward."""

    root: Path
    hook: WebAddress
    now: dt.datetime = MORNING

    def __post_init__(self) -> None:
        variables = {"SIP_TRUNK": TRUNK, "ALARM_WEBHOOK": self.hook.url, "ALARMS": "yes"}
        self.settings = Settings(
            BASE_URL, (TOKEN,), self.root, variables, emulated=True, drafts=True
        )
        kept = JournalSettings.read(self.root, variables)
        self.database = kept.folder / "journal.sqlite"
        self.journal = DatabaseJournal(kept, MORNING.tzinfo, clock=lambda: self.now)  # type: ignore[arg-type] # a zone
        self.serve()
        watch = watch_over(self.settings, self._assembly, self.journal.status)
        assert watch is not None
        self._watch = watch

    def serve(self) -> None:
        """Assemble what is served, as a start does."""
        self.app: Flask = create_app(self.settings, lambda: self.now, journal=self.journal)
        self.line = Line(self.app, self._assembly().loaded.hotline)

    def look_until(self, *told: str) -> None:
        """Look until so much is told: events reach the database within a second."""

        def is_told() -> bool:
            self._watch.look(self.now)
            return len(self.told()) >= len(told)

        wait_until(is_told, lambda: str(self.told()))
        for _ in range(3):
            self._watch.look(self.now)
        assert self.told() == [*told]

    def passes(self, **much: int) -> None:
        """Let time pass."""
        self._watch.look(self.now)
        self.now += dt.timedelta(**much)
        self._watch.look(self.now)

    def told(self) -> list[str]:
        return [f"{one['kind']} {one['rule']} {one['about']}".strip() for one in self.hook.posted]

    def _assembly(self) -> Assembly:
        found: Any = self.app.extensions["assembly"]
        assert isinstance(found, Assembly)
        return found


@pytest.fixture
def served(small: Path, tmp_path: Path) -> Iterator[Served]:
    root = copy_of(small, tmp_path / "project")
    (root / "config/alarms.yaml").write_text(ALARMS, encoding="utf-8")
    with web_address() as hook:
        running = Served(root, hook)
        yield running
        running.journal.close()
        for posted in hook.posted:
            assert CALLER.removeprefix("+") not in str(posted)
            assert "CA1" not in str(posted)


def refuse(served: Served) -> None:
    for _ in range(5):
        assert Hand(served.app, token="0" * 32).post("/voice").status_code == 403


def apologise(served: Served) -> None:
    assert Hand(served.app).post("/voice/fallback", ErrorCode="11200").status_code == 200


def nobody_answers(served: Served) -> None:
    for _ in range(2):
        served.line.ring(ScriptedCaller("1,4,-,x", ["busy", "no-answer"]), at=served.now)


def lose_a_clip(served: Served) -> None:
    for clip in (served.root / "audio" / "built").rglob("*.wav"):
        clip.unlink()
    assert Hand(served.app).post("/voice").status_code == 200


@pytest.mark.parametrize(
    ("cause", "alarm"),
    [
        (refuse, "refused_signatures"),
        (apologise, "fallback_played"),
        (nobody_answers, "unanswered_in_a_row asker guidance"),
        (lose_a_clip, "clip_lost"),
    ],
)
def test_what_goes_wrong_in_calls_is_told_once_and_is_over_when_it_is_no_more(
    served: Served, cause: Callable[[Served], None], alarm: str
) -> None:
    cause(served)
    served.look_until(f"raised {alarm}")
    served.passes(hours=26)
    served.passes(minutes=20)
    served.look_until(f"raised {alarm}", f"cleared {alarm}")


def test_a_service_that_answers_again_is_well(served: Served) -> None:
    nobody_answers(served)
    served.look_until("raised unanswered_in_a_row asker guidance")
    served.now += dt.timedelta(minutes=15)
    served.line.ring(ScriptedCaller("1,4", ["answered"]), at=served.now)

    def is_over() -> bool:
        served.passes(minutes=20)
        return len(served.told()) > 1

    wait_until(is_over)
    served.look_until(
        "raised unanswered_in_a_row asker guidance", "cleared unanswered_in_a_row asker guidance"
    )


def test_a_language_that_a_start_has_lost_is_told(served: Served) -> None:
    served.passes(minutes=1)
    clips = {path: path.read_bytes() for path in (served.root / "audio/built").rglob("*.wav")}
    polish = {path for path in clips if "pl" in path.relative_to(served.root).parts}
    assert polish
    for path in polish:
        path.unlink()
    served.serve()
    served.look_until("raised language_lost pl")
    for path in polish:
        path.write_bytes(clips[path])
    served.serve()
    served.passes(minutes=20)
    served.look_until("raised language_lost pl", "cleared language_lost pl")


def test_a_database_that_is_locked_is_told_while_calls_go_on(served: Served) -> None:
    served.line.call(ScriptedCaller("1,3,x"), at=served.now)
    wait_until(served.database.exists)
    with closing(sqlite3.connect(served.database, isolation_level=None)) as other:
        wait_until(lambda: other.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 3)
        other.execute("BEGIN IMMEDIATE")
        for _ in range(4):
            served.line.call(ScriptedCaller("1,3,x"), at=served.now)
        served.look_until("raised journal_behind waiting")
        assert "it is locked" in served.hook.posted[0]["what"]
        other.execute("ROLLBACK")
    wait_until(lambda: served.journal.status().spooled == 0)
    served.passes(minutes=20)
    served.look_until("raised journal_behind waiting", "cleared journal_behind waiting")


@pytest.mark.parametrize(
    ("word", "emulated", "watched"),
    [("", False, True), ("no", False, False), ("", True, False), ("yes", True, True)],
)
def test_who_looks_is_the_operators_to_say(
    served: Served, word: str, *, emulated: bool, watched: bool
) -> None:
    variables = {**served.settings.variables, "ALARMS": word}
    settings = replace(served.settings, variables=variables, emulated=emulated)
    watch = watch_over(settings, served._assembly, served.journal.status)
    assert (watch is not None) is watched


def test_the_production_server_tells_once_however_many_workers_and_starts(
    small: Path, tmp_path: Path
) -> None:
    root = rented(copy_of(small, tmp_path / "project"))
    (root / "config/alarms.yaml").write_text(f"{ALARMS}\n".replace("rules:", PROBED), "utf-8")
    (root / "journal").mkdir()
    now = dt.datetime.now(dt.UTC).isoformat()
    word = {"at": now, "ok": False, "failures": ["113 was not rung"]}
    (root / "journal/probe.json").write_text(json.dumps(word), encoding="utf-8")
    state = root / "journal/alarms.json"

    def serve_until_it_has_looked(hook: WebAddress) -> None:
        given = {"ALARM_WEBHOOK": hook.url, "WEB_CONCURRENCY": "2"}
        before = state.stat().st_mtime_ns if state.exists() else 0
        with deployed(root, sys.executable, "-m", "ivr.web.server", **given) as server:
            server.process.until(lambda: state.exists() and state.stat().st_mtime_ns > before)
            server.process.until(lambda: bool(hook.posted))
            server.process.send(signal.SIGTERM)
            assert server.process.finished().returncode == 0

    with web_address() as hook:
        serve_until_it_has_looked(hook)
        serve_until_it_has_looked(hook)
    [posted] = hook.posted
    assert (posted["rule"], "113 was not rung" in posted["text"]) == ("probe_failed", True)
