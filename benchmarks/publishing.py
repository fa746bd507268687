"""What publishing costs callers: calls without a pause while a server takes changes over.

A production server with two workers, callers who ask one after the other, half of them on a
connection that stays and half on a new one each; emulated calls from the answer to the goodbye
beside them. Meanwhile the folder is changed and published, every fourth time with a mistake in it.
Each change alters two sentences that are heard in one turn.
Run `python -m benchmarks.publishing`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
import httpx

from benchmarks.table import figure, table
from ivr.definition import load
from ivr.phone import Account, CallRecord, EmulatedCarrier, ScriptedCaller, sign
from ivr.serving.publishing.status import running_server, workers
from ivr.speech.build.run import build
from ivr.speech.clips.requests import clip_requests
from tests.support.meanwhile import meanwhile

ROOT: Final = Path(__file__).parents[1]
TOKEN: Final = "7e57" * 8
BASE_URL: Final = "https://hotline.example"
_CALLER: Final = "+4700000099"
PATIENCE_S: Final = 60.0
_MENU: Final = "/voice/turn?m=asker&at=step&l=nb&n=main"
_MARKED: Final = ("main.fees", "keys")
"""Heard in one turn by whoever hears the main menu again."""
_PAUSE_S: Final = 0.02
_HEAD: Final = ("", "requests", "failed", "p50 ms", "p99 ms", "longest ms")
_WORDS: Final = (
    "and", "bever", "due", "elg", "falk", "gaupe", "hare", "hauk", "hegre", "hjort", "hval",
    "jerv", "lerke", "mus", "nise", "oter", "rein", "rev", "sel", "spurv", "svane", "trane", "ulv",
)  # fmt: skip
"""One for each version of the two sentences."""
_SILENT: Final = "speech: {engine: silent, voice: nb}\n"


@dataclass
class Callers:
    """Requests and calls, and what became of them.

    Attributes:
        url: Where the server listens.
        entrances: The numbers that can be called.
        spent: Moment and seconds of each request that was answered.
        answers: Their TwiML.
        failures: What went wrong otherwise.
        records: Whole calls.
    """

    url: str
    entrances: tuple[str, ...]
    spent: list[tuple[float, float]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    records: list[CallRecord] = field(default_factory=list)

    @contextmanager
    def calling(self, number: int) -> Iterator[None]:
        """Ask and call for as long as the block lasts."""
        asking = (partial(self._ask, stays=n % 2 == 0) for n in range(number))
        with meanwhile(*asking, self._ring):
            yield

    def _ask(self, over: threading.Event, *, stays: bool) -> None:
        form = {"From": _CALLER, "To": self.entrances[0], "Digits": "#"}
        headers = {"X-Twilio-Signature": sign(TOKEN, BASE_URL + _MENU, form)}
        limits = httpx.Limits(max_keepalive_connections=1 if stays else 0)
        with httpx.Client(limits=limits, timeout=PATIENCE_S) as client:
            while not over.is_set():
                began = time.monotonic()
                try:
                    answer = client.post(self.url + _MENU, data=form, headers=headers)
                except httpx.HTTPError as error:
                    self.failures.append(repr(error))
                    continue
                self.spent.append((began, time.monotonic() - began))
                kept = self.answers if answer.status_code == 200 else self.failures  # noqa: PLR2004 - HTTP's own
                kept.append(answer.text)
                time.sleep(_PAUSE_S)

    def _ring(self, over: threading.Event) -> None:
        with httpx.Client(transport=_Here(self.url), timeout=PATIENCE_S) as client:
            account = Account("AC" + "0" * 32, TOKEN, self.entrances)
            while not over.is_set():
                carrier = EmulatedCarrier(client, account=account, voice_url=f"{BASE_URL}/voice")
                caller = ScriptedCaller(["1", "3", "#", "x"])
                self.records.append(carrier.call(caller, to=self.entrances[0], from_=_CALLER))


class _Here(httpx.HTTPTransport):
    """Takes what is addressed to the hotline's public name to this machine."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._port = httpx.URL(url).port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return super().handle_request(request)


def project(folder: Path) -> Path:
    """Copy the shipped hotline, with telephones' numbers and silent clips."""
    for name in ("config", "prompts"):
        shutil.copytree(ROOT / name, folder / name)
    for path in (folder / "config" / "municipalities").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("+47 00 00 00", "+47 21 00 00"), encoding="utf-8")
    for path in (folder / "prompts").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?m)^speech:.*\n(  .*\n)*", _SILENT, text), encoding="utf-8")
    _mark(folder, _WORDS[0])
    requests = clip_requests(load(folder, {}))
    build(requests, folder / "audio" / "built")
    return folder


def _mark(folder: Path, word: str) -> None:
    """Begin two sentences with a word of their version."""
    path = folder / "prompts" / "nb.yaml"
    text = path.read_text(encoding="utf-8")
    for prompt in _MARKED:
        begin = rf'(?m)^  {re.escape(prompt)}: ("?)(\w+ dyr\. )?'
        text = re.sub(begin, rf"  {prompt}: \g<1>{word} dyr. ", text)
    path.write_text(text, encoding="utf-8")


@contextmanager
def _server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    env = {
        **os.environ,
        "HOTLINE_ROOT": str(folder),
        "OFFER_DRAFTS": "yes",
        "PORT": str(port),
        "PUBLIC_BASE_URL": BASE_URL,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "WEB_CONCURRENCY": "2",
    }
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "ivr.web.server"], cwd=ROOT, env=env, stderr=log
    )
    try:
        _until(lambda: len(workers(folder)) == 2)  # noqa: PLR2004 - as WEB_CONCURRENCY says
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
        log.close()


def _until(happened: Callable[[], object]) -> None:
    latest = time.monotonic() + PATIENCE_S
    while not happened():
        if time.monotonic() > latest:
            raise click.ClickException(f"not within {PATIENCE_S:.0f} s")
        time.sleep(0.01)


def _publish(process: subprocess.Popen[bytes], folder: Path) -> tuple[float, bool]:
    """Tell the server; return the seconds until every worker has it, and whether it was taken."""
    before = running_server(folder)
    if before is None:
        raise click.ClickException("the server has ended")
    began = time.monotonic()
    process.send_signal(signal.SIGHUP)
    _until(lambda: (now := running_server(folder)) and now.answered > before.answered)
    now = running_server(folder)
    if now is None or now.reasons:
        return time.monotonic() - began, False
    _until(lambda: [*workers(folder).values()] == [now.version] * now.workers)
    return time.monotonic() - began, True


def _versions(folder: Path, answers: list[str]) -> Counter[tuple[str, ...]]:
    """Count the words of their versions that the sentences of each turn begin with."""
    manifest: Any = json.loads((folder / "audio/built/manifest.json").read_text(encoding="utf-8"))
    texts = {clip["file"]: clip["text"] for clip in manifest["clips"]}
    heard: Counter[tuple[str, ...]] = Counter()
    for answer in answers:
        files = re.findall(rf"{BASE_URL}/audio/(nb/\w+\.wav)", answer)
        spoken = [texts[file] for file in files if " dyr. " in texts[file]]
        heard[tuple(dict.fromkeys(text.partition(" dyr. ")[0] for text in spoken))] += 1
    return heard


def _row(name: str, seconds: list[float], failed: int) -> list[str]:
    ordered = sorted(seconds)
    cells = (statistics.median(ordered), ordered[len(ordered) * 99 // 100], ordered[-1])
    return [name, str(len(ordered)), str(failed), *(figure(1000 * cell, 1) for cell in cells)]


@click.command()
@click.option("--changes", default=20, show_default=True, help="Changes to publish.")
@click.option("--callers", default=6, show_default=True, help="Callers who ask at a time.")
@click.option("--quiet-seconds", default=10.0, show_default=True, help="Seconds without a change.")
def main(changes: int, callers: int, quiet_seconds: float) -> None:
    """Print what callers had of so many changes."""
    if changes >= len(_WORDS):
        raise click.UsageError(f"--changes: {len(_WORDS) - 1} at most")
    with tempfile.TemporaryDirectory(prefix="publishing-") as name:
        folder = project(Path(name))
        numbers = tuple(load(folder, {}).hotline.entrances)
        with _server(folder) as (process, url):
            asked = Callers(url, numbers)
            with asked.calling(callers):
                time.sleep(quiet_seconds)
                began, failed = time.monotonic(), len(asked.failures)
                took = [*_published(process, folder, changes)]
        _print(folder, asked, took, began, failed)


def _published(
    process: subprocess.Popen[bytes], folder: Path, changes: int
) -> Iterator[tuple[float, bool]]:
    menu = folder / "config" / "menu.yaml"
    sound = menu.read_text(encoding="utf-8")
    for number, word in enumerate(_WORDS[1 : changes + 1], start=1):
        _mark(folder, word)
        is_broken = number % 4 == 0
        menu.write_text(f"{sound}broken: [\n" if is_broken else sound, encoding="utf-8")
        yield _publish(process, folder)


def _print(
    folder: Path, asked: Callers, took: list[tuple[float, bool]], began: float, failed: int
) -> None:
    quiet = [seconds for moment, seconds in asked.spent if moment < began]
    busy = [seconds for moment, seconds in asked.spent if moment >= began]
    rows = [
        _row("before", quiet, failed),
        _row("while publishing", busy, len(asked.failures) - failed),
    ]
    click.echo(table("Requests", _HEAD, rows))
    heard = _versions(folder, asked.answers)
    faults = [fault for record in asked.records for fault in record.faults]
    taken = sorted(seconds for seconds, is_taken in took if is_taken)
    click.echo(f"\nchanges: {len(taken)} taken over, {len(took) - len(taken)} refused")
    click.echo(f"versions heard: {len({words for words in heard if len(words) == 1})}")
    click.echo(f"turns with two versions: {sum(n for words, n in heard.items() if len(words) > 1)}")
    click.echo(f"whole calls: {len(asked.records)}, with a fault: {len(faults)}")
    click.echo(
        f"from the signal to every worker: {figure(statistics.median(taken), 1)} s, "
        f"{figure(taken[-1], 1)} s at most"
    )
    for failure in [*asked.failures, *map(str, faults)][:5]:
        click.echo(failure[:300])


if __name__ == "__main__":
    sys.exit(main())
