"""Three servers behind HAProxy with one PostgreSQL, as docs/several-machines.md sets them up."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from typing import Final

import httpx
import pytest

from ivr.definition import load
from ivr.model import Hotline
from ivr.phone import Account, CallRecord, EmulatedCarrier, ScriptedCaller
from ivr.phone.events import RequestSent
from ivr.serving.publishing.status import running_server
from tests.support.commands import Ivr
from tests.support.debian import libraries, needs, program
from tests.support.deployment import ToServer, answers, deployed
from tests.support.hotline import (
    BASE_URL,
    MORNING,
    ROOT,
    SMALL,
    TOKEN,
    VARIABLES,
    copied,
    copy_of,
    rented,
    with_clips,
)
from tests.support.meanwhile import meanwhile
from tests.support.postgres import postgres_server
from tests.support.processes import free_port, is_running, started, wait_until

PAGE: Final = ROOT / "docs" / "several-machines.md"
NAMES: Final = ("one", "two", "three")
PEOPLE: Final = 2


@dataclass
class Machine:
    """A server of its own folder, which may be killed and started again."""

    root: Path
    port: int
    settings: dict[str, str]
    stack: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        serving = deployed(self.root, PORT=str(self.port), **self.settings)
        self.server = self.stack.enter_context(serving)

    def upgrade(self) -> None:
        """Have the program take its own place, as a new version would."""
        done = Ivr(self.root)("upgrade")
        assert done.returncode == 0, done.stdout + done.stderr

    def stop(self) -> None:
        """End it as a system does, so that all that happened is written."""
        server = running_server(self.root)
        assert server is not None
        os.kill(server.pid, signal.SIGTERM)
        wait_until(lambda: not is_running(server.pid))

    def kill(self) -> None:
        """As a machine dies: its processes at once, with all that they were doing."""
        self.server.process.send_all(signal.SIGKILL)
        self.server.process.popen.wait()


@dataclass
class Load:
    """People who call again and again, each call to its end."""

    port: int
    hotline: Hotline
    records: list[CallRecord] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @contextmanager
    def calling(self) -> Iterator[None]:
        with meanwhile(*(partial(self._call, number) for number in range(PEOPLE))):
            yield

    def until_more(self, calls: int) -> None:
        """Wait until so many more calls have come to their end."""
        enough = len(self.records) + calls
        wait_until(lambda: len(self.records) >= enough, lambda: str(self.failures[:5]))

    def _call(self, number: int, over: Event) -> None:
        account = Account("AC" + "0" * 32, TOKEN, tuple(self.hotline.entrances))
        with httpx.Client(transport=ToServer(self.port)) as client:
            carrier = EmulatedCarrier(
                client,
                account=account,
                voice_url=f"{BASE_URL}/voice",
                fallback_url=f"{BASE_URL}/voice/fallback",
                status_callback=f"{BASE_URL}/voice/status",
            )
            called = next(n for n, to in self.hotline.entrances.items() if to.language is None)
            # A breath between two calls leaves the machine to what happens to it meanwhile.
            while not over.wait(0.1):
                record = carrier.call(
                    ScriptedCaller("1,1,1" if number % 2 else "1,4"),
                    to=called,
                    from_=f"+479000{len(self.records):04d}",
                    at=dt.datetime.now(MORNING.tzinfo),
                )
                self.records.append(record)
                self.failures += [str(fault) for fault in record.faults]

    @property
    def requests(self) -> int:
        return sum(isinstance(one, RequestSent) for each in self.records for one in each.events)


@contextmanager
def haproxy(folder: Path, port: int, machines: list[Machine]) -> Iterator[None]:
    """Start it with the page's own settings, but for addresses and certificate."""
    [text] = re.findall(r"```haproxy\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for name, machine in zip(NAMES, machines, strict=True):
        here = f"server {name} 127.0.0.1:{machine.port}"
        text, found = re.subn(rf"server {name} \S+", here, text)
        assert found == 2
    text = re.sub(r"    bind :443 .*\n", "", text)
    text = text.replace("bind :80", f"bind 127.0.0.1:{port}")
    path = folder / "haproxy.cfg"
    path.write_text(text, encoding="utf-8")
    command = program("haproxy")
    assert command is not None
    env = dict(os.environ) | libraries()
    with started(command, "-db", "-f", str(path), env=env) as process:
        process.until(lambda: answers(f"http://127.0.0.1:{port}"))
        yield


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[int, list[Machine]]]:
    """Three servers that share a database, behind HAProxy; and its port."""
    first = with_clips(rented(copied(tmp_path / "one", SMALL)))
    roots = [first, *(copy_of(first, tmp_path / name) for name in NAMES[1:])]
    entry = free_port()
    with postgres_server() as server, ExitStack() as stack:
        shared = {
            "DATABASE_URL": server.database(),
            "SIP_TRUNK": "trunk.example",
        }
        three = [Machine(root, free_port(), shared) for root in roots]
        for machine in three:
            stack.enter_context(machine.stack)
            machine.start()
        stack.enter_context(haproxy(tmp_path, entry, three))
        yield entry, three


@needs("haproxy")
def test_calls_go_on_while_machines_are_killed_upgraded_and_changed(
    machines: tuple[int, list[Machine]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody hears of it, a change reaches all of them, and the figures are those of one line."""
    entry, three = machines
    one, two, _ = three
    load_ = Load(entry, load(one.root, VARIABLES).hotline)
    with load_.calling():
        load_.until_more(15)
        two.kill()
        load_.until_more(15)
        two.start()
        load_.until_more(10)
        one.upgrade()
        load_.until_more(10)
        versions = {publish(machine) for machine in three}
        load_.until_more(10)
    assert versions == {machine.server.content for machine in three}
    assert len(versions) == 1
    told = f"{len(load_.records)} calls, {load_.requests} requests, {len(load_.failures)} failed"
    with capsys.disabled():
        sys.stdout.write(f"\nthree machines, one killed, one upgraded: {told}\n")
    assert load_.failures == []
    assert {record.reason for record in load_.records} == {"application hung up"}
    for machine in three:
        machine.stop()
    # Of a machine that is killed, half a second's events die with it.
    counted = calls(one)
    assert len(load_.records) - 2 * PEOPLE <= counted <= len(load_.records)


def publish(machine: Machine) -> str:
    """Change a sentence in a machine's folder, publish it there, and return the version."""
    path = machine.root / "prompts" / "nb.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  main.fees: ", "  main.fees: Nå, ", 1), encoding="utf-8")
    with_clips(machine.root)
    before = machine.server.content
    done = Ivr(machine.root)("publish", OFFER_DRAFTS="yes", **machine.settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return wait_until(lambda: machine.server.content if machine.server.content != before else "")


def calls(machine: Machine) -> int:
    """How many called, as `ivr figures` has it on a machine."""
    yesterday = str(dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1))
    done = Ivr(machine.root)("figures", "--json", "--from", yesterday, **machine.settings)
    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout)["calls"] or 0)
