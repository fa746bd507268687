"""What counting costs a turn: the same signed requests with the counts and without, in pairs.

In one process, without a network: the webhook's own time, so that the share is the highest there
can be. Run `python -m benchmarks.metrics`.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from time import perf_counter
from typing import Final

import click
from flask import Flask
from werkzeug.test import Client

from benchmarks.table import figure, table
from ivr.files import built_folder
from ivr.phone import sign
from ivr.serving.settings import Settings
from ivr.web import create_app
from ivr.web.metrics import Metrics

_ROOT: Final = Path(__file__).parents[1]
_TOKEN: Final = "7e57" * 8
_BASE_URL: Final = "https://hotline.example"
_TURN: Final = "/voice/turn?m=asker&at=step&l=nb&n=main"
_PAIRS: Final = 30
_REQUESTS: Final = 100


def main() -> None:
    """Print what a turn takes with and without the counts, and what one count takes."""
    if not built_folder(_ROOT).is_dir():
        raise SystemExit("There are no clips yet; run: make setup")
    variables = {"SIP_TRUNK": "trunk.example"}
    app = create_app(Settings(_BASE_URL, (_TOKEN,), _ROOT, variables, emulated=True, drafts=True))
    counted, bare = app.wsgi_app, Flask.wsgi_app.__get__(app)
    with_counts: list[float] = []
    without: list[float] = []
    for _ in range(_PAIRS):
        for wsgi, times in ((counted, with_counts), (bare, without)):
            app.wsgi_app = wsgi  # type: ignore[method-assign] # as Flask has it
            times.append(_seconds(lambda: _post(app), _REQUESTS))
    metrics: Metrics = app.extensions["metrics"]
    one = _seconds(lambda: metrics.turn("turn", "ok", 0.004), 20_000)
    ratio = statistics.median(a / b for a, b in zip(with_counts, without, strict=True))
    rows = [
        ("a turn, counted", figure(1e6 * statistics.median(with_counts), 0)),
        ("a turn, not counted", figure(1e6 * statistics.median(without), 0)),
        ("ratio", figure(ratio, 3)),
        ("counting alone", figure(1e6 * one, 1)),
        ("a page of /metrics", figure(1e6 * _seconds(lambda: _page(app), 50), 0)),
    ]
    click.echo(table("Counting", ("", "µs"), rows))


def _seconds(what: Callable[[], object], times: int) -> float:
    began = perf_counter()
    for _ in range(times):
        what()
    return (perf_counter() - began) / times


def _post(app: Flask) -> None:
    form = {"CallSid": "CA" + "1" * 32, "From": "+4700000099", "To": "+4700000001", "Digits": "1"}
    headers = {"X-Twilio-Signature": sign(_TOKEN, _BASE_URL + _TURN, form)}
    answer = Client(app).post(_TURN, data=form, headers=headers)
    if answer.status_code != HTTPStatus.OK:
        raise SystemExit(f"The turn was answered with {answer.status}.")


def _page(app: Flask) -> None:
    Client(app).get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"})


if __name__ == "__main__":
    main()
