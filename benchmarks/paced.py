"""How many calls a server holds: turns that come at a pace, whether it keeps up or not.

A production server with two workers, and at each pace so many turns a second, each with one clip of
its answer, for the carrier keeps those it has fetched. A turn's time counts from when it was due,
so that one that waits behind others is late. Beside it, what a turn costs the server's processors,
which other work on the machine hardly changes. Run `python -m benchmarks.paced`.
"""

from __future__ import annotations

import http.client
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import click

from benchmarks.clients import server
from benchmarks.publishing import BASE_URL, ROOT, TOKEN, project
from benchmarks.table import figure, table
from ivr.definition import load
from ivr.phone import sign

_MENU: Final = "/voice/turn?m=asker&at=step&l=nb&n=main"
_HEAD: Final = ("turns a second", "answered", "p50 ms", "p99 ms", "slowest ms", "CPU ms a turn")
_CALLERS: Final = 48
"""Connections; while each of them waits, turns are late."""


@dataclass
class Paced:
    """Asks so many turns a second of a port; ``spent`` are their seconds from when each was due."""

    port: int
    form: dict[str, str]
    pace: float
    turns: int
    spent: list[float] = field(default_factory=list)

    def ask(self) -> None:
        """Ask for all of them, and wait for the last answer."""
        begin, numbers = time.monotonic() + 0.5, count()
        threads = [
            threading.Thread(target=self._caller, args=(begin, numbers)) for _ in range(_CALLERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _caller(self, begin: float, numbers: Iterator[int]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = urlencode(self.form)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers["X-Twilio-Signature"] = sign(TOKEN, BASE_URL + _MENU, self.form)
        while (number := next(numbers)) < self.turns:
            due = begin + number / self.pace
            time.sleep(max(due - time.monotonic(), 0))
            line.request("POST", _MENU, body, headers)
            answer = line.getresponse().read().decode()
            self.spent.append(time.monotonic() - due)
            clips = re.findall(rf"{BASE_URL}(/audio/[^<]+)", answer)
            line.request("GET", clips[number % len(clips)])
            line.getresponse().read()
        line.close()


def _processor_s(pid: int) -> float:
    """Return the processor's seconds of a process and those it has started."""
    ids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    ticks = 0
    for one in ids:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@click.command()
@click.option("--seconds", default=10.0, show_default=True, help="Seconds of each pace.")
@click.argument("paces", nargs=-1, type=float)
def main(seconds: float, paces: tuple[float, ...]) -> None:
    """Print how long turns took at each of PACES, in turns a second."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="paced-") as name:
        folder = project(Path(name))
        [number, *_] = load(folder, {}).hotline.entrances
        form = {"From": "+4700000099", "To": number, "Digits": "#"}
        with server(folder, ROOT) as (port, pid):
            Paced(port, form, 20, 40).ask()  # what is read once is read
            for pace in paces or (20, 50, 100, 150, 200):
                paced, before = Paced(port, form, pace, int(pace * seconds)), _processor_s(pid)
                paced.ask()
                used = (_processor_s(pid) - before) / paced.turns
                spent = sorted(paced.spent)
                told = (spent[len(spent) // 2], spent[len(spent) * 99 // 100], spent[-1], used)
                rows.append([figure(pace), str(len(spent))])
                rows[-1] += [figure(1000 * one, 1) for one in told]
    click.echo(table("Turns at a pace", _HEAD, rows))


if __name__ == "__main__":
    main()
