"""The Procfile's own line, run as a platform runs it: what an operator and a caller get."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest
from twilio.request_validator import RequestValidator

ROOT: Final = Path(__file__).parents[2]
BASE_URL: Final = "https://hotline.example"
TOKEN: Final = "the token of the tests"
CALLER: Final = "+4700000099"
FORM: Final = {"CallSid": "CA" + "1" * 32, "From": CALLER, "To": "+4721000000", "FromCity": ""}
IMPATIENT: Final = (
    "import ivr.web.server, ivr.web.worker;"
    "ivr.web.server.THREADS = 2; ivr.web.worker.READ_SECONDS = 0.5; ivr.web.server.main()"
)
"""The production server in small, so that its limits are reached at once."""


def web_line() -> str:
    """Return the command of the Procfile's process `web`."""
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("web:").strip() for line in lines if line.startswith("web:"))


@dataclass(frozen=True)
class Deployment:
    """A started server, its port and what it wrote."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def written(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def post(self, target: str = "/voice") -> httpx.Response:
        return httpx.post(self.url + target, data=FORM, headers=signature(target), timeout=30)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)


def signature(target: str) -> dict[str, str]:
    signed = RequestValidator(TOKEN).compute_signature(BASE_URL + target, FORM)
    return {"X-Twilio-Signature": signed}


def signed_request() -> bytes:
    """Return the raw bytes of a signed answer request."""
    request = httpx.Request("POST", f"{BASE_URL}/voice", data=FORM, headers=signature("/voice"))
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    return f"POST /voice HTTP/1.1\r\n{head}\r\n".encode("ascii") + request.read()


def environment(project: Path, **changes: str) -> dict[str, str]:
    beside = Path(sys.executable).parent
    return {
        "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PUBLIC_BASE_URL": BASE_URL,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "HOTLINE_ROOT": str(project),
        "WEB_CONCURRENCY": "1",
        "OFFER_DRAFTS": "yes",
    } | changes


@contextmanager
def deployed(project: Path, folder: Path, command: list[str]) -> Iterator[Deployment]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    log = folder / "log"
    with (
        log.open("wb") as out,
        subprocess.Popen(
            command,
            env=environment(project, PORT=str(port)),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        deployment = Deployment(process, port, log)
        try:
            wait_until(lambda: answers(deployment), deployment)
            yield deployment
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def answers(deployment: Deployment) -> bool:
    try:
        return httpx.get(f"{deployment.url}/healthz", timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def wait_until(happened: Callable[[], bool], deployment: Deployment) -> None:
    while not happened():
        assert deployment.process.poll() is None, deployment.written()
        time.sleep(0.05)


def refuses(deployment: Deployment) -> bool:
    """Tell whether nobody gets through any more; whoever still does must be answered."""
    try:
        assert deployment.post().status_code == 200
    except httpx.ConnectError:
        return True
    return False


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh deployment of the shipped project, whose languages are spoken in silence."""
    root = tmp_path_factory.mktemp("deployed")
    for folder in ("config", "prompts"):
        shutil.copytree(ROOT / folder, root / folder)
    for catalogue in (root / "prompts").glob("*.yaml"):
        text = catalogue.read_text(encoding="utf-8")
        catalogue.write_text(text.replace("engine: espeak", "engine: silent"), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def deployment(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The Procfile's line, run until it answers: the clips are built by it."""
    with deployed(project, tmp_path_factory.mktemp("log"), ["sh", "-c", web_line()]) as running:
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


def test_no_line_of_the_log_tells_who_called(deployment: Deployment) -> None:
    """The server's own lines hold no number and no address that was asked for."""
    deployment.post("/voice/turn?m=asker&at=step&l=nb&n=fees")
    assert CALLER not in deployment.written()
    assert "/voice" not in deployment.written()


def test_sigterm_finishes_the_call_in_flight_and_cuts_off_no_later_one(
    project: Path, deployment: Deployment, tmp_path: Path
) -> None:
    """Half of a form is there at SIGTERM; later callers are answered or refused, never reset."""
    assert deployment.process.poll() is None  # so that the clips are built
    request = signed_request()
    command = [sys.executable, "-m", "ivr.web.server"]
    with deployed(project, tmp_path, command) as stopping, stopping.connect() as caller:
        caller.sendall(request[:-20])
        # Answered after it was accepted, so that the one before it was accepted too.
        assert answers(stopping)
        stopping.process.terminate()
        wait_until(lambda: refuses(stopping), stopping)
        caller.sendall(request[-20:])
        assert caller.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert stopping.process.wait(timeout=60) == 0
    assert "Traceback" not in stopping.written()


def test_slow_clients_keep_no_caller_waiting(
    project: Path, deployment: Deployment, tmp_path: Path
) -> None:
    """More forms that never arrive than there are threads, and clients that do not hang up."""
    assert deployment.process.poll() is None  # so that the clips are built
    request = signed_request()
    last = request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    with (
        deployed(project, tmp_path, [sys.executable, "-c", IMPATIENT]) as server,
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
    refused = subprocess.run(
        ["sh", "-c", web_line()],
        env=environment(project, **changes),
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    told = refused.stdout + refused.stderr
    assert line in told
    assert "Traceback" not in told


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    """An operator mends all of them in one go."""
    refused = subprocess.run(
        [sys.executable, "-m", "ivr.web.server"],
        env={"PYTHONPATH": str(ROOT), "PORT": "0", "HOTLINE_ROOT": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    named = [line.partition(" ")[0].rstrip(":") for line in refused.stderr.splitlines()[1:]]
    assert named == ["PORT", "PUBLIC_BASE_URL", "TWILIO_AUTH_TOKEN", "HOTLINE_ROOT"]
