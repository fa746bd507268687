"""`/readyz` tells the truth: what callers hear at this moment, in plain words, and no secret."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask

from ivr.journal import Event, NoJournal, Status
from ivr.serving import condition
from ivr.serving.publishing.content import content_version
from ivr.speech.clips.manifest import Manifest
from tests.support.deployment import deployed
from tests.support.hand import Hand
from tests.support.hotline import SMALL, TOKEN, copied, copy_of, rented, with_clips


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    return copy_of(small, tmp_path / "project")


@pytest.fixture(autouse=True)
def looked_at_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(condition, "LOOK_S", 0.0)


def asked(app: Flask) -> tuple[int, Any]:
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.get_json()


def danger_clip(project: Path, language: str, words: str) -> Path:
    """The clip of the one sentence of a language that has some words, as people speak."""
    built = project / "audio" / "built"
    [clip] = [
        clip
        for clip in Manifest.load(built / "manifest.json").clips.values()
        if clip.language == language and words in clip.text
    ]
    return built / clip.file


def test_a_sound_hotline_is_ready_and_says_what_it_serves(
    serve: Callable[..., Flask], project: Path
) -> None:
    status, told = asked(serve(project))
    assert status == 200
    assert told["ready"] is True
    assert told["reasons"] == []
    version = content_version(project)
    assert told["content"] == {"served": version, "folder": version, "refused": False}
    assert told["clips"]["missing"] == 0 < told["clips"]["listed"]
    assert told["languages"] == {"offered": ["nb", "en", "pl"], "left_out": {}}
    assert told["journal"]["state"] == "off"


def test_a_folder_of_clips_that_is_gone_is_told_while_the_server_lives(
    serve: Callable[..., Flask], project: Path
) -> None:
    """Monitoring that only asks whether the server lives would be content."""
    app = serve(project)
    shutil.rmtree(project / "audio" / "built")
    assert app.test_client().get("/healthz").status_code == 200
    status, told = asked(app)
    assert status == 503
    assert told["ready"] is False
    [reason] = told["reasons"]
    assert "folder of the clips is gone" in reason
    assert "ivr audio build" in reason
    assert told["clips"]["missing"] == told["clips"]["listed"]


@pytest.mark.parametrize("language", ["nb", "en", "pl"])
def test_a_lost_clip_that_matters_in_danger_is_told_and_is_over_once_it_is_back(
    serve: Callable[..., Flask], project: Path, language: str
) -> None:
    """Even where the carrier can read the sentence aloud."""
    app = serve(project)
    for path in (project / "audio" / "built" / language).iterdir():
        path.unlink()
    status, told = asked(app)
    assert status == 503
    [reason] = told["reasons"]
    assert reason.startswith(f"{language}: ")
    assert "callers in danger need" in reason
    assert told["languages"]["offered"] == ["nb", "en", "pl"]
    with_clips(project)
    assert asked(app)[0] == 200


def test_a_clip_that_is_cut_or_altered_counts_as_lost(
    serve: Callable[..., Flask], project: Path
) -> None:
    app = serve(project)
    path = danger_clip(project, "nb", "Ved fare for liv")
    whole = path.read_bytes()
    for damaged in (whole[:-100], whole[:-100] + bytes(100)):
        path.unlink()
        path.write_bytes(damaged)
        assert asked(app)[0] == 503
    path.write_bytes(whole)
    assert asked(app)[0] == 200


def test_a_lost_clip_that_does_not_matter_in_danger_is_a_number_alone(
    serve: Callable[..., Flask], project: Path
) -> None:
    """Such as a slow rendition, in whose place the normal one is heard."""
    app = serve(project)
    built = project / "audio" / "built"
    slow = next(iter(Manifest.load(built / "manifest.json").slow.values()))
    (built / slow.file).unlink()
    status, told = asked(app)
    assert status == 200
    assert told["clips"]["missing"] == 1


def test_a_language_that_was_left_out_at_the_start_is_told_with_the_reason(
    serve: Callable[..., Flask], project: Path
) -> None:
    for path in (project / "audio" / "built" / "pl").iterdir():
        path.unlink()
    status, told = asked(serve(project))
    assert status == 200  # it is not offered, so that nobody is led into it
    assert told["languages"]["offered"] == ["nb", "en"]
    assert told["languages"]["left_out"]["pl"].startswith("pl is not offered: ")


def test_a_folder_that_holds_something_newer_is_told(
    serve: Callable[..., Flask], project: Path
) -> None:
    app = serve(project)
    served = content_version(project)
    (project / "config" / "menu.yaml").write_text("nothing", encoding="utf-8")
    status, told = asked(app)
    assert status == 200
    assert told["content"]["served"] == served
    assert told["content"]["folder"] == content_version(project) != served


class Away(NoJournal):
    """A journal whose database is away."""

    def status(self) -> Status:
        return Status("spooling", 5, 1024, 0, "connection to db.example refused for hunter2")


def test_a_journal_that_is_away_is_told_and_keeps_nobody_from_being_answered(
    serve: Callable[..., Flask], project: Path
) -> None:
    app = serve(project)
    app.extensions["journal"] = Away()
    status, told = asked(app)
    assert status == 200
    assert told["journal"] == {"state": "spooling", "lost": False}


class Growing(NoJournal):
    """A journal that is behind by an event more at each call, and loses as many."""

    def __init__(self) -> None:
        self.events = 0

    def record(self, call: str, now: dt.datetime, *events: Event, probe: bool = False) -> None:
        super().record(call, now, *events, probe=probe)
        self.events += len(events)

    def status(self) -> Status:
        return Status("spooling", self.events, 200 * self.events, 7 + self.events)


def test_nobody_can_see_there_when_somebody_calls(
    serve: Callable[..., Flask], project: Path
) -> None:
    app = serve(project, journal=Growing())
    before = asked(app)
    Hand(app).post("/voice")
    assert asked(app) == before
    assert before[1]["journal"]["lost"] is True


def test_nothing_secret_is_told_and_no_place_beyond_the_project(
    serve: Callable[..., Flask], project: Path
) -> None:
    app = serve(project)
    app.extensions["journal"] = Away()
    Hand(app).post("/voice")
    shutil.rmtree(project / "audio" / "built" / "nb")
    told = app.test_client().get("/readyz").get_data(as_text=True)
    for secret in (TOKEN, "hunter2", "db.example", str(project), str(project.parent), "/tmp"):  # noqa: S108 - looked for
        assert secret not in told


def test_a_change_that_was_refused_is_told_by_every_worker(tmp_path: Path) -> None:
    project = with_clips(rented(copied(tmp_path, SMALL)))
    with deployed(project, sys.executable, "-m", "ivr.web.server", WEB_CONCURRENCY="2") as server:
        before = content_version(project)
        path = project / "config" / "menu.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("main:\n", "main: {sya: hello}\n"),
            encoding="utf-8",
        )
        server.process.send(signal.SIGHUP)

        def refused() -> bool:
            told: dict[str, object] = httpx.get(f"{server.url}/readyz").json()["content"]
            return told == {"served": before, "folder": content_version(project), "refused": True}

        server.process.until(refused)
        assert httpx.get(f"{server.url}/readyz").status_code == 200
