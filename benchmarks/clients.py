"""What clients that neither send nor fetch cost callers: the slowest of the calls' turns.

A production server with two workers, and callers who ask one after the other, each on a new
connection. Beside them, straight at the port: nobody, clients that ask for clips and turns and
never fetch an answer, clients that send a byte now and then, and both. Whoever of these is parted
with comes back. `--program` measures another tree of the program, in the same way.
Run `python -m benchmarks.clients`.
"""

from __future__ import annotations

import os
import re
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import click
import httpx

from benchmarks.publishing import BASE_URL, ROOT, TOKEN, project
from benchmarks.table import figure, ratio, table
from ivr.definition import load
from ivr.phone import sign
from tests.support.meanwhile import meanwhile

_MENU: Final = "/voice/turn?m=asker&at=step&l=nb&n=main"
_HEAD: Final = ("", "turns", "late", "p50 ms", "p99 ms", "slowest ms", "to nobody")
_LATE_S: Final = 5.0
"""What the carrier is told to wait for an answer."""
_CALLERS: Final = 4
_PAUSE_S: Final = 0.05
_Sent = dict[socket.socket, tuple[int, int]]
"""Which client each is, and how much of its request it has sent."""


@dataclass
class Asked:
    """Seconds of each turn; one that was not answered is as long as it was waited for."""

    port: int
    form: dict[str, str]
    spent: list[float] = field(default_factory=list)

    def ask(self, over: threading.Event) -> None:
        """Ask for turns until it is over, each on a connection of its own."""
        headers = {"X-Twilio-Signature": sign(TOKEN, BASE_URL + _MENU, self.form)}
        url = f"http://127.0.0.1:{self.port}{_MENU}"
        while not over.is_set():
            began = time.monotonic()
            try:
                httpx.post(url, data=self.form, headers=headers, timeout=30).raise_for_status()
                self.spent.append(time.monotonic() - began)
            except httpx.HTTPError:
                self.spent.append(max(time.monotonic() - began, 30.0))
            time.sleep(_PAUSE_S)


class Crowd:
    """Clients that hold what they can of a server; one that is parted with comes back."""

    def __init__(self, port: int, requests: list[bytes], deaf: int, slow: int) -> None:
        self._port = port
        self._requests = requests
        self._kinds = [False] * deaf + [True] * slow

    @contextmanager
    def there(self) -> Iterator[None]:
        """Be there for as long as the block lasts."""
        with meanwhile(self._hold):
            yield

    def _hold(self, over: threading.Event) -> None:
        poller = selectors.DefaultSelector()
        sent: _Sent = {}
        for number in range(len(self._kinds)):
            self._come(poller, sent, number)
        while not over.wait(0.2):
            for key, events in poller.select(0):
                wire, number = key.fileobj, key.data
                assert isinstance(wire, socket.socket)  # noqa: S101 - as it was registered
                gone = wire.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if self._kinds[number] and events & selectors.EVENT_READ:
                    with suppress(OSError):
                        gone = gone or not wire.recv(1)
                if not gone and events & selectors.EVENT_WRITE:
                    gone = not self._say(wire, sent)
                if gone:
                    poller.unregister(wire)
                    wire.close()
                    sent.pop(wire, None)
                    self._come(poller, sent, number)
        for wire in sent:
            wire.close()

    def _come(self, poller: selectors.BaseSelector, sent: _Sent, number: int) -> None:
        wire = socket.socket()
        # A small window, so that what is not fetched stays with the server.
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        wire.settimeout(5)
        try:
            wire.connect(("127.0.0.1", self._port))
        except OSError:
            wire.close()
            return
        wire.setblocking(False)  # noqa: FBT003 - as sockets have it
        sent[wire] = (number, 0)
        poller.register(wire, selectors.EVENT_READ | selectors.EVENT_WRITE, number)

    def _say(self, wire: socket.socket, sent: _Sent) -> bool:
        """Send on: a slow one a byte, a deaf one as many whole requests as are taken."""
        number, place = sent[wire]
        request = self._requests[number % len(self._requests)]
        part = request[place : place + 1] if self._kinds[number] else request * 4
        try:
            done = wire.send(part)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if self._kinds[number]:
            sent[wire] = (number, min(place + done, len(request) - 2))
        return True


def _raw(target: str, form: dict[str, str]) -> bytes:
    body = urlencode(form)
    head = [f"POST {target} HTTP/1.1", "Host: hotline.example", f"Content-Length: {len(body)}"]
    head += ["Content-Type: application/x-www-form-urlencoded"]
    head += [f"X-Twilio-Signature: {sign(TOKEN, BASE_URL + target, form)}", "", body]
    return "\r\n".join(head).encode()


@contextmanager
def server(folder: Path, program: Path) -> Iterator[tuple[int, int]]:
    """Start a production server of a project; give its port and its process."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    env = os.environ | {
        "HOTLINE_ROOT": str(folder),
        "OFFER_DRAFTS": "yes",
        "PORT": str(port),
        "PUBLIC_BASE_URL": BASE_URL,
        "PYTHONPATH": str(program),
        "TWILIO_AUTH_TOKEN": TOKEN,
        "WEB_CONCURRENCY": "2",
    }
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "ivr.web.server"]
        process = subprocess.Popen(command, cwd=folder, env=env, stderr=log)  # noqa: S603 - ours
        try:
            for _ in range(600):
                with suppress(httpx.HTTPError):
                    httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
                    break
                time.sleep(0.1)
            yield port, process.pid
        finally:
            process.kill()
            process.wait()


@click.command()
@click.option("--deaf", default=300, show_default=True, help="Clients that fetch no answer.")
@click.option("--slow", default=64, show_default=True, help="Clients that send a byte at a time.")
@click.option("--seconds", default=12.0, show_default=True, help="Seconds of each measurement.")
@click.option("--program", type=click.Path(path_type=Path), default=ROOT, help="Another tree.")
def main(deaf: int, slow: int, seconds: float, program: Path) -> None:
    """Print how long callers waited for their turns beside each crowd."""
    crowds = {"nobody": (0, 0), f"{deaf} deaf": (deaf, 0), f"{slow} slow": (0, slow)}
    crowds["both"] = (deaf, slow)
    rows, base = [], 0.0
    with tempfile.TemporaryDirectory(prefix="clients-") as name:
        folder = project(Path(name))
        [number, *_] = load(folder, {}).hotline.entrances
        form = {"From": "+4700000099", "To": number, "Digits": "#"}
        for crowd, sizes in crowds.items():
            with server(folder, program.resolve()) as (port, _):
                spent = _spent(port, form, sizes, seconds)
            spent.sort()
            base = base or spent[-1]
            late = sum(one >= _LATE_S for one in spent)
            cells = (spent[len(spent) // 2], spent[len(spent) * 99 // 100], spent[-1])
            rows.append([crowd, str(len(spent)), str(late)])
            rows[-1] += [*(figure(1000 * cell, 1) for cell in cells), ratio(spent[-1], base)]
    click.echo(table("Turns of callers", _HEAD, rows))


def _spent(port: int, form: dict[str, str], sizes: tuple[int, int], seconds: float) -> list[float]:
    asked = Asked(port, form)
    requests = [_raw(_MENU, form)]
    answer = httpx.post(
        f"http://127.0.0.1:{port}{_MENU}",
        data=form,
        headers={"X-Twilio-Signature": sign(TOKEN, BASE_URL + _MENU, form)},
    )
    clips = re.findall(rf"{BASE_URL}(/audio/[^<]+)", answer.text)
    requests += [f"GET {clip} HTTP/1.1\r\nHost: h\r\n\r\n".encode() for clip in clips[:3]]
    with Crowd(port, requests, *sizes).there():
        time.sleep(1)
        with meanwhile(*[asked.ask] * _CALLERS):
            time.sleep(seconds)
    return asked.spent


if __name__ == "__main__":
    sys.exit(main())
