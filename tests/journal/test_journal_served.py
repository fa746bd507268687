"""A production server under fault: every call is answered, and every call is counted."""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.support.callers import Callers
from tests.support.commands import Ivr
from tests.support.deployment import Deployment, deployed
from tests.support.hotline import copy_of, rented
from tests.support.postgres import Postgres, postgres_server
from tests.support.processes import wait_until

TOKEN: Final = "a-token-of-the-monitoring-system"
EVENTS: Final = 5
"""What happens in a call that its carrier tells the end of: answer, key, language, menu, end."""


@dataclass
class Served:
    """A project, and where its journal is."""

    root: Path
    settings: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def server(self, **variables: str) -> Iterator[Deployment]:
        given = {"WEB_CONCURRENCY": "2", "METRICS_TOKEN": TOKEN} | self.settings | variables
        with deployed(self.root, sys.executable, "-m", "ivr.web.server", **given) as deployment:
            yield deployment

    def calls(self) -> int:
        """How many called, as `ivr figures` has it."""
        yesterday = str(dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1))
        done = Ivr(self.root)("figures", "--json", "--from", yesterday, **self.settings)
        assert done.returncode == 0, done.stderr
        return int(json.loads(done.stdout)["calls"] or 0)

    def status(self) -> dict[str, Any]:
        """What `ivr journal status` says."""
        done = Ivr(self.root)("journal", "status", "--json", **self.settings)
        assert done.stdout, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def events(self) -> int:
        """How many events it holds."""
        return int(self.status()["held"]["events"])

    def lost(self) -> int:
        """How many events it says are lost."""
        return sum(self.status()["held"]["lost"].values())


def told(deployment: Deployment, name: str) -> float:
    """A number of /metrics."""
    page = httpx.get(f"{deployment.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    (line,) = (line for line in page.splitlines() if line.startswith(f"{name} "))
    return float(line.split()[1])


def journal(deployment: Deployment) -> dict[str, Any]:
    """What /readyz says of the journal; calls are taken, whatever it is."""
    ready = httpx.get(f"{deployment.url}/readyz")
    assert ready.status_code == 200, ready.text
    found: dict[str, Any] = ready.json()["journal"]
    return found


def counted(served: Served, callers: Callers) -> str:
    """What the journal holds, beside what was made."""
    return f"{callers.made} calls were made, {served.calls()} counted: {served.status()}"


def spooling(deployment: Deployment) -> bool:
    """Tell whether something waits on the disk."""
    return told(deployment, "ivr_journal_spool_bytes") > 0


@pytest.fixture
def served(small: Path, tmp_path: Path) -> Served:
    """A project with an SQLite journal."""
    return Served(rented(copy_of(small, tmp_path / "project")))


@pytest.fixture
def kept(served: Served, request: pytest.FixtureRequest) -> Served:
    """The same, or one with a PostgreSQL that other tests use too."""
    if request.param == "postgresql":
        served.settings["DATABASE_URL"] = request.getfixturevalue("postgres").database()
    return served


@pytest.fixture(scope="module")
def mortal() -> Iterator[Postgres]:
    """A PostgreSQL that may be killed."""
    with postgres_server() as server:
        yield server


on_both = pytest.mark.parametrize("kept", ["sqlite", "postgresql"], indirect=True)


@on_both
@pytest.mark.parametrize("tells", [True, False])
def test_every_call_is_counted_whether_or_not_its_end_is_told(kept: Served, *, tells: bool) -> None:
    with kept.server() as deployment:
        callers = Callers(deployment, tells)
        callers.call(6)
        wait_until(lambda: kept.status()["held"] and kept.calls() == 6)
        callers.call(3)
        wait_until(lambda: kept.calls() == 9)
    assert kept.lost() == 0


@on_both
def test_a_call_over_a_change_is_one_call(kept: Served) -> None:
    with kept.server() as deployment:
        callers = Callers(deployment)
        before = httpx.get(f"{deployment.url}/healthz").json()["content"]
        begun = [callers.begin() for _ in range(8)]
        with (kept.root / "config/hotline.yaml").open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        deployment.process.send(signal.SIGHUP)
        deployment.process.until(
            lambda: httpx.get(f"{deployment.url}/healthz").json()["content"] != before
        )
        for sid in begun:
            callers.finish(sid)
        wait_until(lambda: kept.calls() == 8)
        wait_until(lambda: kept.events() == 8 * EVENTS)
    assert kept.calls() == 8


@on_both
def test_a_restart_misses_nothing(kept: Served) -> None:
    made = 0
    for _ in range(2):
        with kept.server() as deployment:
            callers = Callers(deployment)
            callers.call(10)
            deployment.process.send(signal.SIGTERM)
            deployment.process.finished()
        made += callers.made
    with kept.server():
        wait_until(lambda: kept.calls() == made)
    assert kept.lost() == 0
    assert kept.events() == made * EVENTS


@on_both
def test_what_a_killed_worker_takes_with_it_is_counted(kept: Served) -> None:
    with kept.server() as deployment:
        callers = Callers(deployment)
        callers.call(5)
        wait_until(lambda: kept.status()["held"] and kept.calls() == 5)
        with callers.calling():
            wait_until(lambda: callers.made > 25)
            os.kill(deployment.process.children()[0], signal.SIGKILL)
            wait_until(lambda: callers.made > 50)
        wait_until(lambda: told(deployment, "ivr_journal_lost_total") == kept.lost())
        wait_until(lambda: kept.events() + kept.lost() >= callers.made * EVENTS)
        assert kept.calls() + kept.lost() >= callers.made


def test_a_locked_file_gets_every_call_later(served: Served) -> None:
    with served.server() as deployment:
        callers = Callers(deployment)
        callers.call(5)
        wait_until(lambda: served.status()["held"] and served.calls() == 5)
        file = served.root / "journal/journal.sqlite"
        with callers.calling(), closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            deployment.process.until(lambda: spooling(deployment))
            # The workers find it out one after the other.
            deployment.process.until(lambda: journal(deployment)["state"] == "spooling")
            # What was there before can be read all the same.
            assert served.calls() >= 5
            assert served.status()["waiting_bytes"] > 0
        wait_until(lambda: served.calls() == callers.made)
        wait_until(lambda: served.events() == callers.made * EVENTS)
        wait_until(lambda: not spooling(deployment))
        assert told(deployment, "ivr_journal_lost_total") == served.lost() == 0


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
def test_a_database_server_that_is_gone_or_hangs_gets_every_call_later(
    served: Served, mortal: Postgres, fault: signal.Signals
) -> None:
    served.settings["DATABASE_URL"] = mortal.database()
    with served.server() as deployment:
        callers = Callers(deployment)
        with callers.calling():
            wait_until(lambda: served.status()["held"] and served.calls() > 5)
            # A killed server loses the day's key: each worker must have taken it before.
            seen = callers.made
            wait_until(lambda: served.calls() > seen + 20)
            mortal.send(fault)
            deployment.process.until(lambda: spooling(deployment))
            done = Ivr(served.root)("journal", "status", **served.settings)
            assert (done.returncode, "Traceback" in done.stderr) == (1, False)
            assert "Calls go on; what happens in them waits on the disk" in done.stderr
            if fault is signal.SIGSTOP:
                mortal.send(signal.SIGCONT)
            else:
                mortal.kill()
                mortal.start()
            wait_until(lambda: journal(deployment)["state"] == "writing")
        wait_until(lambda: served.calls() == callers.made, lambda: counted(served, callers))
        wait_until(lambda: served.events() == callers.made * EVENTS)
        assert told(deployment, "ivr_journal_lost_total") == served.lost() == 0


def test_what_a_full_disk_costs_is_counted(served: Served) -> None:
    with served.server() as deployment:
        callers = Callers(deployment)
        callers.call(5)
        wait_until(lambda: served.status()["held"] and served.calls() == 5)
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        workers = deployment.process.children()
        for worker in workers:
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (20_000, most))
        with callers.calling():
            deployment.process.until(lambda: told(deployment, "ivr_journal_lost_total") > 50)
            for worker in workers:
                resource.prlimit(worker, resource.RLIMIT_FSIZE, (most, most))
            wait_until(lambda: journal(deployment)["state"] == "writing")
        wait_until(lambda: not spooling(deployment))

        def whole() -> bool:
            held = served.status()["held"]
            return bool(held["events"] + served.lost() == callers.made * EVENTS)

        wait_until(whole)
        wait_until(lambda: told(deployment, "ivr_journal_lost_total") == served.lost())
        assert served.lost() > 0
