"""What a monitoring system reads: who may, what stands there, and that no number falls."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from flask import Flask
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from ivr.journal import Event, Journal, Kind, NoJournal, Status
from ivr.journal.alarms.facts import Content
from ivr.journal.alarms.watch import Watch
from ivr.journal.settings import JournalSettings
from ivr.model import Hotline
from ivr.phone import ScriptedCaller
from ivr.serving.publishing.content import content_version
from ivr.serving.publishing.status import running_server, workers
from ivr.serving.settings import Settings
from ivr.web import create_app
from tests.support.deployment import Deployment, deployed
from tests.support.hand import Hand
from tests.support.hotline import (
    BASE_URL,
    MORNING,
    SMALL,
    TOKEN,
    VARIABLES,
    copied,
    copy_of,
    rented,
    with_clips,
)
from tests.support.meanwhile import meanwhile
from tests.support.processes import PATIENCE_SECONDS, free_port
from tests.support.ringing import CALLER, Line

SECRET: Final = "a-token-of-the-monitoring-system"
OPENMETRICS: Final = {"Accept": "application/openmetrics-text; version=1.0.0"}
TURN: Final = "/voice/turn?m=asker&at=step&l=nb&n=main"
WHISPER: Final = "/voice/whisper?m=asker&at=dial&l=pl&n=guidance&t=fees"
DIALLING: Final = "/voice/turn?m=asker&at=dial&l=pl&n=guidance&t=fees"


families: Any = text_string_to_metric_families
open_families: Any = openmetrics.text_string_to_metric_families
"""Prometheus's own readers, which have no types."""


def numbers(page: str) -> dict[str, float]:
    """Each number of a page, as Prometheus's own reader has it: by its name and labels."""
    found = {}
    for family in families(page):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def read(app: Flask) -> dict[str, float]:
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    return numbers(answer.get_data(as_text=True))


def production(small: Path, **variables: str) -> Flask:
    settings = Settings(BASE_URL, (TOKEN,), small, VARIABLES | variables, drafts=True)
    return create_app(settings, lambda: MORNING)


@pytest.fixture
def app(small: Path) -> Flask:
    """The small hotline under the emulated carrier, where nothing has been counted yet."""
    settings = Settings(BASE_URL, (TOKEN,), small, VARIABLES, emulated=True, drafts=True)
    return create_app(settings, lambda: MORNING)


def test_turns_are_counted_by_kind_with_their_seconds(app: Flask) -> None:
    hand = Hand(app)
    hand.post("/voice")
    for _ in range(3):
        hand.post(TURN, Digits="1")
    hand.post("/voice/status", CallStatus="completed")
    told = read(app)
    assert told["ivr_turns_total{kind=answer,outcome=ok}"] == 1
    assert told["ivr_turns_total{kind=turn,outcome=ok}"] == 3
    assert told["ivr_turns_total{kind=status,outcome=ok}"] == 1
    assert told["ivr_turn_seconds_count{kind=turn}"] == 3
    assert told["ivr_turn_seconds_bucket{kind=turn,le=+Inf}"] == 3
    assert 0 < told["ivr_turn_seconds_sum{kind=turn}"] < PATIENCE_SECONDS


def test_a_turn_that_fails_is_counted_as_an_apology(
    serve: Callable[..., Flask], small: Path
) -> None:
    def stopped() -> dt.datetime:
        raise RuntimeError("the clock has stopped")

    app = serve(small, stopped)
    Hand(app).post("/voice")
    Hand(app).post(WHISPER)
    told = read(app)
    assert told["ivr_turns_total{kind=answer,outcome=apology}"] == 1
    assert told["ivr_turns_total{kind=whisper,outcome=failed}"] == 1
    assert told["ivr_turns_total{kind=answer,outcome=ok}"] == 0


def test_what_is_refused_is_no_turn(app: Flask) -> None:
    hand = Hand(app)
    for _ in range(4):
        hand.send(TURN, b"", None)
    told = read(app)
    assert told["ivr_turns_total{kind=turn,outcome=ok}"] == 0
    assert told["ivr_refusals_total{kind=signature}"] == 4


def test_both_formats_are_what_their_own_readers_take(app: Flask) -> None:
    Hand(app).post("/voice")
    client = app.test_client()
    asked = client.get("/metrics", headers=OPENMETRICS)
    assert asked.content_type.startswith("application/openmetrics-text")
    told = {family.name: family for family in open_families(asked.get_data(as_text=True))}
    assert told["ivr_turns"].type == "counter"
    assert told["ivr_turn_seconds"].type == "histogram"
    assert told["ivr_content"].type == "info"
    assert told["ivr_journal_state"].type == "stateset"
    plain = client.get("/metrics")
    assert plain.content_type.startswith("text/plain; version=0.0.4")
    assert numbers(plain.get_data(as_text=True))


def test_names_are_in_the_style_of_prometheus(app: Flask) -> None:
    page = app.test_client().get("/metrics").get_data(as_text=True)
    for family in families(page):
        assert re.fullmatch(r"ivr_[a-z_]+", family.name)
        assert family.documentation.endswith(".")


def test_the_content_the_languages_and_the_figures_are_told(
    serve: Callable[..., Flask], hotline: Hotline
) -> None:
    app = serve()
    told = read(app)
    assert told[f"ivr_content_info{{version={app.extensions['content']}}}"] == 1
    assert told["ivr_language_offered{language=nb}"] == 1
    for name in hotline.facts:
        assert f"ivr_figure_expires_days{{figure={name}}}" in told
    assert told["ivr_clips_missing"] == 0
    assert told["ivr_ready"] == 1


def test_a_language_that_is_left_out_is_told_as_not_offered(
    small: Path, tmp_path: Path, serve: Callable[..., Flask]
) -> None:
    project = copy_of(small, tmp_path / "project")
    for path in (project / "audio" / "built" / "pl").iterdir():
        path.unlink()
    told = read(serve(project))
    assert told["ivr_language_offered{language=pl}"] == 0
    assert told["ivr_language_offered{language=nb}"] == 1


def test_alarms_are_told_while_somebody_looks_and_test_calls_where_there_are_any(
    small: Path, tmp_path: Path, serve: Callable[..., Flask]
) -> None:
    project = copy_of(small, tmp_path / "project")
    (project / "config/alarms.yaml").write_text(
        "rules: {journal_behind: {}, probe_failed: {}}\n", encoding="utf-8"
    )
    app = serve(project)
    assert not [name for name in read(app) if name.startswith(("ivr_alarm", "ivr_probe"))]

    hotline, now = app.extensions["assembly"].hotline, dt.datetime.now(dt.UTC)
    settings, status = JournalSettings.read(project, {}), Status("spooling", spooled=200_000)
    watch = Watch(settings, lambda: Content.of(hotline, hotline), lambda: status)
    watch.look(now)
    word = {"at": "2026-11-25T10:00:00+01:00", "ok": False, "failures": ["113 was not rung"]}
    (settings.folder / "probe.json").write_text(json.dumps(word), encoding="utf-8")
    told = read(app)
    assert told["ivr_alarm_raised{alarm=journal_behind}"] == 1
    assert told["ivr_alarm_raised{alarm=probe_failed}"] == 0
    assert told["ivr_probe_ok"] == 0
    assert told["ivr_probe_timestamp_seconds"] == 1795597200

    watch.look(now - dt.timedelta(minutes=6))
    told = read(app)
    assert not [name for name in told if name.startswith("ivr_alarm")]
    assert "ivr_probe_ok" in told


def test_whom_nothing_allows_gets_what_everybody_gets_of_what_is_not_there(small: Path) -> None:
    client = production(small).test_client()
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {SECRET}"}):
        assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (f"Bearer {SECRET}", 200),
        (f"Bearer {SECRET}x", 404),
        (f"bearer {SECRET}", 404),
        (SECRET, 404),
        ("Bearer ", 404),
        ("", 404),
        ("Bearer \xe6\xf8\xe5", 404),
    ],
)
def test_the_token_alone_opens_it(small: Path, given: str, status: int) -> None:
    client = production(small, METRICS_TOKEN=SECRET).test_client()
    headers = {"Authorization": given} if given else {}
    assert client.get("/metrics", headers=headers).status_code == status


def test_on_its_own_port_nothing_of_the_webhook_is_served(small: Path) -> None:
    """And on the port of the webhook nothing of it, whatever the request says of itself."""
    app = production(small, METRICS_PORT="9100")
    client = app.test_client()
    own = {"SERVER_PORT": "9100"}
    for path in ("/metrics", "/healthz", "/readyz"):
        assert client.get(path, environ_overrides=own).status_code == 200
    for path in ("/voice", "/voice/turn", "/voice/status"):
        assert client.post(path, environ_overrides=own).status_code == 404
    forged = {"Host": "127.0.0.1:9100", "X-Forwarded-Port": "9100"}
    public = {"SERVER_PORT": "8000"}
    assert client.get("/metrics", headers=forged, environ_overrides=public).status_code == 404


def test_its_port_is_the_same_however_it_is_written(small: Path) -> None:
    client = production(small, METRICS_PORT="09100").test_client()
    assert client.get("/metrics", environ_overrides={"SERVER_PORT": "9100"}).status_code == 200


def test_under_the_emulated_carrier_only_this_machine_reads_it(app: Flask) -> None:
    client = app.test_client()
    for address, status in (("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 404), ("", 404)):
        told = client.get("/metrics", environ_overrides={"REMOTE_ADDR": address})
        assert told.status_code == status


def test_calls_and_transfers_are_counted_as_the_journal_is_told_and_test_calls_are_not(
    app: Flask,
) -> None:
    journal: Journal = app.extensions["journal"]
    heard = (
        Event(Kind.ANSWERED, "asker", "shared"),
        Event(Kind.TRANSFER, "asker", name="guidance", outcome="busy"),
        Event(Kind.TRANSFER, "asker", name="guidance", outcome="something new"),
        Event(Kind.TRANSFER, "asker", name="forged", outcome="answered"),
        Event(Kind.ANSWERED, "forged", "shared"),
    )
    journal.record("CA1", MORNING, *heard)
    journal.record("CA2", MORNING, *heard, probe=True)
    told = read(app)
    assert told["ivr_calls_answered_total{municipality=asker}"] == 1
    assert told["ivr_transfers_total{outcome=busy,service=guidance}"] == 1
    assert told["ivr_transfers_total{outcome=unknown,service=guidance}"] == 1
    assert not [name for name in told if "forged" in name]


def test_no_label_is_chosen_by_whoever_calls(app: Flask, hotline: Hotline) -> None:
    """Forged states, forged outcomes, and a whole call, leave the names that were there before."""
    before = read(app).keys()
    hand = Hand(app)
    for target in ("/voice/turn?m=forged&at=dial&l=xx&n=forged&t=forged", DIALLING, "/forged"):
        hand.post(target, DialCallStatus="forged", Digits="9", CallStatus="forged")
    Line(app, hotline).call(ScriptedCaller("1,0", ["busy"]))
    assert read(app).keys() == before


class Faring(NoJournal):
    """A journal that says of itself what a test wants."""

    def __init__(self, status: Status) -> None:
        self.told = status

    def status(self) -> Status:
        return self.told


def test_how_the_journal_fares_is_told(app: Flask) -> None:
    app.extensions["journal"] = journal = Faring(Status("spooling", 7, 4096, 3, "refused"))
    told = read(app)
    assert told["ivr_journal_state{ivr_journal_state=spooling}"] == 1
    assert told["ivr_journal_queued_events"] == 7
    assert told["ivr_journal_spool_bytes"] == 4096
    assert told["ivr_journal_lost_total"] == 3
    journal.told = Status("writing", lost=5)
    told = read(app)
    assert told["ivr_journal_state{ivr_journal_state=writing}"] == 1
    assert told["ivr_journal_state{ivr_journal_state=spooling}"] == 0
    assert (told["ivr_journal_queued_events"], told["ivr_journal_lost_total"]) == (0, 5)


def test_nothing_of_a_caller_is_on_the_page(app: Flask, hotline: Hotline) -> None:
    Line(app, hotline).call(ScriptedCaller("1,0", ["busy"]))
    page = app.test_client().get("/metrics").get_data(as_text=True)
    for secret in (CALLER, CALLER[3:], TOKEN, "CA" + "1" * 32):
        assert secret not in page


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return with_clips(rented(copied(tmp_path, SMALL)))


@contextmanager
def serving(project: Path) -> Iterator[tuple[Deployment, Callable[[], Mapping[str, float]]]]:
    """A production server with two workers, and what stands on its metrics' own port."""
    port = str(free_port())
    with deployed(project, WEB_CONCURRENCY="2", METRICS_PORT=port) as deployment:

        def scraped() -> Mapping[str, float]:
            answer = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE_SECONDS)
            assert answer.status_code == 200
            return numbers(answer.text)

        yield deployment, scraped


ANSWERED: Final = "ivr_turns_total{kind=answer,outcome=ok}"


def test_every_scrape_tells_of_all_workers_while_they_answer(project: Path) -> None:
    """Many at a time, from whichever worker: no number falls, and none is missing in the end."""
    falls: list[str] = []
    with serving(project) as (server, scraped):

        def scrape(over: threading.Event) -> None:
            before = scraped()
            while not over.is_set():
                now = scraped()
                falls.extend(
                    name
                    for name, number in before.items()
                    if number > now[name] and ("_total" in name or "_bucket" in name)
                )
                before = now

        with meanwhile(scrape, scrape, scrape), ThreadPoolExecutor(4) as callers:
            answers = callers.map(lambda _: server.post().status_code, range(400))
            assert {*answers} == {200}
        told = [scraped() for _ in range(6)]
    assert falls == []
    assert {page[ANSWERED] for page in told} == {400}
    assert {page["ivr_turn_seconds_count{kind=answer}"] for page in told} == {400}


def test_counts_outlive_the_workers_that_counted(project: Path) -> None:
    """A worker is killed, a change is published twice: what was counted stays, and goes on."""
    with serving(project) as (server, scraped):
        for _ in range(20):
            server.post()
        assert scraped()[ANSWERED] == 20
        [killed, _] = server.process.children()
        os.kill(killed, signal.SIGKILL)
        server.process.until(lambda: len(workers(project)) == 2 and killed not in workers(project))
        assert scraped()[ANSWERED] == 20
        for number in (1, 2):
            version = published(server, project)
            for _ in range(10):
                server.post()
            assert scraped()[ANSWERED] == 20 + 10 * number
            assert scraped()[f"ivr_content_info{{version={version}}}"] == 1


def published(server: Deployment, project: Path) -> str:
    """Write into the folder, and wait until every worker has it."""
    path = project / "config" / "hotline.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    version = content_version(project)
    server.process.send(signal.SIGHUP)
    server.process.until(lambda: [*workers(project).values()] == [version, version])
    return version


def test_the_port_of_the_webhook_tells_nothing_of_it(project: Path) -> None:
    with serving(project) as (server, scraped):
        scraped()
        for path in ("/metrics", "/metrics/", "//metrics"):
            assert httpx.get(f"{server.url}{path}").status_code == 404
        assert running_server(project) is not None
