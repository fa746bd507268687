"""The Procfile's own line, run as a platform runs it: what an operator and a caller get."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.support.deployment import (
    FORM,
    Deployment,
    answers,
    deployed,
    environment,
    signed_request,
)
from tests.support.hotline import BASE_URL, ROOT, SMALL, copied, rented
from tests.support.processes import free_port, ran, started
from tests.support.ringing import CALLER

LIMITED: Final = (
    "import ivr.web.server, ivr.web.worker; ivr.web.server.THREADS = {threads};"
    "ivr.web.worker.READ_SECONDS = {seconds}; ivr.web.server.GRACE_SECONDS = 3600;"
    "ivr.web.server.main()"
)
"""The production server with limits of its own: reached at once, or on no machine however slow."""


STOPPED_AT_ONCE: Final = (
    "import os, signal, ivr.web.server;"
    "from ivr.web.publishing import Server;"
    "Server._worker_serves = lambda self, worker: os.kill(os.getpid(), signal.SIGTERM);"
    "ivr.web.server.main()"
)
"""The production server, whose workers are told to stop before they accept anybody."""


def production(*, threads: int = 32, seconds: float = 3600) -> tuple[str, ...]:
    return sys.executable, "-c", LIMITED.format(threads=threads, seconds=seconds)


def web_line() -> str:
    """Return the command of the Procfile's process `web`."""
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("web:").strip() for line in lines if line.startswith("web:"))


def refuses(deployment: Deployment) -> bool:
    """Tell whether nobody gets through any more; whoever still does must be answered."""
    try:
        assert deployment.post().status_code == 200
    except httpx.ConnectError:
        return True
    return False


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh deployment, with no clips yet."""
    return rented(copied(tmp_path_factory.mktemp("deployed"), SMALL))


@pytest.fixture(scope="module")
def deployment(project: Path) -> Iterator[Deployment]:
    """The Procfile's line, run until it answers: the clips are built by it."""
    with deployed(project, "sh", "-c", web_line()) as running:
        yield running


def test_a_caller_hears_clips_that_the_deployment_built_itself(deployment: Deployment) -> None:
    """The first answer names clips, and each is there."""
    answer = deployment.post()
    assert answer.headers["content-type"].startswith("text/xml")
    clips = [part.partition("<")[0] for part in answer.text.split(f"{BASE_URL}/audio/")[1:]]
    assert clips
    for clip in clips:
        assert httpx.get(f"{deployment.url}/audio/{clip}").content.startswith(b"RIFF")


def test_a_key_pressed_reaches_the_menu_over_an_address_left_as_it_was_signed(
    deployment: Deployment,
) -> None:
    """The query arrives byte for byte, or the signature would fail."""
    answer = deployment.post("/voice/turn?m=asker&at=step&l=nb&n=main&x=%C3%A6%2F%2f+%20")
    assert answer.status_code == 200
    assert "<Gather" in answer.text


def test_whoever_is_not_the_carrier_is_refused(deployment: Deployment) -> None:
    """An unsigned request gets no TwiML."""
    assert httpx.post(f"{deployment.url}/voice", data=FORM).status_code == 403


def test_a_log_on_a_full_disk_keeps_nobody_from_being_answered(
    project: Path, deployment: Deployment
) -> None:
    """Whatever the build, the check and the server have to say is lost; calls are not."""
    assert deployment.process.popen.poll() is None  # so that the clips are built
    with deployed(project, "sh", "-c", f"exec >/dev/full 2>&1; {web_line()}") as silent:
        assert silent.post().status_code == 200


def test_a_machine_whose_every_disk_is_full_keeps_nobody_from_being_answered(
    project: Path, deployment: Deployment
) -> None:
    """No file takes another byte: no log, no journal, no word for `ivr publish`, no report."""
    assert deployment.process.popen.poll() is None  # so that the clips are built
    full = f"ulimit -f 0; exec >/dev/full 2>&1; {web_line()}"
    with deployed(project, "sh", "-c", full) as server:
        assert server.post().status_code == 200
        assert server.post("/voice/status", CallStatus="completed").status_code == 204
        assert server.post().status_code == 200


def test_no_line_of_the_log_tells_who_called(deployment: Deployment) -> None:
    """The server's own lines hold no number and no state of an address that was asked for."""
    deployment.post("/voice/turn?m=asker&at=step&l=nb&n=fees")
    assert CALLER not in deployment.process.told()
    assert "/voice/turn" not in deployment.process.told()
    assert "n=fees" not in deployment.process.told()


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="Linux alone tells of others")
def test_no_process_leaves_a_copy_of_its_memory_when_it_dies(deployment: Deployment) -> None:
    """In it stood the numbers of those who call at that moment."""
    for process in (deployment.process.pid, *deployment.process.children()):
        assert resource.prlimit(process, resource.RLIMIT_CORE) == (0, 0)


def test_sigterm_finishes_the_call_in_flight_and_cuts_off_no_later_one(
    project: Path, deployment: Deployment
) -> None:
    """Half of a form is there at SIGTERM; later callers are answered or refused, never reset."""
    assert deployment.process.popen.poll() is None  # so that the clips are built
    request = signed_request()
    with deployed(project, *production()) as stopping, stopping.connect() as caller:
        caller.sendall(request[:-20])
        # Answered after it was accepted, so that the one before it was accepted too.
        assert answers(stopping.url)
        stopping.process.send(signal.SIGTERM)
        stopping.process.until(lambda: refuses(stopping))
        caller.sendall(request[-20:])
        assert caller.recv(65536).startswith(b"HTTP/1.1 200 ")
        done = stopping.process.finished()
    assert done.returncode == 0
    assert "Traceback" not in done.stdout + done.stderr


def test_callers_who_are_queued_at_sigterm_are_answered(
    project: Path, deployment: Deployment
) -> None:
    """They have connected while the worker was busy; none is accepted before it is told to stop."""
    assert deployment.process.popen.poll() is None  # so that the clips are built
    with deployed(project, *production()) as stopping, ExitStack() as queue:
        [worker] = stopping.process.children()
        os.kill(worker, signal.SIGSTOP)
        # Of two signals that wait, the kernel hands out SIGTERM first.
        stopping.process.until(lambda: "State:\tT" in status(worker))
        callers = [queue.enter_context(stopping.connect()) for _ in range(8)]
        for caller in callers:
            caller.sendall(signed_request())
        stopping.process.send(signal.SIGTERM)
        stopping.process.until(lambda: is_waiting_for(worker, signal.SIGTERM))
        os.kill(worker, signal.SIGCONT)
        for caller in callers:
            assert caller.recv(65536).startswith(b"HTTP/1.1 200 ")
        queue.close()
        done = stopping.process.finished()
    assert done.returncode == 0
    assert "Traceback" not in done.stdout + done.stderr


def test_a_worker_that_is_told_to_stop_as_it_starts_ends_without_a_word(
    project: Path, deployment: Deployment
) -> None:
    """Between two changes that follow closely, or at a stop of the server."""
    assert deployment.process.popen.poll() is None  # so that the clips are built
    env = environment(project, PORT=str(free_port()))
    with started(sys.executable, "-c", STOPPED_AT_ONCE, env=env) as server:
        server.wait_for("Worker exiting")
        server.send(signal.SIGTERM)
        done = server.finished()
    assert "Traceback" not in done.stdout + done.stderr


def test_a_call_is_in_the_journal_when_the_server_has_stopped(
    project: Path, deployment: Deployment, tmp_path: Path
) -> None:
    assert deployment.process.popen.poll() is None  # so that the clips are built
    folder = tmp_path / "journal"
    with deployed(project, *production(), JOURNAL_DIR=str(folder)) as stopping:
        stopping.post()
        stopping.post("/voice/status", CallStatus="completed", CallDuration="31")
        httpx.post(f"{stopping.url}/voice", data=FORM)
        stopping.process.send(signal.SIGTERM)
        assert stopping.process.finished().returncode == 0
    with closing(sqlite3.connect(folder / "journal.sqlite")) as journal:
        told = journal.execute("SELECT kind, outcome FROM event").fetchall()
    assert sorted(told) == [
        ("answered", ""),
        ("ended", "hung-up"),
        ("signature-refused", ""),
        ("unknown-number", ""),
    ]


def test_a_journal_that_has_no_folder_keeps_no_server_from_taking_calls(
    project: Path, deployment: Deployment, tmp_path: Path
) -> None:
    assert deployment.process.popen.poll() is None  # so that the clips are built
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "journal"
    with deployed(project, *production(), JOURNAL_DIR=str(folder)) as server:
        assert server.post().status_code == 200
        server.process.wait_for(f"{folder}: warning: The folder cannot be made: Not a directory.")
        server.process.send(signal.SIGTERM)
        done = server.process.finished()
    assert done.returncode == 0
    assert "Traceback" not in done.stdout + done.stderr


def status(pid: int) -> str:
    """What the kernel tells of a process."""
    return Path(f"/proc/{pid}/status").read_text(encoding="ascii")


def is_waiting_for(pid: int, sign: signal.Signals) -> bool:
    """Tell whether a signal has been sent to a process that is stopped, and waits for it."""
    pending = next(line for line in status(pid).splitlines() if line.startswith("ShdPnd:"))
    return bool(int(pending.split()[1], 16) >> (sign - 1) & 1)


def test_slow_clients_keep_no_caller_waiting(project: Path, deployment: Deployment) -> None:
    """More forms that never arrive than there are threads, and clients that do not hang up."""
    assert deployment.process.popen.poll() is None  # so that the clips are built
    request = signed_request()
    last = request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    with (
        deployed(project, *production(threads=2, seconds=0.5)) as server,
        ExitStack() as slow,
    ):
        for number in range(8):
            client = slow.enter_context(server.connect())
            client.sendall(last if number % 2 else request[:-20])
        assert server.post().status_code == 200


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"TWILIO_AUTH_TOKEN": ""},
            "TWILIO_AUTH_TOKEN is not set. Copy it from the Twilio console.",
        ),
        ({"PORT": "http"}, "PORT: [http] is no whole number from 1 to 65535."),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY: [0] is no whole number from 1 to 64."),
    ],
)
def test_a_wrong_setting_ends_the_start_in_one_line(
    project: Path, changes: dict[str, str], line: str
) -> None:
    """No traceback, and no worker that starts again and again."""
    refused = ran("sh", "-c", web_line(), env=environment(project, **changes))
    assert refused.returncode == 1
    told = refused.stdout + refused.stderr
    assert line in told
    assert "Traceback" not in told


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    """An operator mends all of them in one go."""
    env = {"PYTHONPATH": str(ROOT), "PORT": "0", "HOTLINE_ROOT": str(tmp_path)}
    refused = ran(sys.executable, "-m", "ivr.web.server", env=env)
    named = [line.partition(" ")[0].rstrip(":") for line in refused.stderr.splitlines()[1:]]
    assert named == ["PORT", "PUBLIC_BASE_URL", "TWILIO_AUTH_TOKEN", "HOTLINE_ROOT"]
