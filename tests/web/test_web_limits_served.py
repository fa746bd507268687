"""The limits of the production server: its workers count together, whichever is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.support.deployment import Deployment, deployed
from tests.support.hotline import copy_of, rented
from tests.support.limited import MOST, limited

GUIDANCE: Final = "/voice/turn?m=asker&at=announce&l=nb&n=guidance"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small hotline with limits, and with the guidance line open at whatever hour it is."""
    root = rented(copy_of(limited(tmp_path_factory), tmp_path_factory.mktemp("served") / "root"))
    services = root / "config/services.yaml"
    office = '  hours: "Mo-Fr 08:00-15:30; PH off"\n  routes: ["+4723327000"'
    text = services.read_text("utf-8")
    assert text.count(office) == 1
    always = '  hours: "24/7"\n  routes: ["+4723327000"'
    services.write_text(text.replace(office, always), "utf-8")
    return root


@pytest.fixture
def server(project: Path) -> Iterator[Deployment]:
    with deployed(project, WEB_CONCURRENCY="2", SIP_TRUNK="trunk.example") as deployment:
        yield deployment


def is_ended(answer: httpx.Response) -> bool:
    assert answer.status_code == 200
    return b"<Hangup" in answer.content


def is_through(answer: httpx.Response) -> bool:
    assert answer.status_code == 200
    return b"<Dial" in answer.content


def kill_workers(server: Deployment) -> None:
    """Kill every worker, and wait for those that take their places."""
    killed = set(server.process.children())
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    server.process.until(
        lambda: len(new := set(server.process.children())) == 2 and not new & killed
    )


def test_the_workers_of_a_machine_count_a_number_together(server: Deployment) -> None:
    with ThreadPoolExecutor(8) as people:
        calls = people.map(lambda n: server.post(CallSid=f"CA{n}"), range(4 * MOST))
        assert [is_ended(answer) for answer in calls].count(False) == MOST
    kill_workers(server)
    assert is_ended(server.post(CallSid="CA99"))
    assert not is_ended(server.post(CallSid="CA100", From="+4700000098"))


def test_places_are_taken_and_given_back_in_any_worker(server: Deployment) -> None:
    with ThreadPoolExecutor(8) as people:
        calls = people.map(lambda n: server.post(GUIDANCE, CallSid=f"CA{n}"), range(12))
        through = [f"CA{n}" for n, answer in enumerate(calls) if is_through(answer)]
    assert len(through) == 2
    kill_workers(server)
    assert not is_through(server.post(GUIDANCE, CallSid="CA20"))
    over = server.post("/voice/status", CallSid=through[0], CallStatus="completed")
    assert over.status_code == 204
    assert is_through(server.post(GUIDANCE, CallSid="CA20"))
    assert not is_through(server.post(GUIDANCE, CallSid="CA21"))


def test_the_counts_outlive_a_change_of_the_content(server: Deployment, project: Path) -> None:
    assert is_through(server.post(GUIDANCE, CallSid="CA1"))
    assert is_through(server.post(GUIDANCE, CallSid="CA2"))
    before = server.content
    with (project / "config/hotline.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    server.process.send(signal.SIGHUP)
    server.process.until(lambda: server.content != before)
    assert not is_through(server.post(GUIDANCE, CallSid="CA3"))
